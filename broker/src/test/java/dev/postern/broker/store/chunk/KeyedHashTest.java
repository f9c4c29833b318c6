package dev.postern.broker.store.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyedHashTest {

    /// Vectors of the paper's authors: the key 00 to 0f, and so many bytes 00, 01, 02.
    @ParameterizedTest
    @CsvSource({"0, 726fdb47dd0e0e31", "1, 74f839c593dc67fd", "15, a129ca6149be45e5"})
    void end_isTheHashOfWhatWasAdded(int length, String expected) {
        KeyedHash hash = new KeyedHash(count(KeyedHash.KEY_BYTES));
        for (int head = 0; head <= length; head++) {
            for (byte first : count(head)) {
                hash.add(first);
            }

            assertThat(hash.add(count(length), head, length - head).end())
                    .isEqualTo(Long.parseUnsignedLong(expected, 16));
        }
    }

    private static byte[] count(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) i;
        }
        return bytes;
    }
}
