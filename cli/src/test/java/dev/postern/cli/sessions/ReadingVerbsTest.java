package dev.postern.cli.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.cli.StubBroker;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

final class ReadingVerbsTest {

    private static final String A = "01K9T2Q00000000000000000AA";
    private static final String B = "01K9T2Q00000000000000000BB";

    @TempDir Path home;

    private StubBroker broker;

    @BeforeEach
    void startLoggedIn() throws IOException {
        broker = new StubBroker(home).login();
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    @Test
    void diff_alignsByShape_andExitsAsDiffDoes() {
        statements(A, "select 1", "update t set a = 7", "commit");
        statements(B, "select 2", "delete from t", "commit");

        assertThat(broker.run("diff", A, B)).isEqualTo(1);
        assertThat(broker.out())
                .isEqualTo(
                        """
                             #1    #1  select 1
                        -    #2        update t set a = 7
                        +          #2  delete from t
                             #3    #3  commit
                        """);
        assertThat(broker.run("diff", A, A)).isZero();
        assertThat(broker.run("diff", A, "01K9T2Q00000000000000000CC")).isEqualTo(2);
    }

    @Test
    void diffResults_marksOtherOutcomes() {
        broker.on(path(A), 200, "{\"items\":[" + statement(A, 1, "select 1", 3) + "],\"total\":1}");
        broker.on(path(B), 200, "{\"items\":[" + statement(B, 1, "select 1", 4) + "],\"total\":1}");
        assertThat(broker.run("diff", A, B)).isZero();
        assertThat(broker.run("diff", "--results", A, B)).isEqualTo(1);
        assertThat(broker.out())
                .startsWith("!    #1    #1  select 1  [SELECT 3, 3 rows | SELECT 4, 4 rows]");
    }

    @Test
    void tail_showsTheLastStatements() {
        String session = "/api/v1/sessions/" + A;
        broker.on("GET " + session + "/statements?after=0&limit=1", 200, "{\"total\":30}")
                .on("GET " + session, 200, "{\"state\":\"ended\"}")
                .on(
                        "GET " + session + "/statements?after=28&limit=200",
                        200,
                        "{\"items\":["
                                + statement(A, 29, "select 29", 1)
                                + ","
                                + statement(A, 30, "select\\n 30 \\u001b[2J", 1)
                                + "]}");
        assertThat(broker.run("tail", "-f", "-n", "2", A)).isZero();
        assertThat(broker.out())
                .isEqualTo(
                        """
                        2026-11-20 10:00:00Z  #29  SELECT 1  select 29
                        2026-11-20 10:00:00Z  #30  SELECT 1  select 30 \\x1b[2J
                        """);
    }

    @Test
    void search_saysThatNothingMatches_andThatTheIndexIsBehind() {
        String call = "GET /api/v1/search?limit=50&q=card_no";
        broker.on(call, 200, "{\"items\":[],\"total\":0,\"index\":{\"behindMillis\":0}}");
        assertThat(broker.run("search", "card_no", "-o", "jsonl")).isZero();
        assertThat(broker.out()).isEmpty();
        assertThat(broker.err()).isEqualTo("nothing matches\n");

        broker.on(
                call,
                200,
                "{\"items\":[],\"total\":0,\"index\":{\"waitingRecordings\":3,\"behindMillis\":4210}}");
        assertThat(broker.run("search", "card_no", "--exit-status")).isEqualTo(1);
        assertThat(broker.err())
                .isEqualTo(
                        """
                        nothing matches
                        the index is 4 s behind with 3 recordings: what was done since may be missing, ask again
                        """);
    }

    @Test
    void search_thatStopped_saysHowFarItCame_andGoesOnWithAll() {
        String stopped =
                "{\"items\":[],\"nextCursor\":\"c1\",\"searchedBackTo\":\"2026-11-20T10:00:00.000000Z\",\"total\":0,\"totalIsExact\":false}";
        String call = "GET /api/v1/search?limit=%d&q=card_no";
        broker.on(String.format(call, 50), 200, stopped)
                .on(String.format(call, 500), 200, stopped)
                .on(
                        String.format(call, 500) + "&cursor=c1",
                        200,
                        "{\"items\":[{\"statement\":{\"session\":\""
                                + A
                                + "\",\"ordinal\":7}}],\"nextCursor\":null,\"searchedBackTo\":null,\"total\":0,\"totalIsExact\":false}");

        assertThat(broker.run("search", "card_no", "-o", "name")).isZero();
        assertThat(broker.out()).isEmpty();
        assertThat(broker.err())
                .isEqualTo(
                        "nothing found so far: searched back to 2026-11-20 10:00:00Z, use --all to"
                                + " go on\n");

        assertThat(broker.run("search", "card_no", "-o", "name", "--all")).isZero();
        assertThat(broker.out()).isEqualTo(A + "#q=7\n");
        assertThat(broker.err()).isEmpty();
    }

    @Test
    void export_writesTheBrokersBytes_toAFileOfOnesOwn() throws Exception {
        String call =
                "GET /api/v1/sessions/"
                        + A
                        + "/export?format=csv&direction=backend&rows=all&q=41&to=41";
        broker.on(call, 200, "statement,a\r\n");
        Path file = home.resolve("out.csv");

        assertThat(broker.run("export", A + "#q=41", "--format", "csv", "-O", file.toString()))
                .isZero();

        assertThat(file).hasContent("statement,a\r\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(broker.run("export", A, "--format", "csv", "-O", file.toString())).isEqualTo(1);
        assertThat(broker.err()).contains("is there already");
        assertThat(broker.run("export", A, "--format", "gif")).isEqualTo(2);
        assertThat(broker.runTyping("", "export", A, "--format", "pcap")).isEqualTo(2);
        assertThat(broker.run("export", "missing.pgrec", "--format", "od")).isEqualTo(6);
    }

    @Test
    void exportOfAPack_asksTheBroker_whichAloneMakesOne() {
        broker.on(
                "GET /api/v1/sessions/" + A + "/export?format=pack&recording=true", 200, "a pack");
        Path file = home.resolve("out.zip");

        assertThat(
                        broker.run(
                                "export",
                                A,
                                "--format",
                                "pack",
                                "--with-recording",
                                "-O",
                                file.toString()))
                .isZero();

        assertThat(file).hasContent("a pack");
        assertThat(broker.runTyping("", "export", A, "--format", "pack")).isEqualTo(2);
        assertThat(broker.run("export", A, "--format", "csv", "--with-recording")).isEqualTo(2);
        assertThat(broker.err()).contains("--with-recording is for packs");
        assertThat(broker.run("export", "a.pgrec", "--format", "pack")).isEqualTo(2);
        assertThat(broker.err()).contains("Name the session");
    }

    @Test
    void completion_knowsEveryCommand_inEveryShell() throws Exception {
        for (String shell : new String[] {"bash", "zsh", "fish", "powershell"}) {
            assertThat(broker.run("completion", shell)).as(shell).isZero();
            assertThat(broker.out())
                    .as(shell)
                    .contains("who-saw", "request", "approve", "reason", "export");
        }
        assertThat(broker.run("completion", "bash")).isZero();
        Path script = Files.writeString(home.resolve("completion"), broker.out());
        Process bash = new ProcessBuilder("bash", "-n", script.toString()).start();
        assertThat(bash.waitFor()).isZero();
        assertThat(broker.calls()).as("without a network").isEmpty();
    }

    @Test
    void man_hasAPageForEveryCommand() throws Exception {
        Path folder = home.resolve("man1");
        assertThat(broker.run("man", "--into", folder.toString())).isZero();
        assertThat(folder.resolve("postern-request-create.1")).isRegularFile();
        assertThat(folder.resolve("postern.1")).content().contains("who\\-saw");
        assertThat(broker.run("man", "who-saw")).isZero();
        assertThat(broker.out())
                .startsWith(".TH \"POSTERN-WHO-SAW\" 1")
                .contains(".SH SYNOPSIS", "\\-\\-reason", ".SH EXIT STATUS");
        assertThat(broker.run("man", "nothing")).isEqualTo(6);
    }

    private void statements(String session, String... sql) {
        StringBuilder items = new StringBuilder();
        for (int i = 0; i < sql.length; i++) {
            items.append(i == 0 ? "" : ",").append(statement(session, i + 1, sql[i], 1));
        }
        broker.on(path(session), 200, "{\"items\":[" + items + "],\"nextAfter\":null}");
    }

    private static String path(String session) {
        return "GET /api/v1/sessions/" + session + "/statements?after=0&limit=500";
    }

    private static String statement(String session, int ordinal, String sql, int rows) {
        return "{\"session\":\""
                + session
                + "\",\"ordinal\":"
                + ordinal
                + ",\"startedAt\":\"2026-11-20T10:00:00.000000Z\",\"outcome\":\"completed\",\"tag\":\"SELECT"
                + " "
                + rows
                + "\",\"rows\":"
                + rows
                + ",\"sql\":\""
                + sql
                + "\"}";
    }
}
