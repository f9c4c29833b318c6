package dev.postern.cli.manual;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.cli.StubBroker;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

final class CompleteCommandTest {

    private static final String TARGETS = "GET /api/v1/targets?limit=500";
    private static final String SID = "01K9T2Q00000000000000000AA";

    @TempDir Path home;

    private StubBroker broker;

    @BeforeEach
    void startLoggedIn() throws IOException {
        broker = new StubBroker(home).login();
        broker.on(
                        TARGETS,
                        200,
                        """
                        {"items":[{"name":"orders","access":"open","databases":["shop","stock"],
                        "databaseRoles":[{"name":"app_read","access":"open"},
                        {"name":"app_write","access":"request"}]},
                        {"name":"other","access":"request"}]}\
                        """)
                .on(
                        "GET /api/v1/sessions?limit=50",
                        200,
                        "{\"items\":[{\"id\":\""
                                + SID
                                + "\",\"target\":\"orders\",\"person\":{\"name\":\"Ada\"}}]}")
                .on(
                        "GET /api/v1/requests?limit=500",
                        200,
                        "{\"items\":[{\"shortId\":\"7K2M0001\",\"state\":\"pending\",\"reason\":\"a"
                                + " \\u001b[2J\"}]}")
                .on(
                        "GET /api/v1/searches",
                        200,
                        "{\"items\":[{\"id\":\""
                                + SID
                                + "\",\"name\":\"two words\"},{\"name\":\"night\"}]}");
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "postern db connect |orders,other",
                "postern db connect or|orders",
                "postern db connect orders/s|orders/shop,orders/stock",
                "postern db connect orders --as app_w|app_write",
                "postern exec-replay X --target o|orders,other",
                "postern exec-replay X --target orders --database |shop,stock",
                "postern play 01|01K9T2Q00000000000000000AA",
                "postern diff X |01K9T2Q00000000000000000AA",
                "postern request show |7K2M0001",
                "postern search --saved |/q/01K9T2Q00000000000000000AA,night",
                "postern sessions ls state:|state:live,state:ended,state:recovered",
                "postern search target:or|target:orders",
                "postern search user:ada ta|target:,table:",
                "postern saved add night ne|new:",
                "postern sessions ls since:|since:today,since:yesterday",
                "postern tail 01|01K9T2Q00000000000000000AA",
                "postern tail -f has:w|has:write",
                "postern tail user:ada ta|target:,table:",
                "postern help e|exit-codes,environment",
                "postern db connect orders -- |",
                "postern db ls |",
                "postern saved add |",
                "postern |"
            })
    void words_areThoseThatMayStandThere(String line, @Nullable String expected) {
        assertThat(broker.run("__complete", "--line", line)).isZero();
        assertThat(String.join(",", broker.out().lines().map(one -> one.split("\t")[0]).toList()))
                .isEqualTo(expected == null ? "" : expected);
        assertThat(broker.err()).isEmpty();
    }

    @Test
    void descriptions_areHarmless() {
        assertThat(broker.run("__complete", "--line", "postern request show ")).isZero();
        assertThat(broker.out()).isEqualTo("7K2M0001\tpending, : a \\x1b[2J\n");
    }

    @Test
    void anAnswer_isKeptForAMinute_forTheOwnerAlone() throws IOException {
        broker.run("__complete", "--line", "postern db connect ");
        broker.on(TARGETS, 500, "");
        assertThat(broker.run("__complete", "--line", "postern proxy db ")).isZero();
        assertThat(broker.out()).startsWith("orders\topen\n");
        assertThat(broker.calls()).hasSize(1);
        try (var files = Files.list(home.resolve("completion"))) {
            for (Path file : files.toList()) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .isEqualTo("rw-------");
            }
        }
    }

    @Test
    void withoutALogin_orAnAnswer_nothingIsSaid() throws IOException {
        broker.on(TARGETS, 500, "");
        assertThat(broker.run("__complete", "--line", "postern db connect ")).isZero();
        assertThat(broker.out() + broker.err()).isEmpty();

        Files.delete(home.resolve("login.json"));
        assertThat(broker.run("__complete", "--line", "postern db connect ")).isZero();
        assertThat(broker.out() + broker.err()).isEmpty();
    }

    @Test
    void bash_asksForNames_andKeepsColons() throws Exception {
        assertThat(broker.run("completion", "bash")).isZero();
        Path script = Files.writeString(home.resolve("completion.bash"), broker.out());
        assertThat(bash(script, "postern search user:ada state:l", "state:live\tnow"))
                .isEqualTo("live\n");
        assertThat(bash(script, "postern db connect o", "orders\topen\nother"))
                .isEqualTo("orders\nother\n");
        assertThat(bash(script, "postern request show ", "7K2M0001\tpending"))
                .isEqualTo("7K2M0001\n");
        assertThat(bash(script, "postern db con", "nothing")).isEqualTo("connect\nconfig\n");
        assertThat(broker.out()).doesNotContain("'__complete'");
        assertThat(broker.run("completion", "fish")).isZero();
        assertThat(broker.out())
                .contains("(postern __complete --line (commandline -cp | string collect)");
        assertThat(broker.run("help")).isZero();
        assertThat(broker.out()).doesNotContain("__complete");
    }

    /// What bash would offer, with a `postern` that answers `names`.
    private static String bash(Path script, String line, String names) throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder(
                                "bash",
                                "-c",
                                """
                                postern() { printf '%s\\n' "$NAMES"; }
                                source "$SCRIPT"
                                COMP_WORDBREAKS=' :'
                                COMP_WORDS=($TYPED)
                                COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
                                COMP_LINE=$TYPED
                                COMP_POINT=${#COMP_LINE}
                                _complete_postern_names postern "${COMP_WORDS[$COMP_CWORD]}"
                                printf '%s\\n' "${COMPREPLY[@]}"
                                """)
                        .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("SCRIPT", script.toString());
        builder.environment().put("TYPED", line);
        builder.environment().put("NAMES", names);
        Process process = builder.start();
        try (InputStream in = process.getInputStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
