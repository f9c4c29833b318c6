package dev.postern.broker.store.value;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.broker.base.Randomness;
import dev.postern.broker.store.chunk.IndexCipher;
import dev.postern.broker.store.chunk.KeyedHash;
import dev.postern.broker.store.chunk.TokenSet;
import dev.postern.broker.store.value.ValueElements.Kind;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;

final class ValueTokenizerTest {

    private final IndexCipher cipher =
            new IndexCipher(Randomness.system().bytes(IndexCipher.KEY_BYTES), Randomness.system());
    private final ValueTokenizer tokenizer = new ValueTokenizer(cipher.valueHash());

    @Test
    void add_text_addsItsWordsAndPairs() {
        long ada = token("ada");
        long loves = token("loves");
        long accent = token("lovelacé");

        assertThat(tokens("  Ada LOVES: Ada, Lovelacé "))
                .containsExactlyInAnyOrder(
                        ada,
                        loves,
                        accent,
                        tokenizer.pair(ada, loves),
                        tokenizer.pair(loves, ada),
                        tokenizer.pair(ada, accent));
        assertThat(tokenizer.words("ada loves"))
                .containsExactlyInAnyOrder(ada, loves, tokenizer.pair(ada, loves));
    }

    @Test
    void add_textWithATelephoneNumber_addsItsLastDigits() {
        assertThat(tokens("call +49 (151) 234-5678 now"))
                .contains(tokenizer.token(Kind.PHONE, "2345678"), token("234"), token("now"));
        assertThat(tokens("2345678"))
                .containsExactlyInAnyOrder(
                        tokenizer.token(Kind.PHONE, "2345678"), token("2345678"));
    }

    @Test
    void add_number_addsItsCanonicalForm() {
        assertThat(tokens("-07.50")).containsExactly(tokenizer.token(Kind.NUMBER, "-7.5"));
        assertThat(tokens("007"))
                .containsExactlyInAnyOrder(token("007"), tokenizer.token(Kind.NUMBER, "7"));
    }

    @Test
    void token_sameTextOfAnotherKindOrOrder_isAnother() {
        assertThat(token("7")).isNotEqualTo(tokenizer.token(Kind.NUMBER, "7"));
        assertThat(tokenizer.pair(1, 2)).isNotEqualTo(tokenizer.pair(2, 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"invoice", "é", "a漢", "x\u007f", "x\u0080"})
    void token_isTheHashOfMarkAndText(String normal) {
        for (String text : new String[] {normal, normal.repeat(255), "y".repeat(255) + normal}) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            KeyedHash hash = cipher.valueHash();

            assertThat(token(text))
                    .isEqualTo(hash.add(bytes, 0, bytes.length).add(Kind.WORD.mark()).end());
        }
    }

    private long token(String word) {
        return tokenizer.token(Kind.WORD, word);
    }

    private long[] tokens(String value) {
        TokenSet tokens = new TokenSet();
        tokenizer.add(value, tokens);
        return tokens.toArray();
    }
}
