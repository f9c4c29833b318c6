package dev.postern.broker.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.postern.broker.review.Checklist;
import dev.postern.broker.review.ReviewRule;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

import java.io.StringReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

final class ReviewsReaderTest {

    private static final String VALID =
            """
            reviews:
              - name: break-glass
                sessions: "has:breakglass"
                sample: 100%
                within: 24h
                checklist: ["Is the reason true?", "Was only done what it says?"]
              - name: writes
                sessions: "target:orders has:write"
                sample: 0.5%
                within: 7d
              - name: rest
            """;

    @Test
    void rules_areReadInTheirOrder() throws Exception {
        assertThat(read(VALID))
                .containsExactly(
                        new ReviewRule(
                                "break-glass",
                                "has:breakglass",
                                ReviewRule.ALL,
                                Duration.ofHours(24),
                                new Checklist(
                                        List.of(
                                                "Is the reason true?",
                                                "Was only done what it says?"))),
                        new ReviewRule(
                                "writes",
                                "target:orders has:write",
                                5_000,
                                Duration.ofDays(7),
                                Checklist.NONE),
                        new ReviewRule("rest", "", ReviewRule.ALL, null, Checklist.NONE));
        assertThat(ReviewsReader.read(Optional.empty())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    sample: 100%       | sample: 20          | postern.yaml:4: reviews[0].sample is "20"; write 0% to 100%, for example 20% or 0.5%
                    sample: 100%       | sample: 101%        | reviews[0].sample is "101%"; write 0% to 100%
                    within: 24h        | within: soon        | reviews[0].within is "soon"; write a duration such as
                    within: 24h        | within: 1s          | reviews[0].within is "1s"; write 1m to 366d
                    within: 24h        | whitin: 24h         | unknown key "whitin" in reviews[0]; did you mean "within"?
                    name: writes       | name: break-glass   | postern.yaml:7: reviews[1] has the name "break-glass" of another rule; give it a name of its own
                    has:breakglass     | has:broken          | reviews[0].sessions cannot be read at character 5: `has:broken` is not known.; Write
                    has:breakglass     | review:open         | reviews[0].sessions has `review:`, which cannot say whether a session is to be reviewed; leave it out
                    target:orders has:write | since:-2h      | reviews[1].sessions has `since:`, which cannot say
                    Was only done what it says? | Is the reason true? | reviews[0].checklist[1] is asked twice; remove one of them
                    - name: rest       | - within: 1h        | reviews[2].name is missing; add it below this line
                    """)
    void mistake_isNamedWithFileLineAndRemedy(String right, String wrong, String message) {
        String text = VALID.replace(right, wrong);
        assertThat(text).as("the mistake is in the file").isNotEqualTo(VALID);
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> read(text))
                .withMessageContaining(message);
    }

    private static List<ReviewRule> read(String text) throws ConfigException {
        ConfigNode root =
                new ConfigNode(
                        Path.of("postern.yaml"),
                        new Yaml(new SafeConstructor(new LoaderOptions()))
                                .compose(new StringReader(text)));
        return ReviewsReader.read(root.section("reviews").optional("reviews"));
    }
}
