package dev.postern.sitelog;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// Texts in files of the log, read strictly.
final class Texts {

    private Texts() {}

    /// The bytes of a base64 text, which must be the one that encodes them.
    ///
    /// @param length how many bytes there must be
    static byte[] base64(String text, int length, String what) throws MalformedLogException {
        try {
            byte[] bytes = Base64.getDecoder().decode(text);
            if (bytes.length == length && Base64.getEncoder().encodeToString(bytes).equals(text)) {
                return bytes;
            }
        } catch (IllegalArgumentException _) {
            // said below
        }
        throw new MalformedLogException(
                what + " is \"" + shown(text) + "\", not " + length + " bytes in base64");
    }

    /// A whole number without sign and leading zeroes.
    static long number(String text, String what) throws MalformedLogException {
        if (!text.matches("0|[1-9][0-9]{0,17}")) {
            throw new MalformedLogException(
                    what + " is \"" + shown(text) + "\", not a whole number");
        }
        return Long.parseLong(text);
    }

    /// The text of UTF-8 bytes.
    static String utf8(byte[] bytes, String what) throws MalformedLogException {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new MalformedLogException(what + " is not UTF-8");
        }
    }

    /// A text fit for a message: short, without control characters.
    static String shown(String text) {
        String plain = text.replaceAll("[^\\x20-\\x7e]", "?");
        return plain.length() <= 80 ? plain : plain.substring(0, 77) + "...";
    }
}
