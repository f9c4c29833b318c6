package dev.postern.cli.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.cli.StubBroker;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

final class WhoSawCommandTest {

    private static final String CALL = "POST /api/v1/who-saw";
    private static final String ONE =
            """
            {"items":[{"session":{"id":"01K9T2Q00000000000000000AB","person":{"name":"Erin","email":"e@x"}},\
            "statement":{"session":"01K9T2Q00000000000000000AB","ordinal":41,"startedAt":"2026-11-20T10:00:00.000000Z","sql":"select email\\n from customers"},\
            "places":[{"kind":"result","row":15,"column":2,"name":"email"}],"count":4}],\
            "partial":false,"filtersAsked":3,"sessionsRead":1,"sessionsNotRead":0,"sessionsUnreadable":0,"sessionsErased":0}\
            """;

    @TempDir Path home;

    @Test
    void valueFromStandardInput_goesIntoTheBodyAlone() throws Exception {
        try (StubBroker broker = new StubBroker(home).login().on(CALL, 200, ONE)) {
            int code =
                    broker.runPiped(
                            "ada@x.org\n", "who-saw", "--reason", "OPS-41", "--since", "1h", "-");

            assertThat(code).isZero();
            assertThat(broker.calls())
                    .containsExactly(
                            CALL
                                    + " {\"exact\":false,\"from\":\"2026-11-21T00:00:00Z\",\"value\":\"ada@x.org\",\"reason\":\"OPS-41\",\"limit\":50}");
            assertThat(broker.out())
                    .isEqualTo(
                            """
                            MOMENT                           TIME                  PERSON  WHERE                           STATEMENT
                            01K9T2Q00000000000000000AB#q=41  2026-11-20 10:00:00Z  Erin    result row 15 email and 3 more  select email from customers
                            """);
            assertThat(broker.err()).isEmpty();
        }
    }

    @Test
    void atATerminal_asksForValueAndReason() throws Exception {
        try (StubBroker broker = new StubBroker(home).login().on(CALL, 200, ONE)) {
            assertThat(broker.runTyping("ada@x.org\nOPS-41\n", "who-saw", "--type", "email"))
                    .isZero();
            assertThat(broker.calls().getLast())
                    .contains("\"type\":\"email\",\"value\":\"ada@x.org\",\"reason\":\"OPS-41\"");
            assertThat(broker.err()).isEqualTo("Value: Reason, for the audit trail: ");
        }
    }

    @Test
    void withoutReasonOrValue_isUsage() throws Exception {
        try (StubBroker broker = new StubBroker(home).login()) {
            assertThat(broker.run("who-saw", "--reason", "x")).isEqualTo(2);
            assertThat(broker.run("who-saw", "--reason", "x", "-")).isEqualTo(2);
            assertThat(broker.runPiped("v\n", "who-saw", "-")).isEqualTo(2);
            assertThat(broker.err()).contains("no reason was given").doesNotContain("v\n");
            assertThat(broker.run("who-saw", "--reason", "x", "--since", "soon", "v")).isEqualTo(2);
            assertThat(broker.calls()).isEmpty();
        }
    }

    @Test
    void question_goesOnUntilThereIsEnough_andSaysThatThereIsMore() throws Exception {
        String one = ONE.substring(ONE.indexOf('[') + 1, ONE.indexOf("}],\"partial") + 1);
        String most =
                "{\"items\":["
                        + String.join(",", java.util.Collections.nCopies(500, one))
                        + "],\"nextCursor\":\"c1\",\"partial\":true,\"sessionsRead\":2,\"sessionsNotRead\":3}";
        String rest =
                "{\"items\":["
                        + one
                        + "],\"nextCursor\":null,\"partial\":false,\"sessionsRead\":3,\"sessionsNotRead\":0,\"sessionsErased\":1}";
        try (StubBroker broker =
                new StubBroker(home).login().on(CALL, 200, most).then(CALL, 200, rest)) {
            assertThat(
                            broker.run(
                                    "who-saw",
                                    "--reason",
                                    "x",
                                    "--all",
                                    "--until",
                                    "yesterday",
                                    "v",
                                    "-o",
                                    "json"))
                    .isZero();
            assertThat(broker.calls()).hasSize(2);
            assertThat(broker.calls().getFirst())
                    .contains("\"limit\":500")
                    .contains("\"to\":\"2026-11-20T23:59:59.999999Z\"");
            assertThat(broker.calls().getLast())
                    .contains("\"limit\":500")
                    .contains("\"cursor\":\"c1\"");
            assertThat(broker.out()).contains("\"sessionsRead\":5").contains("\"partial\":false");
            assertThat(broker.out().split("\"places\"", -1)).hasSize(502);
            assertThat(broker.err())
                    .isEqualTo("in 1 sessions that may hold it content is erased\n");

            broker.on(CALL, 200, most);
            assertThat(broker.run("who-saw", "--reason", "x", "--limit", "500", "v")).isZero();
            assertThat(broker.err())
                    .isEqualTo(
                            "3 sessions may hold more of it and were not read to the end; use"
                                    + " --limit or --all to go on\n");
        }
    }

    @Test
    void exitCodes_sayNothingFoundPartialAndDenied() throws Exception {
        String none = "{\"items\":[],\"partial\":true,\"sessionsNotRead\":2}";
        try (StubBroker broker = new StubBroker(home).login().on(CALL, 200, none)) {
            assertThat(broker.run("who-saw", "--reason", "x", "v")).isZero();
            assertThat(broker.err()).contains("2 sessions may hold more of it");
            assertThat(broker.run("who-saw", "--reason", "x", "--exit-status", "v")).isEqualTo(1);
            assertThat(broker.run("who-saw", "--reason", "x", "--strict", "v")).isEqualTo(9);
            broker.on(CALL, 403, "{\"error\":{\"code\":\"locked\",\"message\":\"no\"}}");
            assertThat(broker.run("who-saw", "--reason", "x", "v")).isEqualTo(5);
        }
    }
}
