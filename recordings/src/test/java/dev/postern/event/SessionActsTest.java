package dev.postern.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.event.SessionAct.Kind;
import dev.postern.event.SessionEvent.BrokerFact;
import dev.postern.event.SessionEvent.Outcome;
import dev.postern.event.SessionEvent.Protocol;
import dev.postern.event.SessionEvent.SessionEnded;
import dev.postern.event.SessionEvent.SessionStarted;
import dev.postern.event.SessionEvent.StatementFinished;
import dev.postern.event.SessionEvent.StatementStarted;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

final class SessionActsTest {

    private static final Map<String, Object> ADA =
            Map.of(
                    "by",
                    Map.of("id", "i|7", "name", "Ada Admin", "email", "ada@x"),
                    "reason",
                    "look first");

    private final SessionActs acts = new SessionActs();

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    SESSION_HELD        |         | HELD             | held by Ada Admin: look first
                    SESSION_RESUMED     |         | RESUMED          | let go on by Ada Admin: look first
                    CANCEL_ORDERED      |         | CANCELLED        | statement cancelled by Ada Admin: look first
                    END_ORDERED         |         | END_ORDERED      | ended by Ada Admin: look first
                    ANNOUNCED           | extended | EXTENDED        | until noon, made longer by Ada Admin: look first
                    ANNOUNCED           | ends-soon | ENDS_SOON      | until noon
                    ANNOUNCED           | limit   | LIMIT            | until noon
                    CANCEL_REQUESTED    |         | CLIENT_CANCELLED | the client asked to cancel the statement
                    """)
    void factsOfTheBroker_areActs(String fact, @Nullable String about, Kind kind, String words) {
        Map<String, Object> facts = new HashMap<>(ADA);
        facts.put("about", about == null ? "" : about);
        facts.put("text", "until noon");
        SessionAct act = acts.take(new BrokerFact(0, 7, fact, facts));

        assertThat(act).isNotNull();
        assertThat(act.kind()).isEqualTo(kind);
        assertThat(act.micros()).isEqualTo(7);
        assertThat(act.words()).isEqualTo(words);
        assertThat(Kind.named(act.kind().word())).isEqualTo(kind);
    }

    @Test
    void startAndEnd_areActs_whereSomebodyElseIsTheCause() {
        assertThat(acts.take(new SessionStarted(0, 0, Map.of()))).isNull();
        assertThat(words(new SessionStarted(0, 0, Map.of("grant", "G1"))))
                .isEqualTo("let in by access request G1");
        assertThat(acts.take(new SessionEnded(0, 9, "client-terminated", Map.of("text", "bye"))))
                .isNull();
        assertThat(words(new SessionEnded(0, 9, "idle", Map.of("text", "idle for 5 min"))))
                .isEqualTo("idle for 5 min");
        assertThat(words(new SessionEnded(0, 9, "locked", Map.of()))).isEqualTo("locked");
    }

    @Test
    void endThatAPersonOrdered_isOneAct() {
        acts.take(fact("END_ORDERED", 5));
        assertThat(acts.take(new SessionEnded(0, 9, "terminated", Map.of("text", "ended"))))
                .isNull();
    }

    @Test
    void statementOfAHeldSession_waitsUntilItGoesOn() {
        acts.take(started(1, 10));
        acts.take(fact("SESSION_HELD", 100));
        acts.take(finished(1, 150, Outcome.COMPLETED));
        assertThat(acts.waitOf(1)).isNull();

        acts.take(started(2, 200));
        acts.take(started(3, 210));
        assertThat(wait(2).micros()).isNull();
        acts.take(fact("SESSION_RESUMED", 700));
        acts.take(finished(2, 900, Outcome.COMPLETED));
        assertThat(wait(2).micros()).isEqualTo(500);
        assertThat(wait(2).hold().reason()).isEqualTo("look first");
        acts.take(finished(3, 950, Outcome.FAILED));
        assertThat(acts.waitOf(2)).isNull();
        assertThat(wait(3).micros()).isEqualTo(490);

        acts.take(started(4, 1_000));
        assertThat(acts.waitOf(4)).isNull();
        assertThat(acts.lastOrdinal()).isEqualTo(4);
    }

    @Test
    void statementThatIsWithdrawn_waitedAllItsTime() {
        acts.take(fact("SESSION_HELD", 100));
        acts.take(started(1, 200));
        assertThat(
                        words(
                                new BrokerFact(
                                        0,
                                        290,
                                        "STATEMENT_WITHDRAWN",
                                        Map.of("cause", "client-cancelled"))))
                .isEqualTo("what waited was withdrawn and never sent: the client cancelled it");
        acts.take(finished(1, 300, Outcome.WITHDRAWN));
        assertThat(wait(1).micros()).isEqualTo(100);
    }

    @Test
    void statementThatIsAnsweredWhileTheSessionIsHeld_hadBegunBefore() {
        acts.take(fact("SESSION_HELD", 100));
        acts.take(started(1, 101));
        acts.take(finished(1, 120, Outcome.COMPLETED));
        assertThat(acts.waitOf(1)).isNull();
    }

    private String words(SessionEvent event) {
        SessionAct act = acts.take(event);
        assertThat(act).isNotNull();
        return act.words();
    }

    private SessionActs.Wait wait(int ordinal) {
        SessionActs.Wait wait = acts.waitOf(ordinal);
        assertThat(wait).isNotNull();
        return wait;
    }

    private static BrokerFact fact(String kind, long micros) {
        return new BrokerFact(0, micros, kind, ADA);
    }

    private static StatementStarted started(int ordinal, long micros) {
        return new StatementStarted(
                1, micros, ordinal, Protocol.SIMPLE, "select 1", "", List.of(), 1);
    }

    private static StatementFinished finished(int ordinal, long micros, Outcome outcome) {
        return new StatementFinished(1, micros, ordinal, outcome, "", 0, 0, null);
    }
}
