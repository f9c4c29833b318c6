package dev.postern.broker.store.value;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.broker.base.Randomness;
import dev.postern.broker.store.chunk.IndexCipher;
import dev.postern.broker.store.chunk.TokenSet;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;

import javax.crypto.Mac;

/// What is kept of earlier values never changes the tokens of a later one: a value would not be found by them.
final class ValueTokenizerTest {

    private static final int VALUES = 20_000;
    private static final String ALPHABET = "aAbzZ019_ -.,é漢";

    private final IndexCipher cipher =
            new IndexCipher(Randomness.system().bytes(IndexCipher.KEY_BYTES), Randomness.system());

    @Test
    void add_behindManyOtherValues_addsTheTokensOfTheElements() {
        Random random = new Random(11);
        ValueTokenizer used = new ValueTokenizer(cipher.valueMac());
        ElementTokens plain = new ElementTokens(new ValueTokenizer(cipher.valueMac()));

        for (int i = 0; i < VALUES; i++) {
            String value = value(random);

            assertThat(tokens(used, value)).as(value).isEqualTo(plain.of(value));
        }
    }

    @Test
    void add_wordsAroundTheLongestThatIsKept_addsTheTokensOfTheElements() {
        ValueTokenizer used = new ValueTokenizer(cipher.valueMac());
        ElementTokens plain = new ElementTokens(new ValueTokenizer(cipher.valueMac()));

        for (int length = TokenCache.LONGEST_CHARS - 1;
                length <= TokenCache.LONGEST_CHARS + 1;
                length++) {
            String word = "x".repeat(length);
            for (String value : new String[] {word, word + " " + word, word + "y " + word}) {
                assertThat(tokens(used, value)).as(value).isEqualTo(plain.of(value));
                assertThat(tokens(used, value)).as(value).isEqualTo(plain.of(value));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"invoice", "é", "a漢", "x\u007f", "x\u0080"})
    void token_isTheBeginningOfTheMacOfMarkAndText(String normal) throws Exception {
        ValueTokenizer tokenizer = new ValueTokenizer(cipher.valueMac());

        for (String text : new String[] {normal, normal.repeat(255), "y".repeat(255) + normal}) {
            Mac mac = cipher.valueMac();
            mac.update((byte) ValueElements.Kind.WORD.mark());
            byte[] full = mac.doFinal(text.getBytes(StandardCharsets.UTF_8));

            assertThat(tokenizer.token(ValueElements.Kind.WORD, text))
                    .isEqualTo(ByteBuffer.wrap(full).getLong());
        }
    }

    private static long[] tokens(ValueTokenizer tokenizer, String value) {
        TokenSet tokens = new TokenSet();
        tokenizer.add(value, tokens);
        return tokens.toArray();
    }

    private static String value(Random random) {
        StringBuilder value = new StringBuilder();
        int length = random.nextInt(40);
        for (int i = 0; i < length; i++) {
            value.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return value.toString();
    }

    /// The tokens of each element as [ValueElements] tells it, pairs as texts.
    private record ElementTokens(ValueTokenizer tokenizer) {

        long[] of(String value) {
            TokenSet tokens = new TokenSet();
            ValueElements.of(value, (kind, element) -> tokens.add(tokenizer.token(kind, element)));
            return tokens.toArray();
        }
    }
}
