package dev.postern.broker.mask;

import dev.postern.export.ClientEncoding;
import dev.postern.export.ValueText;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Set;

/// What the types of PostgreSQL mean for masks. Source: src/include/catalog/pg_type.dat.
final class TextForms {

    static final int BOOL = 16;
    private static final int BYTEA = 17;
    private static final int FIRST_OWN = 16384;

    /// The bytes are the text in both forms.
    private static final Set<Integer> TEXTS = Set.of(18, 19, 25, 114, 142, 705, 1042, 1043);

    /// Numbers too short for a card, points in time, identifiers, nothing: their content gives nothing away by its form.
    private static final Set<Integer> BARE =
            Set.of(
                    16, 21, 22, 23, 24, 26, 27, 28, 29, 30, 600, 601, 603, 628, 700, 701, 718, 790,
                    1005, 1007, 1021, 1022, 1028, 1082, 1083, 1114, 1115, 1182, 1184, 1185, 1186,
                    1266, 1560, 1562, 2202, 2205, 2206, 2278, 2950, 2951, 3220, 4089, 4096, 5069);

    private static final Set<Integer> RECORDS = Set.of(2249, 2287);

    private TextForms() {}

    /// Whether the binary form is the text.
    static boolean isText(int typeOid) {
        return TEXTS.contains(typeOid);
    }

    /// Whether no value of the type has a form that gives it away.
    static boolean isBare(int typeOid) {
        return BARE.contains(typeOid);
    }

    /// Whether a value seems to be a row of columns whose names are not with it.
    static boolean isRecord(int typeOid, String text) {
        return (typeOid >= FIRST_OWN || RECORDS.contains(typeOid))
                && ((text.startsWith("(") && text.endsWith(")"))
                        || (text.startsWith("{\"(") && text.endsWith("}")));
    }

    /// Whether bytes that are shown as digits hold a text that gives itself away.
    static boolean isHidden(int typeOid, boolean isBinary, ByteBuffer value, ValueText shown) {
        byte[] bytes;
        if (shown.form() == ValueText.Form.HEX || (isBinary && typeOid == BYTEA)) {
            bytes = new byte[value.remaining()];
            value.duplicate().get(bytes);
        } else {
            return typeOid == BYTEA && isHidden(shown.text());
        }
        return isGivenAway(bytes);
    }

    /// Whether a text of the form `\x0a0b` hides one that gives itself away.
    static boolean isHidden(String digits) {
        return digits.startsWith("\\x")
                && digits.matches("\\\\x(?:[0-9a-f]{2})*+")
                && isGivenAway(HexFormat.of().parseHex(digits, 2, digits.length()));
    }

    private static boolean isGivenAway(byte[] bytes) {
        return !Contents.find(new String(bytes, StandardCharsets.UTF_8)).isEmpty();
    }

    /// A mask as bytes of the session; one that its encoding cannot say becomes `###`.
    static ByteBuffer bytes(String text, ClientEncoding encoding) {
        String sayable =
                encoding.charset().newEncoder().canEncode(text) ? text : text.replace("▒", "#");
        return ByteBuffer.wrap(sayable.getBytes(encoding.charset())).asReadOnlyBuffer();
    }
}
