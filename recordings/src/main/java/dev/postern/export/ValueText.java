package dev.postern.export;

import java.nio.ByteBuffer;

/// A value of a row or a parameter, as text to read.
///
/// @param text the value; for `HEX` the bytes in bytea's notation `\x0a0b`
/// @param form how near the text is to the bytes
public record ValueText(String text, Form form) {

    /// How a value became text.
    public enum Form {
        /// It was text on the wire.
        TEXT,
        /// It was text on the wire, with bytes that are no text in the session's encoding, shown as `\xNN`.
        DAMAGED_TEXT,
        /// It was binary on the wire and the type's binary form is known.
        FROM_BINARY,
        /// It was binary on the wire and its type's binary form is not known.
        HEX
    }

    /// The text of `value`, whose position is left alone.
    ///
    /// @param typeOid the type's OID, 0 if unknown
    /// @param binary  whether the wire format was binary
    public static ValueText of(
            int typeOid, boolean binary, ByteBuffer value, ClientEncoding encoding) {
        if (!binary) {
            ClientEncoding.Decoded decoded = encoding.decode(value);
            return new ValueText(decoded.text(), decoded.clean() ? Form.TEXT : Form.DAMAGED_TEXT);
        }
        String decoded = BinaryValues.decode(typeOid, value.duplicate(), encoding);
        if (decoded != null) {
            return new ValueText(decoded, Form.FROM_BINARY);
        }
        return new ValueText(hex(value), Form.HEX);
    }

    /// `bytes` in bytea's notation: `\x` and two lower-case digits a byte.
    public static String hex(ByteBuffer bytes) {
        return "\\x" + digits(bytes);
    }

    /// `bytes` as two lower-case hexadecimal digits each.
    public static String digits(ByteBuffer bytes) {
        StringBuilder text = new StringBuilder(bytes.remaining() * 2);
        for (int i = bytes.position(); i < bytes.limit(); i++) {
            int b = bytes.get(i);
            text.append(Character.forDigit(b >> 4 & 15, 16)).append(Character.forDigit(b & 15, 16));
        }
        return text.toString();
    }
}
