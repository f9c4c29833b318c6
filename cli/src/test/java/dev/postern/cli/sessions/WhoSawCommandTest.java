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
                                    + " {\"limit\":50,\"exact\":false,\"from\":\"2026-11-21T00:00:00Z\",\"value\":\"ada@x.org\",\"reason\":\"OPS-41\"}");
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
    void mostOfOneQuestion_saysThatThereIsMore_andHowToSeeIt() throws Exception {
        String one = ONE.substring(ONE.indexOf('[') + 1, ONE.indexOf("}],\"partial") + 1);
        String most =
                "{\"items\":["
                        + String.join(",", java.util.Collections.nCopies(500, one))
                        + "],\"partial\":true,\"sessionsNotRead\":3}";
        try (StubBroker broker = new StubBroker(home).login().on(CALL, 200, most)) {
            assertThat(broker.run("who-saw", "--reason", "x", "--all", "--until", "1h", "v"))
                    .isZero();
            assertThat(broker.calls().getLast())
                    .contains("\"limit\":500")
                    .contains("\"to\":\"2026-11-21T00:00:00Z\"");
            assertThat(broker.err())
                    .isEqualTo(
                            "500 of at least 501 shown, the most of one question: 3 more sessions"
                                    + " may hold it and were not read; use --until to look at older"
                                    + " ones\n");
        }
    }

    @Test
    void exitCodes_sayNothingFoundPartialAndDenied() throws Exception {
        String none = "{\"items\":[],\"partial\":true,\"sessionsNotRead\":2}";
        try (StubBroker broker = new StubBroker(home).login().on(CALL, 200, none)) {
            assertThat(broker.run("who-saw", "--reason", "x", "v")).isZero();
            assertThat(broker.err()).contains("2 more sessions may hold it");
            assertThat(broker.run("who-saw", "--reason", "x", "--exit-status", "v")).isEqualTo(1);
            assertThat(broker.run("who-saw", "--reason", "x", "--strict", "v")).isEqualTo(9);
            broker.on(CALL, 403, "{\"error\":{\"code\":\"locked\",\"message\":\"no\"}}");
            assertThat(broker.run("who-saw", "--reason", "x", "v")).isEqualTo(5);
        }
    }
}
