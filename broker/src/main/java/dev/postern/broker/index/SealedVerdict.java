package dev.postern.broker.index;

import dev.postern.broker.store.sql.GapRow;
import dev.postern.broker.store.sql.SessionRow;
import dev.postern.json.Json;
import dev.postern.json.MalformedJsonException;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// The completeness verdict in a recording's footer, which its signature covers and the site log repeats: what the index
/// keeps of it, and the sentence that people read.
///
/// @param members JSON values by name
public record SealedVerdict(Map<String, ?> members) {

    /// The row of a session whose recording is sealed with these members.
    static SessionRow.Verdict row(
            Map<String, ? extends @Nullable Object> members, List<GapRow> gaps) {
        return new SessionRow.Verdict(
                Boolean.TRUE.equals(members.get("complete")), Json.write(members), gaps);
    }

    /// The verdict of a session; null if its recording is not sealed yet.
    public static @Nullable SealedVerdict of(SessionRow.Verdict row) {
        if (!row.isSealed()) {
            return null;
        }
        try {
            return new SealedVerdict(Json.readObject(row.text().getBytes(StandardCharsets.UTF_8)));
        } catch (MalformedJsonException e) {
            throw new IllegalStateException("a verdict of our own is no JSON", e);
        }
    }

    /// What it says, in one sentence.
    public String text() {
        if (members.isEmpty()) {
            return "sealed without a verdict";
        }
        long messages = number("frontend", "messages") + number("backend", "messages");
        long gaps = number("gaps", "count");
        long masked = number("masked", "count");
        long torn = members.get("truncatedBytes") instanceof Number n ? n.longValue() : 0;
        String left = masked == 0 ? "" : ", " + masked + " with secrets left out";
        if ("recovered".equals(members.get("ended"))) {
            return "recovered after the broker stopped: "
                    + messages
                    + " messages; the end of the session is unknown"
                    + left;
        }
        if (gaps > 0) {
            return "incomplete: "
                    + number("gaps", "messages")
                    + " messages could not be recorded, in "
                    + (gaps == 1 ? "one gap" : gaps + " gaps")
                    + left;
        }
        if (torn > 0) {
            return "incomplete: " + torn + " bytes of the end could not be read" + left;
        }
        return Boolean.TRUE.equals(members.get("complete"))
                ? "complete: " + messages + " messages, no gaps" + left
                : "incomplete" + left;
    }

    private long number(String group, String name) {
        return members.get(group) instanceof Map<?, ?> map && map.get(name) instanceof Number number
                ? number.longValue()
                : 0;
    }
}
