package dev.postern.cli.manual;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.cli.StubBroker;
import dev.postern.cli.console.ExitCode;
import dev.postern.cli.console.Variable;
import dev.postern.filter.FilterKey;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

final class HelpCommandTest {

    private static final Pattern READ =
            Pattern.compile(
                    "(?:environment(?:\\(\\))?|getenv\\(\\))\\s*\\.get(?:OrDefault)?\\(\\s*\"([A-Z_]+)\"");
    private static final Pattern OURS = Pattern.compile("\"\\$?(POSTERN_[A-Z_]+)\"");

    @TempDir Path home;

    private StubBroker broker;

    @BeforeEach
    void start() throws IOException {
        broker = new StubBroker(home);
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    @Test
    void help_listsCommandsAndTopics() {
        assertThat(broker.run("help")).isZero();
        assertThat(broker.out())
                .contains("exec-replay")
                .contains("Topics:\n  filters      How sessions")
                .contains("  exit-codes   How commands end.");
    }

    @Test
    void filters_areThoseOfTheGrammar() {
        assertThat(broker.run("help", "filters")).isZero();
        for (FilterKey key : FilterKey.values()) {
            assertThat(broker.out()).contains(key.word() + ":");
        }
        assertThat(broker.out())
                .contains("user:~^(alice|bob)@")
                .contains("WHAT IS NEW")
                .doesNotContain("](")
                .doesNotContain("|---");
        assertThat(broker.out().lines())
                .filteredOn(line -> !line.startsWith("    "))
                .allMatch(line -> line.length() <= 96, "fits 96 columns");
    }

    @Test
    void exitCodes_areThoseOfTheProgram_andOfTheDocument() throws IOException {
        assertThat(broker.run("help", "exit-codes")).isZero();
        assertThat(broker.out()).contains("  130   interrupted\n");
        String document = section("Exit codes");
        assertThat(document).contains(ExitCode.EXCEPTIONS);
        assertThat(rows(document))
                .containsExactly(
                        Arrays.stream(ExitCode.values())
                                .map(code -> "| " + code.number() + " | " + code.about() + " |")
                                .toArray(String[]::new));
    }

    @Test
    void environment_isThatOfTheDocument() throws IOException {
        assertThat(broker.run("help", "environment")).isZero();
        assertThat(broker.out()).contains("POSTERN_FORMAT").contains("LINES");
        assertThat(rows(section("Environment")))
                .containsExactly(
                        Arrays.stream(Variable.values())
                                .map(one -> "| `" + one.name() + "` | " + one.about() + " |")
                                .toArray(String[]::new));
    }

    @Test
    void everyVariableThatIsRead_isListed() throws IOException {
        Set<String> read = new TreeSet<>();
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                String text = Files.readString(file);
                Stream.of(READ, OURS)
                        .forEach(pattern ->
                                pattern.matcher(text)
                                        .results()
                                        .forEach(found -> read.add(found.group(1))));
            }
        }
        assertThat(read).contains("POSTERN_FORMAT");
        assertThat(Arrays.stream(Variable.values()).map(Variable::name).collect(Collectors.toSet()))
                .containsAll(read);
    }

    @Test
    void aCommand_isTold_andAnUnknownWordGetsTheNearest() {
        assertThat(broker.run("help", "request", "create")).isZero();
        assertThat(broker.out()).contains("Usage: postern request create").contains("--reason");
        assertThat(broker.run("help", "filter")).isEqualTo(2);
        assertThat(broker.err()).contains("Did you mean: postern help filters?");
        assertThat(broker.run("help", "request", "creat")).isEqualTo(2);
        assertThat(broker.err()).contains("Did you mean: postern help request create?");
        assertThat(broker.run("help", "quux")).isEqualTo(2);
        assertThat(broker.err()).contains("Topics: filters, exit-codes, environment.");
    }

    @Test
    void topics_areManualPagesToo() throws IOException {
        assertThat(broker.run("man", "--into", home.resolve("man").toString())).isZero();
        assertThat(Files.readString(home.resolve("man/postern-filters.7")))
                .startsWith(".TH \"POSTERN-FILTERS\" 7");
        assertThat(Files.readString(home.resolve("man/postern-search.1")))
                .contains("69    the broker cannot be reached");
        assertThat(broker.run("man", "environment")).isZero();
    }

    private static String section(String heading) throws IOException {
        String document = Files.readString(Path.of("../docs/cli.md"));
        String rest = document.substring(document.indexOf("\n## " + heading + "\n") + 1);
        int end = rest.indexOf("\n## ");
        return end < 0 ? rest : rest.substring(0, end);
    }

    private static List<String> rows(String section) {
        return section.lines().filter(line -> line.startsWith("| ")).skip(2).toList();
    }
}
