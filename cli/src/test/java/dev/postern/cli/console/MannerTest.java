package dev.postern.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.cli.StubBroker;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Path;

/// What every command says beside its data, and what those that change something say instead of changing it.
final class MannerTest {

    private static final String SID = "01K9T2Q00000000000000000AA";

    @TempDir Path home;

    private StubBroker broker;

    @BeforeEach
    void startLoggedIn() throws IOException {
        broker =
                new StubBroker(home)
                        .login()
                        .on("GET /api/v1/audit?limit=50", 200, "{\"items\":[]}")
                        .on(
                                "POST /api/v1/requests",
                                200,
                                "{\"shortId\":\"7K2M0001\",\"state\":\"pending\"}")
                        .on("POST /api/v1/who-saw", 200, "{\"items\":[]}");
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    @Test
    void quiet_leavesNotesAndHintsOut_andKeepsErrors() {
        assertThat(broker.run("audit", "ls")).isZero();
        assertThat(broker.err()).isEqualTo("nothing matches\n");
        assertThat(broker.run("audit", "ls", "-q")).isZero();
        assertThat(broker.err()).isEmpty();
        String out = broker.out();
        assertThat(broker.run("audit", "ls", "--quiet")).isZero();
        assertThat(broker.out()).as("data stays").isEqualTo(out).startsWith("EVENT");
        assertThat(broker.run("open", "!", "-q")).isEqualTo(2);
        assertThat(broker.err()).isEqualTo("postern: \"!\" is no session\n");
    }

    @Test
    void debug_tellsEachQuestion_andNoSecretOfIt() {
        for (String option : new String[] {"-v", "--debug"}) {
            assertThat(
                            broker.runPiped(
                                    "ada@example.com\n", "who-saw", "-", "--reason", "a", option))
                    .isZero();
            assertThat(broker.err().lines())
                    .filteredOn(line -> line.startsWith("debug: "))
                    .singleElement()
                    .asString()
                    .matches("debug: POST /api/v1/who-saw: HTTP 200, 0 ms, id [0-9a-f-]{36}");
            assertThat(broker.err()).doesNotContain("ada@").doesNotContain("secret");
        }
        assertThat(broker.run("audit", "ls", "-qv")).isZero();
        assertThat(broker.err()).as("what was asked for").startsWith("debug: GET /api/v1/audit");
        assertThat(broker.err()).doesNotContain("nothing matches");
    }

    @Test
    void dryRun_saysWhatWouldBeAsked_andAsksNothing() {
        assertThat(
                        broker.run(
                                "request",
                                "create",
                                "orders",
                                "--as",
                                "app_write",
                                "--reason",
                                "fix \"7\"",
                                "--dry-run"))
                .isZero();
        assertThat(broker.out())
                .matches(
                        "Would ask http://127.0.0.1:[0-9]+: POST /api/v1/requests with databaseRole"
                            + " \"app_write\", reason \"fix \\\\\"7\\\\\"\", target \"orders\", ttl"
                            + " \"PT1H\"\\. Nothing was changed\\.\n");
        assertThat(broker.err()).isEmpty();
        assertThat(broker.calls()).isEmpty();
    }

    @Test
    void dryRun_isADocumentWhereThatIsWanted() {
        assertThat(
                        broker.run(
                                "lock",
                                "add",
                                "person",
                                "ada@example.com",
                                "--reason",
                                "theft",
                                "--dry-run",
                                "-o",
                                "json"))
                .isZero();
        assertThat(broker.out())
                .isEqualTo(
                        "{\"schemaVersion\":1,\"dryRun\":true,\"method\":\"POST\",\"path\":\"/api/v1/locks\",\"body\":{\"reason\":\"theft\",\"scope\":\"person\",\"subject\":\"ada@example.com\"}}\n");
        assertThat(broker.calls()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "request approve 7K2M --dry-run",
                "request deny 7K2M --reason no --dry-run",
                "request revoke 7K2M --reason no --dry-run",
                "sessions end " + SID + " --reason r --dry-run",
                "sessions hold " + SID + " --reason r --dry-run",
                "sessions cancel " + SID + " --reason r --dry-run",
                "admin role rm reader --dry-run",
                "admin target rm orders --dry-run",
                "review undo " + SID + " --dry-run"
            })
    void dryRun_isThereForWhatChangesSomething(String line) {
        assertThat(broker.run(line.split(" "))).as(broker.err()).isZero();
        assertThat(broker.out()).startsWith("Would ask ").endsWith("Nothing was changed.\n");
        assertThat(broker.calls()).isEmpty();
    }

    @Test
    void dryRun_refusesWhatMakesNoSense_asWithoutIt() {
        assertThat(broker.run("request", "create", "orders", "--ttl", "soon", "--dry-run"))
                .isEqualTo(2);
        assertThat(broker.err()).contains("--ttl \"soon\" is no duration");
        assertThat(broker.run("audit", "ls", "--dry-run")).as("changes nothing").isEqualTo(2);
        assertThat(broker.run("request", "create", "--help")).isZero();
        assertThat(broker.out().replaceAll("\\s+", " "))
                .contains("Whether the broker would allow it is not asked.");
    }
}
