package dev.postern.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.event.SessionEvent;
import dev.postern.event.SessionEvent.BrokerFact;
import dev.postern.event.SessionEvent.Outcome;
import dev.postern.event.SessionEvent.Protocol;
import dev.postern.json.Json;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/// What was done to a session while it ran, in the exports that people and programs read.
final class ActsExportTest {

    private static final Map<String, Object> ADA =
            Map.of(
                    "by",
                    Map.of("id", "i|7", "name", "Ada \u001b[31mAdmin", "email", "ada@x"),
                    "reason",
                    "look <first>");

    private static final List<SessionEvent> SESSION =
            List.of(
                    new SessionEvent.SessionStarted(0, 0, Map.of("grant", "G1")),
                    new BrokerFact(0, 1_000_000, "SESSION_HELD", ADA),
                    new SessionEvent.StatementStarted(
                            1, 2_000_000, 1, Protocol.SIMPLE, "delete from t", "", List.of(), 1),
                    new BrokerFact(0, 5_500_000, "SESSION_RESUMED", ADA),
                    new SessionEvent.StatementFinished(
                            2, 5_600_000, 1, Outcome.COMPLETED, "DELETE 1", 1, 0, null),
                    new BrokerFact(0, 6_000_000, "END_ORDERED", ADA),
                    new SessionEvent.SessionEnded(
                            0, 6_100_000, "terminated", Map.of("text", "this session was ended")));

    @Test
    void text_saysWhoHeldAndHowLongTheStatementWaited() throws IOException {
        StringBuilder out = new StringBuilder();
        PsqlText text = new PsqlText(out, PsqlOptions.allRows("SID"));
        for (SessionEvent event : SESSION) {
            text.event(event);
        }
        assertThat(out.toString().lines().filter(line -> !line.isEmpty()).skip(1))
                .containsExactly(
                        "-- ⚿ +0.000s  let in by access request G1",
                        "-- ⏸ +1.000s  held by Ada \\x1b[31mAdmin: look <first>",
                        "-- ▶ +5.500s  let go on by Ada \\x1b[31mAdmin: look <first>",
                        "-- #1  +2.000s  SID#q=1",
                        "=> delete from t",
                        "-- it waited 3.500s, held by Ada \\x1b[31mAdmin, which is no run time",
                        "DELETE 1",
                        "-- ■ +6.000s  ended by Ada \\x1b[31mAdmin: look <first>",
                        "-- session ended +6.100s: terminated this session was ended");
    }

    @Test
    void lines_haveTheActAndTheWait() throws Exception {
        StringBuilder out = new StringBuilder();
        JsonLines lines = new JsonLines(out);
        for (SessionEvent event : SESSION) {
            lines.event(event);
        }
        List<String> all = out.toString().lines().toList();
        assertThat(Json.readObject(all.get(1)).get("act"))
                .isEqualTo(
                        Map.of(
                                "kind",
                                "held",
                                "words",
                                "held by Ada \u001b[31mAdmin: look <first>",
                                "by",
                                ADA.get("by"),
                                "reason",
                                "look <first>"));
        assertThat(Json.readObject(all.get(4)).get("held"))
                .isEqualTo(Map.of("seconds", 3.5, "by", ADA.get("by"), "reason", "look <first>"));
        assertThat(Json.readObject(all.get(2))).doesNotContainKeys("act", "held");
        assertThat(Json.readObject(all.get(6))).doesNotContainKey("act");
    }

    @Test
    void page_hasThemAsText() throws IOException {
        StringBuilder out = new StringBuilder();
        HtmlPage page = new HtmlPage(out, PsqlOptions.allRows("SID"));
        page.begin();
        for (SessionEvent event : SESSION) {
            page.event(event);
        }
        page.end();
        assertThat(out)
                .contains(
                        "<p class=\"act\">⏸ +1.000s  held by Ada \\x1b[31mAdmin: look"
                                + " &lt;first&gt;</p>")
                .contains("<p class=\"act\">it waited 3.500s, held by Ada \\x1b[31mAdmin, which");
    }
}
