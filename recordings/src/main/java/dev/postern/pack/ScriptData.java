package dev.postern.pack;

import java.io.IOException;

/// JSON inside of a `script` element that is data: no character of it can end the element, or begin another.
///
/// `<`, `>` and `&` stand only in strings of JSON, where they may be written as escapes.
final class ScriptData {

    private ScriptData() {}

    /// Appends the JSON text `json`.
    static void append(Appendable out, CharSequence json) throws IOException {
        int written = 0;
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (c == '<' || c == '>' || c == '&' || c == '\u2028' || c == '\u2029') {
                out.append(json, written, i).append(String.format("\\u%04x", (int) c));
                written = i + 1;
            }
        }
        out.append(json, written, json.length());
    }
}
