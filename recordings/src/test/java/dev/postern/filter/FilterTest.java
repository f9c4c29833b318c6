package dev.postern.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

final class FilterTest {

    private static final Pattern EXAMPLE = Pattern.compile("(?m)^\\| `([^`]+)` \\| (.+) \\|$");
    private static final Pattern TIME =
            Pattern.compile("(?m)^\\| `([^`]+)` \\| (\\S+Z) \\| (\\S+Z) \\|$");
    private static final Pattern MISTAKE =
            Pattern.compile("(?m)^```\\n(.*)\\n( *)\\^\\n(.+)\\n(.+)\\n```$");

    @Test
    void examplesOfTheGuide_areUnderstoodAsItSays() throws Exception {
        String guide = Files.readString(Path.of("../docs/filters.md"));
        Matcher examples = EXAMPLE.matcher(guide.substring(guide.indexOf("## Examples")));
        int count = 0;
        while (examples.find()) {
            assertThat(shown(Filter.parse(examples.group(1))))
                    .as(examples.group(1))
                    .isEqualTo(examples.group(2));
            count++;
        }
        assertThat(count).isGreaterThan(15);
    }

    @Test
    void timesOfTheGuide_areReadAsItSays() throws Exception {
        Instant now = Instant.parse("2026-11-21T01:20:03Z");
        String guide = Files.readString(Path.of("../docs/filters.md"));
        Matcher times = TIME.matcher(guide);
        int count = 0;
        while (times.find()) {
            assertThat(TimeStretch.read(times.group(1), now))
                    .as(times.group(1))
                    .contains(
                            new TimeStretch(
                                    Instant.parse(times.group(2)), Instant.parse(times.group(3))));
            count++;
        }
        assertThat(count).isGreaterThan(5);
        assertThat(List.of("", "tomorrow", "2026-13-01", "2h ago", "-", "h", "12", "+2h"))
                .allSatisfy(none -> assertThat(TimeStretch.read(none, now)).isEmpty());
    }

    @Test
    void mistakesOfTheGuide_areShownAsItSays() throws Exception {
        String guide = Files.readString(Path.of("../docs/filters.md"));
        Matcher mistakes = MISTAKE.matcher(guide);
        int count = 0;
        while (mistakes.find()) {
            String filter = mistakes.group(1);
            int caret = mistakes.group(2).length();
            String message = mistakes.group(3);
            String hint = mistakes.group(4);
            assertThatExceptionOfType(FilterException.class)
                    .as(filter)
                    .isThrownBy(() -> Filter.parse(filter))
                    .withMessage(message)
                    .satisfies(e -> {
                        assertThat(e.hint()).isEqualTo(hint);
                        assertThat(e.position()).isEqualTo(caret);
                    });
            count++;
        }
        assertThat(count).isGreaterThan(5);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    user:~[a          | 7  | The regular expression is wrong
                    rows:~1           | 5  | does not go with
                    text:>1           | 5  | does not go with
                    since:>today      | 6  | does not go with
                    until:2026-02-30  | 6  | `until:2026-02-30` is not known
                    rows:many         | 5  | `rows:many` is not known
                    fp:123            | 3  | `fp:123` is not known
                    OR a              | 0  | has nothing before it
                    a OR OR b         | 5  | has nothing before it
                    -""               | 1  | no text to look for
                    verb:             | 5  | has no value
                    """)
    void mistake_isPointedAt(String filter, int position, String message) {
        assertThatExceptionOfType(FilterException.class)
                .isThrownBy(() -> Filter.parse(filter))
                .withMessageContaining(message)
                .satisfies(e -> {
                    assertThat(e.position()).isEqualTo(position);
                    assertThat(e.hint()).endsWith(".");
                });
    }

    @Test
    void anyText_isUnderstoodOrPointedAt() {
        Random random = new Random(9);
        List<String> parts =
                List.of(
                        "user:", "rows:", "dur:", "has:", "error", "-", " ", " OR ", "\"", "\\",
                        "~", ">", "=", "<", "*", "1", "2s", "é", "x", "(", "tx:", "open", ":");
        for (int i = 0; i < 20_000; i++) {
            StringBuilder filter = new StringBuilder();
            for (int n = random.nextInt(9); n > 0; n--) {
                filter.append(parts.get(random.nextInt(parts.size())));
            }
            try {
                assertThat(Filter.parse(filter.toString()).clauses()).isNotNull();
            } catch (FilterException e) {
                assertThat(e.position()).as("%s", filter).isBetween(0, filter.length());
                assertThat(e.hint()).isNotBlank();
            }
        }
    }

    private static String shown(Filter filter) {
        return filter.clauses().stream()
                .map(clause ->
                        clause.terms().stream()
                                .map(FilterTest::shown)
                                .collect(Collectors.joining(" or ")))
                .collect(Collectors.joining("; "));
    }

    private static String shown(FilterTerm term) {
        String comparison =
                switch (term.comparison()) {
                    case IS -> "is";
                    case BEGINS_WITH -> "begins with";
                    case MATCHES -> "matches";
                    case AT_LEAST -> "is at least";
                    case AT_MOST -> "is at most";
                    case MORE_THAN -> "is more than";
                    case LESS_THAN -> "is less than";
                };
        return (term.negated() ? "not: " : "")
                + term.key().word()
                + " "
                + comparison
                + " "
                + term.value();
    }
}
