package dev.postern.cli.rerun;

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

final class ExecReplayCommandTest {

    private static final String SID = "01K9T2Q00000000000000000AA";
    private static final String PATH = "GET /api/v1/sessions/" + SID;

    @TempDir Path home;

    private StubBroker broker;

    @BeforeEach
    void startLoggedIn() throws IOException {
        broker = new StubBroker(home).login();
        target("env", "staging");
        session(false, started(1, "select 1", ""), finished(1, "completed"));
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"prod", "production", "Production", "PROD"})
    void aTargetThatIsProduction_isRefusedByItsLabel(String value) {
        target("env", value);

        assertThat(replay("--yes", "--read-only")).isEqualTo(1);

        assertThat(broker.err()).contains("orders has the label env: " + value);
        assertThat(broker.calls()).noneMatch(call -> call.contains("/events"));
    }

    @Test
    void aKeyThatSaysProduction_countsToo() {
        target("production", "true");
        assertThat(replay("--yes")).isEqualTo(1);
        assertThat(broker.err()).contains("the label production: true");
    }

    @Test
    void nothingRuns_withoutAConfirmation() {
        assertThat(replay()).isEqualTo(2);
        assertThat(broker.err())
                .contains("1 statement (1 SELECT) will run at orders.")
                .contains("add --yes");

        assertThat(broker.runTyping("n\n", "exec-replay", SID, "--target", "orders")).isEqualTo(1);
        assertThat(broker.err()).contains("Run it? [y/N]").contains("nothing was run");
    }

    @Test
    void maskedValues_areNeverSent() {
        session(true, started(1, "select 1", ""), started(2, "select $1", "j***@e***.com"));
        assertThat(replay("--yes")).isEqualTo(5);
        assertThat(broker.err())
                .contains("statement 2 of session " + SID + " holds values that are masked for you")
                .contains("postern unmask " + SID);

        session(true, started(1, "alter role a password '▒▒▒'", ""));
        assertThat(replay("--yes")).isEqualTo(5);
    }

    @Test
    void stars_areNoMask_inASessionWithoutMasks() {
        session(false, started(1, "select '***'", ""), finished(1, "completed"));
        assertThat(replay()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "begin read write",
                "set transaction read /* and */ write",
                "set default_transaction_read_only = off",
                "select set_config('transaction_read_only', 'off', true)"
            })
    void readOnly_refusesWhatSetsItBack(String sql) {
        session(false, started(1, sql, ""), finished(1, "completed"));
        assertThat(replay("--yes", "--read-only")).isEqualTo(1);
        assertThat(broker.err()).contains("statement #1 would set the session to read and write");
    }

    @Test
    void whatCannotRunAgain_isNamedWithItsReason() {
        session(
                false,
                started(1, "copy t from stdin", ""),
                "{'event':'copy_started','ordinal':1,'direction':'in'}",
                finished(1, "completed"),
                started(2, "select 2", ""),
                finished(2, "cancelled"),
                started(3, "select 3", ""),
                started(4, "select 4", ""),
                finished(4, "completed"));
        assertThat(replay()).isEqualTo(2);
        assertThat(broker.err())
                .contains("Statement #1 is left out: its COPY data came from the client.")
                .contains("Statement #2 is left out: it was cancelled.")
                .contains("Statement #3 is left out: the session ended before it was answered.")
                .contains("1 statement (1 SELECT) will run at orders.");
    }

    @Test
    void fromAndTo_chooseStatements() {
        session(
                false,
                started(1, "select 1", ""),
                finished(1, "completed"),
                started(2, "update t set a = 1", ""),
                finished(2, "completed"),
                started(3, "delete from t", ""),
                finished(3, "completed"));
        assertThat(replay("--from", "2", "--to", "2")).isEqualTo(2);
        assertThat(broker.err()).contains("1 statement (1 UPDATE) will run");
        assertThat(replay("--from", "3", "--to", "2")).isEqualTo(2);
        assertThat(broker.err()).contains("names no statements");
    }

    @Test
    void unknownTarget_isNamed() {
        assertThat(broker.run("exec-replay", SID, "--target", "nosuch")).isEqualTo(6);
        assertThat(broker.err()).contains("you have no target \"nosuch\"");
    }

    private int replay(String... more) {
        String[] words = new String[more.length + 4];
        words[0] = "exec-replay";
        words[1] = SID;
        words[2] = "--target";
        words[3] = "orders";
        System.arraycopy(more, 0, words, 4, more.length);
        return broker.run(words);
    }

    private void target(String key, String value) {
        broker.on(
                "GET /api/v1/targets?limit=500",
                200,
                json("{'items':[{'name':'orders','labels':{'" + key + "':'" + value + "'}}]}"));
    }

    private void session(boolean masked, String... events) {
        broker.on(PATH, 200, json("{'id':'" + SID + "','masked':" + masked + "}"))
                .on(PATH + "/masks", 200, json("{'total':1}"))
                .on(PATH + "/events", 200, json(String.join("\n", events)) + "\n");
    }

    private static String started(int ordinal, String sql, String value) {
        return "{'event':'statement_started','message':"
                + ordinal * 2
                + ",'ordinal':"
                + ordinal
                + ",'protocol':'extended','sql':'"
                + sql.replace("'", "\\u0027")
                + "','transaction':"
                + ordinal
                + ",'parameters':["
                + (value.isEmpty() ? "" : "{'type':25,'text':'" + value + "','null':false}")
                + "]}";
    }

    private static String finished(int ordinal, String outcome) {
        return "{'event':'statement_finished','ordinal':"
                + ordinal
                + ",'outcome':'"
                + outcome
                + "','tag':'','rows':0,'error':null}";
    }

    private static String json(String singleQuoted) {
        return singleQuoted.replace('\'', '"');
    }
}
