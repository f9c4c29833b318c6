package dev.postern.pgwire.track;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.pgwire.BackendMessage;
import dev.postern.pgwire.FrontendMessage;
import dev.postern.pgwire.FrontendMessage.ObjectKind;
import dev.postern.pgwire.Messages;
import dev.postern.pgwire.Report;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

class ProtocolTrackerTest {
    private final List<String> lines = new ArrayList<>();
    private final ProtocolTracker tracker =
            new ProtocolTracker(
                    event -> {
                        String line = PgScript.line(event);
                        if (!line.isEmpty()) {
                            lines.add(line);
                        }
                    },
                    2_048);
    private final ResponseLedger ledger = new ResponseLedger();
    private boolean loggedIn;
    private final PgScript script =
            new PgScript((fromClient, bytes) -> {
                // One byte at a time: boundaries of pieces must not matter.
                for (int i = 0; i < bytes.limit(); i++) {
                    ByteBuffer one = bytes.slice(i, 1);
                    if (fromClient) {
                        tracker.frontend(1, one);
                    } else {
                        tracker.backend(1, one, false);
                    }
                    if (loggedIn && fromClient) {
                        ledger.frontend(one);
                    } else if (loggedIn) {
                        ledger.backend(one);
                    }
                }
            });

    @BeforeEach
    void login() {
        script.login();
        loggedIn = true;
    }

    private void finishedWith(String... expected) {
        tracker.finish(2);
        assertThat(lines).containsExactly(expected);
    }

    @Test
    void severalStatements_takeTheAnswersInOrder() {
        script.query("SELECT ';'; -- x;\n UPDATE t SET a=1;")
                .columns("c")
                .row("a")
                .tag("SELECT 1")
                .tag("UPDATE 7")
                .ready('I');
        assertThat(ledger.responsesDue()).isZero();
        finishedWith(
                "start 1 SELECT ';' tx1",
                "columns 1 c",
                "row 1",
                "end 1 COMPLETED SELECT 1 rows 1",
                "start 2 -- x;\n UPDATE t SET a=1 tx1",
                "end 2 COMPLETED UPDATE 7 rows 7",
                "tx1 COMMITTED");
    }

    @Test
    void errorInTheMiddle_skipsTheRestAndRollsBack() {
        script.query("INSERT; SELECT 1/0; SELECT 3").tag("INSERT 0 1").error("22012").ready('I');
        finishedWith(
                "start 1 INSERT tx1",
                "end 1 COMPLETED INSERT 0 1 rows 1",
                "start 2 SELECT 1/0 tx1",
                "error 2 22012",
                "end 2 FAILED  rows 0",
                "start 3 SELECT 3 tx1",
                "end 3 SKIPPED  rows 0",
                "tx1 ROLLED_BACK");
    }

    @Test
    void syntaxErrorWithPosition_namesThePart() {
        Report report =
                new Report(
                        List.of(
                                new Report.Field('C', "42601"),
                                new Report.Field('M', "x"),
                                new Report.Field('P', "11")));
        script.query("SELECT 1; SELEC 2")
                .server(new BackendMessage.ErrorResponse(report))
                .ready('I');
        finishedWith(
                "start 1 SELECT 1 tx1",
                "end 1 SKIPPED  rows 0",
                "start 2 SELEC 2 tx1",
                "error 2 42601",
                "end 2 FAILED  rows 0",
                "tx1 ROLLED_BACK");
    }

    @Test
    void emptyQuery_isEmpty() {
        script.query(" /* no */ ;").simple("I").ready('I');
        finishedWith("start 1  /* no */ ; tx1", "end 1 EMPTY  rows 0", "tx1 COMMITTED");
    }

    @Test
    void pipelineWithTwoSyncs_errorSkipsToItsSyncOnly() {
        script.run("A", "", "", 0)
                .run("B", "", "", 0)
                .query("Q")
                .sync()
                .run("C $1", "s", "", 0, "v")
                .sync();
        assertThat(ledger.readyForQueryDue()).isEqualTo(3);
        script.simple("12").error("22012").ready('I').simple("12").tag("UPDATE 2").ready('I');
        assertThat(ledger.responsesDue()).isZero();
        assertThat(ledger.readyForQueryDue()).isZero();
        finishedWith(
                "start 1 A tx1",
                "error 1 22012",
                "end 1 FAILED  rows 0",
                "start 2 B tx1",
                "end 2 SKIPPED  rows 0",
                "start 3 Q tx1",
                "end 3 SKIPPED  rows 0",
                "tx1 ROLLED_BACK",
                "start 4 C $1 tx2 params 1",
                "end 4 COMPLETED UPDATE 2 rows 2",
                "tx2 COMMITTED");
    }

    @Test
    void queryUnderSkip_hasNoReady() {
        script.client(new FrontendMessage.Parse("", "BAD", List.of()))
                .error("42601")
                .query("SELECT 1");
        assertThat(ledger.isSkipping()).isTrue();
        assertThat(ledger.readyForQueryDue()).isZero();
        script.sync().ready('I');
        finishedWith(
                "start 1 BAD tx1",
                "error 1 42601",
                "end 1 FAILED  rows 0",
                "start 2 SELECT 1 tx1",
                "end 2 SKIPPED  rows 0",
                "tx1 ROLLED_BACK");
    }

    @Test
    void failedParse_failsItsExecute() {
        script.run("BAD", "", "", 0).sync().error("42601").ready('I');
        finishedWith("start 1 BAD tx1", "error 1 42601", "end 1 FAILED  rows 0", "tx1 ROLLED_BACK");
    }

    @Test
    void failedReparse_leavesTheNamedStatement() {
        script.client(new FrontendMessage.Parse("s", "OLD", List.of()))
                .sync()
                .simple("1")
                .ready('I');
        script.client(new FrontendMessage.Parse("s", "NEW", List.of()))
                .sync()
                .run(null, "s", "", 0)
                .sync();
        script.error("42P05").ready('I').simple("2").tag("SELECT 0").ready('I');
        finishedWith(
                "start 1 NEW tx1",
                "error 1 42P05",
                "end 1 FAILED  rows 0",
                "tx1 ROLLED_BACK",
                "start 2 OLD tx2",
                "end 2 COMPLETED SELECT 0 rows 0",
                "tx2 COMMITTED");
    }

    @Test
    void describedPortal_labelsColumns() {
        script.client(
                        new FrontendMessage.Parse("", "SELECT a", List.of()),
                        new FrontendMessage.Bind("", "", List.of(), List.of(), List.of()))
                .describe("")
                .client(new FrontendMessage.Execute("", 0))
                .sync()
                .simple("12")
                .columns("a")
                .row("1")
                .tag("SELECT 1")
                .ready('I');
        finishedWith(
                "start 1 SELECT a tx1",
                "columns 1 a",
                "row 1",
                "end 1 COMPLETED SELECT 1 rows 1",
                "tx1 COMMITTED");
    }

    @Test
    void describedPortal_labelsLaterOnesOfItsStatementToo() {
        script.client(
                        new FrontendMessage.Parse("s", "SELECT a", List.of()),
                        new FrontendMessage.Bind("", "s", List.of(), List.of(), List.of()))
                .describe("")
                .client(new FrontendMessage.Execute("", 0))
                .sync()
                .simple("12")
                .columns("a")
                .row("1")
                .tag("SELECT 1")
                .ready('I');
        script.client(
                        new FrontendMessage.Bind("", "s", List.of(), List.of(), List.of()),
                        new FrontendMessage.Execute("", 0))
                .sync()
                .simple("2")
                .row("2")
                .tag("SELECT 1")
                .ready('I');
        tracker.finish(2);
        assertThat(lines.stream().filter(l -> l.startsWith("columns")))
                .containsExactly("columns 1 a", "columns 2 a");
    }

    @Test
    void portalInParts_isOneStatement_andRowsAreSummed() {
        script.query("BEGIN").tag("BEGIN").ready('T');
        script.run("SELECT", "", "p", 1).sync().simple("12").row("1").simple("s").ready('T');
        script.client(new FrontendMessage.Execute("p", 0))
                .sync()
                .row("2")
                .tag("SELECT 1")
                .ready('T');
        script.run("SELECT", "", "q", 1).sync().simple("12").row("1").simple("s").ready('T');
        script.client(new FrontendMessage.Close(ObjectKind.PORTAL, "q"))
                .sync()
                .simple("3")
                .ready('T');
        finishedWith(
                "start 1 BEGIN tx1",
                "end 1 COMPLETED BEGIN rows 0",
                "start 2 SELECT tx1",
                "row 2",
                "row 2",
                "end 2 COMPLETED SELECT 1 rows 2",
                "start 3 SELECT tx1",
                "row 3",
                "end 3 SUSPENDED  rows 1",
                "tx1 OPEN_AT_END");
    }

    @Test
    void copyInWithEarlySync_simpleAndExtended() {
        script.query("COPY t FROM STDIN")
                .server(new BackendMessage.CopyResponse(BackendMessage.CopyKind.IN, 0, List.of(0)));
        assertThat(ledger.isCopyIn()).isTrue();
        FrontendMessage data = new FrontendMessage.CopyData(Messages.bytes("1\n"));
        script.client(data, new FrontendMessage.CopyDone()).tag("COPY 1").ready('I');
        script.run("COPY t FROM STDIN", "", "", 0).sync().client(data).simple("12");
        script.server(new BackendMessage.CopyResponse(BackendMessage.CopyKind.IN, 0, List.of(0)));
        script.client(data, new FrontendMessage.CopyFail("no")).sync().error("57014").ready('I');
        assertThat(ledger.responsesDue()).isZero();
        finishedWith(
                "start 1 COPY t FROM STDIN tx1",
                "copy 1 IN",
                "data 1 2",
                "end 1 COMPLETED COPY 1 rows 1",
                "tx1 COMMITTED",
                "start 2 COPY t FROM STDIN tx2",
                "copy 2 IN",
                "data 2 2",
                "error 2 57014",
                "end 2 CANCELLED  rows 0",
                "tx2 ROLLED_BACK");
    }

    @Test
    void copyOutAndFunctionCallAndAsynchronousMessages() {
        script.query("COPY t TO STDOUT")
                .server(new BackendMessage.CopyResponse(BackendMessage.CopyKind.OUT, 0, List.of(0)))
                .server(new BackendMessage.ParameterStatus("a", "b"))
                .server(new BackendMessage.CopyData(Messages.bytes("1\n")))
                .server(
                        new BackendMessage.NoticeResponse(
                                Report.of(Report.Severity.NOTICE, "00000", "n")))
                .simple("c")
                .tag("COPY 1")
                .ready('I');
        script.client(new FrontendMessage.FunctionCall(1, List.of(), List.of(), 0))
                .server(new BackendMessage.FunctionCallResponse(Messages.bytes("x")))
                .ready('I');
        script.server(new BackendMessage.NotificationResponse(1, "ch", ""));
        finishedWith(
                "start 1 COPY t TO STDOUT tx1",
                "copy 1 OUT",
                "set a",
                "data 1 2",
                "notice 1",
                "end 1 COMPLETED COPY 1 rows 1",
                "tx1 COMMITTED",
                "start 2  tx2",
                "row 2",
                "end 2 COMPLETED  rows 1",
                "tx2 COMMITTED",
                "notified ch");
    }

    @Test
    void transactions_commitOfFailedBlock_savepoints() {
        script.query("BEGIN")
                .tag("BEGIN")
                .ready('T')
                .query("SAVEPOINT s")
                .tag("SAVEPOINT")
                .ready('T');
        script.query("X")
                .error("42601")
                .ready('E')
                .query("ROLLBACK TO s")
                .tag("ROLLBACK")
                .ready('T');
        script.query("COMMIT")
                .tag("COMMIT")
                .ready('I')
                .query("BEGIN; X")
                .tag("BEGIN")
                .error("42601")
                .ready('E');
        script.query("COMMIT").tag("ROLLBACK").ready('I');
        tracker.finish(2);
        assertThat(lines.stream().filter(l -> l.startsWith("tx")))
                .containsExactly("tx1 COMMITTED", "tx2 ROLLED_BACK");
    }

    @Test
    void savepoints_tellWhichStatementsWereTakenBack() {
        script.query("BEGIN").tag("BEGIN").ready('T');
        for (String sql :
                List.of(
                        "SAVEPOINT a", // 2
                        "INSERT 1", // 3
                        "SAVEPOINT \"B \"\"c\"", // 4
                        "INSERT 2", // 5
                        "ROLLBACK TO SAVEPOINT \"B \"\"c\" -- to a", // 6: takes back 5
                        "INSERT 3", // 7
                        "SAVEPOINT a", // 8
                        "RELEASE A", // 9: that of 8, which leaves that of 2
                        "rollback /* to x */ work to /* x */ A;", // 10: takes back 3 to 9
                        "ROLLBACK TO a", // 11: takes back 10, which did nothing
                        "INSERT 4")) { // 12
            script.query(sql).tag(sql.split(" ")[0].toUpperCase(Locale.ROOT)).ready('T');
        }
        script.query("COMMIT").tag("COMMIT").ready('I');
        tracker.finish(2);
        assertThat(lines.stream().filter(l -> l.startsWith("tx") || l.startsWith("undone")))
                .containsExactly(
                        "undone 5 to 5", "undone 3 to 9", "undone 3 to 10", "tx1 COMMITTED");
    }

    @Test
    void fatalThenEnd_leavesNoAnswer() {
        script.query("SELECT 1").error("57P01").query("SELECT 2");
        finishedWith(
                "start 1 SELECT 1 tx1",
                "error 1 57P01",
                "end 1 FAILED  rows 0",
                "start 2 SELECT 2 tx1",
                "end 2 NO_ANSWER  rows 0",
                "tx1 ROLLED_BACK");
    }

    @Test
    void longRow_isCutAndSaysSo() {
        script.query("S").columns("a", "b").row("x".repeat(5_000), "y").tag("SELECT 1").ready('I');
        finishedWith(
                "start 1 S tx1",
                "columns 1 a,b",
                "CONTENT_CUT",
                "row 1",
                "end 1 COMPLETED SELECT 1 rows 1",
                "tx1 COMMITTED");
    }

    @Test
    void withdrawnRequests_endAsThat_whateverWasSentBefore() {
        script.query("SELECT 1").query("SELECT 2").run("SELECT 3", "", "", 0).sync();
        tracker.withdraw(5);
        script.tag("SELECT 1").ready('I').error("57014").ready('I').error("57014").ready('I');
        finishedWith(
                "start 1 SELECT 1 tx1",
                "end 1 COMPLETED SELECT 1 rows 1",
                "tx1 COMMITTED",
                "start 2 SELECT 2 tx2",
                "error 2 57014",
                "end 2 WITHDRAWN  rows 0",
                "tx2 ROLLED_BACK",
                "start 3 SELECT 3 tx3",
                "error 3 57014",
                "end 3 WITHDRAWN  rows 0",
                "tx3 ROLLED_BACK");
    }
}
