package dev.postern.cli.player;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Makes keys of what a terminal sends; keeps what is not whole yet.
final class KeyDecoder {

    private static final int ESCAPE = 0x1b;
    private static final int LONGEST = 16;

    private final ByteArrayOutputStream held = new ByteArrayOutputStream();

    /// Takes bytes; returns the names of the keys that are whole.
    List<String> feed(byte[] bytes, int length) {
        held.write(bytes, 0, length);
        return take(false);
    }

    /// Whether the beginning of a key is held back.
    boolean isWaiting() {
        return held.size() > 0;
    }

    /// Nothing more came for a while: what is held back is what it is, a lone Escape.
    List<String> rest() {
        return take(true);
    }

    private List<String> take(boolean all) {
        byte[] bytes = held.toByteArray();
        held.reset();
        List<String> keys = new ArrayList<>();
        int at = 0;
        while (at < bytes.length) {
            int end = end(bytes, at);
            if (end > bytes.length && !all) {
                held.write(bytes, at, bytes.length - at);
                break;
            }
            end = Math.min(end, bytes.length);
            String key = key(bytes, at, end);
            if (!key.isEmpty()) {
                keys.add(key);
            }
            at = end;
        }
        return keys;
    }

    /// Where the key that begins at `at` ends; behind the end of `bytes` if more has to come.
    private static int end(byte[] bytes, int at) {
        int first = bytes[at] & 0xff;
        if (first != ESCAPE) {
            return at + (first < 0xc0 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4);
        }
        if (at + 1 >= bytes.length) {
            return at + 2;
        }
        int second = bytes[at + 1];
        if (second == ESCAPE) {
            return at + 1;
        }
        if (second != '[' && second != 'O') {
            return at + 2;
        }
        for (int i = at + 2; i < bytes.length && i < at + LONGEST; i++) {
            if (bytes[i] >= 0x40 && bytes[i] <= 0x7e) {
                return i + 1;
            }
        }
        return bytes.length - at >= LONGEST ? at + LONGEST : bytes.length + 1;
    }

    private static String key(byte[] bytes, int begin, int end) {
        int first = bytes[begin] & 0xff;
        if (first == ESCAPE) {
            return end - begin == 1
                    ? "esc"
                    : sequence(
                            new String(
                                    bytes, begin + 1, end - begin - 1, StandardCharsets.US_ASCII));
        }
        return switch (first) {
            case 3 -> "ctrl-c";
            case '\r', '\n' -> "enter";
            case 8, 0x7f -> "backspace";
            case 6 -> "pgdn";
            case 2 -> "pgup";
            default ->
                    first < 0x20 || (first >= 0x80 && first < 0xc0)
                            ? ""
                            : new String(bytes, begin, end - begin, StandardCharsets.UTF_8);
        };
    }

    private static String sequence(String behindEscape) {
        return switch (behindEscape) {
            case "[A", "OA" -> "up";
            case "[B", "OB" -> "down";
            case "[C", "OC" -> "right";
            case "[D", "OD" -> "left";
            case "[H", "OH", "[1~", "[7~" -> "home";
            case "[F", "OF", "[4~", "[8~" -> "end";
            case "[5~" -> "pgup";
            case "[6~" -> "pgdn";
            case "[", "O" -> "esc";
            default -> "";
        };
    }
}
