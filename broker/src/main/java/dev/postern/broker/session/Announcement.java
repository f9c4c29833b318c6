package dev.postern.broker.session;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// What a running session is told about its time: its client reads it as a NOTICE, and it is a fact of the recording.
///
/// @param text   the NOTICE
/// @param detail of the NOTICE, or empty
/// @param facts  what else stands in the recording: `by`, `reason`, `at` as in [SessionOrder#facts], or nothing
public record Announcement(About about, String text, String detail, Map<String, Object> facts) {

    /// What it is about.
    public enum About {
        ENDS_SOON,
        EXTENDED,
        LIMIT
    }

    public Announcement {
        facts = Map.copyOf(facts);
    }

    /// One that is nobody's doing.
    public Announcement(About about, String text, String detail) {
        this(about, text, detail, Map.of());
    }

    /// As a fact of a recording: `about` (`ends-soon`, `extended`, `limit`), `text` and what else there is.
    public Map<String, Object> toFacts() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("about", about.name().toLowerCase(Locale.ROOT).replace('_', '-'));
        all.put("text", text);
        all.putAll(facts);
        return all;
    }
}
