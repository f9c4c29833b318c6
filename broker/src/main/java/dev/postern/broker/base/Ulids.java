package dev.postern.broker.base;

import java.time.Instant;

/// Makes ULIDs: 26 characters of Crockford base 32, 48 bits of milliseconds then 80 random bits, sortable by time.
///
/// Source: the ULID specification, github.com/ulid/spec.
public final class Ulids {

    private static final String DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final char[] ALPHABET = DIGITS.toCharArray();
    private static final int RANDOM_BYTES = 10;

    private final Clock clock;
    private final Randomness randomness;

    public Ulids(Clock clock, Randomness randomness) {
        this.clock = clock;
        this.randomness = randomness;
    }

    /// A fresh identifier stamped with the current time.
    public String next() {
        return of(clock.now(), randomness.bytes(RANDOM_BYTES));
    }

    /// When an identifier was made, to the millisecond.
    ///
    /// @param ulid 26 characters, in upper case
    /// @throws IllegalArgumentException if the first ten are no time
    public static Instant time(String ulid) {
        if (ulid.length() != 26) {
            throw new IllegalArgumentException("a ULID has 26 characters, got " + ulid.length());
        }
        long millis = 0;
        for (int i = 0; i < 10; i++) {
            int digit = DIGITS.indexOf(ulid.charAt(i));
            if (digit < 0) {
                throw new IllegalArgumentException("no ULID: " + ulid);
            }
            millis = millis << 5 | digit;
        }
        return Instant.ofEpochMilli(millis);
    }

    /// The identifier of `time` (milliseconds kept) and exactly 10 `random` bytes.
    static String of(Instant time, byte[] random) {
        if (random.length != RANDOM_BYTES) {
            throw new IllegalArgumentException("a ULID has 10 random bytes, got " + random.length);
        }
        char[] text = new char[26];
        long millis = time.toEpochMilli();
        for (int i = 9; i >= 0; i--) {
            text[i] = ALPHABET[(int) (millis & 31)];
            millis >>>= 5;
        }
        long bits = 0;
        int count = 0;
        int at = 10;
        for (byte b : random) {
            bits = bits << 8 | (b & 0xff);
            count += 8;
            while (count >= 5) {
                count -= 5;
                text[at++] = ALPHABET[(int) (bits >>> count & 31)];
            }
        }
        return new String(text);
    }
}
