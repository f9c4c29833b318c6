package dev.postern.cli.manual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import static java.util.Objects.requireNonNull;

import dev.postern.cli.StubBroker;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The completion scripts in fish and zsh themselves, with a `postern` that always knows the same names.
final class ShellCompletionTest {

    private static final String NAMES = "orders\topen\nother\nstate:live\tnow";

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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    postern db lo                   | login,logout
                    postern proxy d                 | db
                    postern db connect o            | orders,other
                    postern login --t               | --token-file,--ttl
                    postern db login --             | --debug,--dry-run,--help,--quiet,--utc,--version
                    postern request create o --t    | --ticket,--ttl
                    postern db --                   | --help,--version
                    postern db env o --shell pw     | pwsh
                    """)
    void fish_offersWhatMayStandThere(String line, String expected) throws Exception {
        Path script = script("fish");
        String offered =
                run(
                        "fish",
                        List.of(
                                "--no-config",
                                "-c",
                                "function postern; printf '%s\\n' $NAMES; end; source $SCRIPT;"
                                        + " complete -C $argv[1]",
                                line),
                        script);
        assertThat(offered.lines().map(one -> one.replaceFirst("\t.*", "")))
                .containsExactlyInAnyOrder(expected.split(","));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    postern db conn          | postern db connect
                    postern db connect or    | postern db connect orders
                    postern search state:l   | postern search state:live
                    postern login --tt       | postern login --ttl
                    """)
    void zsh_completesTheLine(String line, String expected) throws Exception {
        Path script = script("zsh");
        Path typist = home.resolve("complete.zsh");
        try (var in = ShellCompletionTest.class.getResourceAsStream("complete.zsh")) {
            Files.copy(requireNonNull(in), typist);
        }
        assertThat(run("zsh", List.of("-f", typist.toString(), line), script).strip())
                .isEqualTo(expected);
    }

    private Path script(String shell) throws IOException {
        assumeTrue(isThere(shell), shell + " is not on this machine");
        assertThat(broker.run("completion", shell)).isZero();
        return Files.writeString(home.resolve("completion." + shell), broker.out());
    }

    private String run(String shell, List<String> arguments, Path script)
            throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of(shell));
        words.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
        builder.environment()
                .putAll(
                        Map.of(
                                "SCRIPT",
                                script.toString(),
                                "NAMES",
                                NAMES,
                                "HOME",
                                home.toString(),
                                "LC_ALL",
                                "C.UTF-8"));
        Process process = builder.start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(out).isZero();
        return out;
    }

    private static boolean isThere(String program) {
        return List.of(System.getenv().getOrDefault("PATH", "").split(":")).stream()
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
