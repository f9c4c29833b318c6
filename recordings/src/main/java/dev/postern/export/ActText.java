package dev.postern.export;

import dev.postern.event.SessionAct;
import dev.postern.event.SessionActs;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.Map;

/// Acts upon a session, and how statements waited, for the reader of an export; the caller escapes them.
public final class ActText {

    private ActText() {}

    /// A sign of one column that stands in front of the words.
    public static String icon(String kind) {
        return switch (kind) {
            case "held" -> "⏸";
            case "resumed" -> "▶";
            case "cancelled", "client-cancelled" -> "✖";
            case "withdrawn" -> "⊘";
            case "access" -> "⚿";
            case "extended", "ends-soon" -> "◷";
            default -> "■";
        };
    }

    /// `⏸ +12.345s  held by Ada Admin: what is this for?`.
    static String line(SessionAct act) {
        return icon(act.kind().word()) + " " + FactText.offset(act.micros()) + "  " + act.words();
    }

    /// `it waited 12.345s, held by Ada Admin`.
    static String waited(SessionActs.Wait wait) {
        Long micros = wait.micros();
        SessionAct.By by = wait.hold().by();
        return "it waited "
                + (micros == null ? "" : FactText.offset(micros).substring(1) + ", ")
                + "held"
                + (by == null ? "" : " by " + by.name())
                + ", which is no run time";
    }

    /// `seconds`, and `by` and `reason` of the hold.
    static Map<String, @Nullable Object> held(SessionActs.Wait wait) {
        Map<String, @Nullable Object> held = new LinkedHashMap<>();
        Long micros = wait.micros();
        held.put("seconds", micros == null ? null : micros / 1e6);
        Map<String, Object> members = wait.hold().members();
        held.put("by", members.get("by"));
        held.put("reason", wait.hold().reason());
        return held;
    }
}
