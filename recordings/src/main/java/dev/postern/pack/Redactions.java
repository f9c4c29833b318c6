package dev.postern.pack;

import dev.postern.json.Json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What of a recording is not shown in a pack: `redactions.json`.
///
/// @param masked one object for each thing that is masked: where it is and why
/// @param text   a sentence for people
public record Redactions(List<Map<String, Object>> masked, String text) {

    /// Everything is shown.
    public static final Redactions NONE =
            new Redactions(
                    List.of(),
                    "Nothing is masked in this pack: session.jsonl and index.html show what the"
                            + " recording holds. Passwords, SASL exchanges and cancel secrets are"
                            + " not in the recording itself; their length and the reason are.");

    /// Values of a column that are masked.
    ///
    /// @param values how many
    public record Line(String column, String maskClass, long values) {}

    /// Some values are masked.
    public static Redactions of(List<Line> lines) {
        List<Map<String, Object>> masked = new ArrayList<>();
        long values = 0;
        for (Line line : lines) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("column", line.column());
            one.put("class", line.maskClass());
            one.put("values", line.values());
            masked.add(one);
            values += line.values();
        }
        return new Redactions(
                masked,
                values
                        + (values == 1 ? " value is" : " values are")
                        + " masked in session.jsonl and index.html, as whoever made this pack sees"
                        + " them; the recording holds them whole. Passwords, SASL exchanges and"
                        + " cancel secrets are not in the recording itself; their length and the"
                        + " reason are.");
    }

    public Redactions {
        masked = List.copyOf(masked);
    }

    /// As JSON.
    public String json() {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("masked", masked);
        members.put("text", text);
        return Json.write(members) + "\n";
    }
}
