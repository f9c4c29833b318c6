package dev.postern.broker.store.value;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.broker.base.Randomness;
import dev.postern.broker.store.chunk.IndexCipher;
import dev.postern.broker.store.chunk.KeyedHash;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.Random;

/// What one value left never shows in the next: a value would not be found, or found where it is not.
final class NormalTextTest {

    private static final int VALUES = 20_000;
    private static final String ALPHABET = "aAbzZ019_ -.,éÉ漢\t";

    private final IndexCipher cipher =
            new IndexCipher(Randomness.system().bytes(IndexCipher.KEY_BYTES), Randomness.system());

    @Test
    void set_anyValueBehindOthers_isItsNormalForm() {
        Random random = new Random(11);
        NormalText text = new NormalText();
        for (int i = 0; i < VALUES; i++) {
            String value = value(random, random.nextInt(40));
            assertNormal(text, value);
        }
        for (int length : new int[] {200_000, 5, 16_384, 16_385, 70, (1 << 20) + 1, 3}) {
            assertNormal(text, value(random, length));
        }
    }

    private void assertNormal(NormalText text, String value) {
        String normal = ValueElements.normal(value);
        text.set(value);
        assertIs(text, normal);
        byte[] bytes = (" A" + value + "B").getBytes(StandardCharsets.UTF_8);
        if (bytes.length == value.length() + 3) {
            text.set(bytes, 2, value.length());
            assertIs(text, normal);
        }
    }

    private void assertIs(NormalText text, String normal) {
        assertThat(text.length()).isEqualTo(normal.length());
        assertThat(text.substring(0, text.length())).isEqualTo(normal);
        assertThat(hash(text, text.length())).isEqualTo(hash(normal));
        assertThat(hash(NormalText.as(normal), normal.length())).isEqualTo(hash(normal));
    }

    private long hash(NormalText text, int length) {
        KeyedHash hash = cipher.valueHash();
        text.hash(0, length, hash);
        return hash.end();
    }

    private long hash(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return cipher.valueHash().add(bytes, 0, bytes.length).end();
    }

    private static String value(Random random, int length) {
        StringBuilder value = new StringBuilder();
        for (int i = 0; i < length; i++) {
            value.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return value.toString();
    }
}
