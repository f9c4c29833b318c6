package dev.postern.sql.grammar;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Reads the parser's tree, and leaves out at once what nobody asks for: constants, which are most of a large statement,
/// and where things stand in the text.
///
/// An object becomes a map, a list a list, a string a string, `true` and `false` booleans; numbers become null.
/// It trusts the text, which our own parser wrote; anything else ends in an exception.
final class TreeReader {

    private static final Set<String> LEFT_OUT =
            Set.of("A_Const", "ParamRef", "location", "stmt_location", "stmt_len", "options");

    private final byte[] json;
    private int at;

    private TreeReader(byte[] json) {
        this.json = json;
    }

    /// The tree of `json`, UTF-8.
    static @Nullable Object read(byte[] json) {
        return new TreeReader(json).value();
    }

    private @Nullable Object value() {
        return switch (json[at]) {
            case '{' -> object();
            case '[' -> list();
            case '"' -> string();
            default -> word();
        };
    }

    /// `true` or `false`; null for all else, which are numbers.
    private @Nullable Boolean word() {
        byte first = json[at];
        while (",]}".indexOf(json[at]) < 0) {
            at++;
        }
        return first == 't' ? Boolean.TRUE : first == 'f' ? Boolean.FALSE : null;
    }

    private Map<String, @Nullable Object> object() {
        Map<String, @Nullable Object> object = new LinkedHashMap<>(8);
        at++;
        while (json[at] != '}') {
            String key = string();
            expect(':');
            if (LEFT_OUT.contains(key)) {
                skip();
            } else {
                object.put(key, value());
            }
            if (json[at] == ',') {
                at++;
            }
        }
        at++;
        return object;
    }

    private List<@Nullable Object> list() {
        List<@Nullable Object> list = new ArrayList<>(4);
        at++;
        while (json[at] != ']') {
            Object value = value();
            if (!(value instanceof Map<?, ?> map && map.isEmpty())) {
                list.add(value);
            }
            if (json[at] == ',') {
                at++;
            }
        }
        at++;
        return list;
    }

    /// Passes over a value.
    private void skip() {
        int depth = 0;
        do {
            switch (json[at]) {
                case '{', '[' -> {
                    depth++;
                    at++;
                }
                case '}', ']' -> {
                    depth--;
                    at++;
                }
                case '"' -> skipString();
                default -> at++;
            }
        } while (depth > 0 || ",]}".indexOf(json[at]) < 0);
    }

    private void skipString() {
        at++;
        while (json[at] != '"') {
            at += json[at] == '\\' ? 2 : 1;
        }
        at++;
    }

    private String string() {
        int start = at + 1;
        skipString();
        String raw = new String(json, start, at - 1 - start, StandardCharsets.UTF_8);
        return raw.indexOf('\\') < 0 ? raw : unescaped(raw);
    }

    private static String unescaped(String raw) {
        StringBuilder text = new StringBuilder(raw.length());
        int i = 0;
        while (i < raw.length()) {
            char c = raw.charAt(i++);
            if (c != '\\') {
                text.append(c);
                continue;
            }
            char escaped = raw.charAt(i++);
            switch (escaped) {
                case 'b' -> text.append('\b');
                case 'f' -> text.append('\f');
                case 'n' -> text.append('\n');
                case 'r' -> text.append('\r');
                case 't' -> text.append('\t');
                case 'u' -> {
                    text.append((char) Integer.parseInt(raw.substring(i, i + 4), 16));
                    i += 4;
                }
                default -> text.append(escaped);
            }
        }
        return text.toString();
    }

    private void expect(char c) {
        if (json[at] != c) {
            throw new ParserFailure("a tree that is not one");
        }
        at++;
    }
}
