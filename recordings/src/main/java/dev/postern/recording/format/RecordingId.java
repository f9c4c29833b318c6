package dev.postern.recording.format;

import java.util.Arrays;

/// The 128 bits of a ULID, the identifier of a recording and of its session.
///
/// Source: the ULID specification, github.com/ulid/spec.
///
/// @param high the 48 bits of milliseconds since 1970, then the first 16 random bits
/// @param low  the other 64 random bits
public record RecordingId(long high, long low) {

    /// The length of an identifier in a file.
    public static final int BYTES = 16;

    private static final int CHARS = 26;
    private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final byte[] VALUES = new byte[128];

    static {
        Arrays.fill(VALUES, (byte) -1);
        for (int i = 0; i < ALPHABET.length(); i++) {
            VALUES[ALPHABET.charAt(i)] = (byte) i;
        }
    }

    /// The identifier that `text` spells, in capitals as ULIDs are written.
    ///
    /// @throws IllegalArgumentException if `text` is no ULID
    public static RecordingId parse(String text) {
        if (!isValid(text)) {
            throw new IllegalArgumentException(
                    "not a ULID: expected 26 characters of " + ALPHABET + ", the first 0 to 7");
        }
        long high = 0;
        long low = 0;
        for (int i = 0; i < CHARS; i++) {
            high = high << 5 | low >>> 59;
            low = low << 5 | VALUES[text.charAt(i)];
        }
        return new RecordingId(high, low);
    }

    /// Whether `text` is a ULID in capitals.
    public static boolean isValid(String text) {
        if (text.length() != CHARS || text.charAt(0) > '7') {
            return false;
        }
        for (int i = 0; i < CHARS; i++) {
            char c = text.charAt(i);
            if (c >= VALUES.length || VALUES[c] < 0) {
                return false;
            }
        }
        return true;
    }

    /// When the identifier was made, in milliseconds since 1970.
    public long epochMillis() {
        return high >>> 16;
    }

    /// The 26 characters of the ULID.
    @Override
    public String toString() {
        char[] text = new char[CHARS];
        long upper = high;
        long lower = low;
        for (int i = CHARS - 1; i >= 0; i--) {
            text[i] = ALPHABET.charAt((int) (lower & 31));
            lower = lower >>> 5 | upper << 59;
            upper >>>= 5;
        }
        return new String(text);
    }
}
