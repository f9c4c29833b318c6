package dev.postern.keys;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/// What remains of a destroyed data key: when it was destroyed, by whom and why.
///
/// It is kept as text beside where the key was, `RECORDING.destroyed`, one `name: value` a line; a line break or
/// backslash inside a value is written `\n`, `\r` or `\\`.
///
/// @param destroyedBy who asked for it and who confirmed it, or the rule that did
/// @param reason      in their words
/// @param legalBasis  the law or contract that asks for it; may be empty
public record Tombstone(
        String recordingId,
        Instant destroyedAt,
        String destroyedBy,
        String reason,
        String legalBasis) {

    static final String SUFFIX = ".destroyed";

    private static final String FIRST_LINE = "postern destroyed key 1";
    private static final String DAMAGED = "not known, the note of it is damaged";

    byte[] toBytes() {
        StringBuilder text = new StringBuilder(FIRST_LINE).append('\n');
        line(text, "recording", recordingId);
        line(text, "at", destroyedAt.toString());
        line(text, "by", destroyedBy);
        line(text, "reason", reason);
        line(text, "legal-basis", legalBasis);
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /// Reads the text. A damaged note still says that the key is destroyed: what it does not tell is `not known`.
    static Tombstone parse(String recordingId, byte[] bytes) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String line : new String(bytes, StandardCharsets.UTF_8).split("\n")) {
            int colon = line.indexOf(": ");
            if (colon > 0) {
                values.put(line.substring(0, colon), unescape(line.substring(colon + 2)));
            }
        }
        Instant at;
        try {
            at = Instant.parse(values.getOrDefault("at", ""));
        } catch (DateTimeException e) {
            at = Instant.EPOCH;
        }
        return new Tombstone(
                recordingId,
                at,
                values.getOrDefault("by", DAMAGED),
                values.getOrDefault("reason", DAMAGED),
                values.getOrDefault("legal-basis", ""));
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(name)
                .append(": ")
                .append(value.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r"))
                .append('\n');
    }

    private static String unescape(String value) {
        StringBuilder text = new StringBuilder();
        boolean escaped = false;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (escaped) {
                text.append(c == 'n' ? '\n' : c == 'r' ? '\r' : c);
                escaped = false;
            } else if (c == '\\') {
                escaped = true;
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }
}
