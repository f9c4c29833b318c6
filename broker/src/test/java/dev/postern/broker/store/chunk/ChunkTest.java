package dev.postern.broker.store.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.broker.base.Randomness;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;

final class ChunkTest {

    private final IndexCipher cipher = new IndexCipher(new byte[32], Randomness.system());

    @Test
    void chunk_ofManyStatements_isReadBackTheSame() throws Exception {
        List<StatementTexts> statements = samples(300);
        byte[] bytes = Chunk.encode(statements);
        assertThat(Chunk.decode(bytes)).isEqualTo(statements);
    }

    @Test
    void chunk_cutBeforeItsLastByte_isRefused() {
        byte[] bytes = Chunk.encode(samples(5));
        for (int length = 0; length < bytes.length - 1; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> Chunk.decode(cut))
                    .as("cut at %d", length)
                    .isInstanceOf(CorruptChunkException.class);
        }
    }

    @Test
    void chunk_withAnyByteChanged_isRefusedOrReadAndNeverElse() {
        byte[] bytes = Chunk.encode(samples(5));
        Random random = new Random(11);
        for (int i = 0; i < 2_000; i++) {
            byte[] changed = bytes.clone();
            changed[random.nextInt(bytes.length)] ^= (byte) (1 + random.nextInt(255));
            try {
                assertThat(Chunk.decode(changed)).isNotNull();
            } catch (CorruptChunkException e) {
                assertThat(e).hasMessageMatching("(?s).+");
            }
        }
    }

    @Test
    void sealedText_changedMovedOrUnderAnotherKey_isRefused() throws Exception {
        byte[] text = {1, 2, 3};
        byte[] sealed = cipher.seal("session 1", "chunk 1", text);
        assertThat(cipher.open("session 1", "chunk 1", sealed)).isEqualTo(text);
        for (int i = 0; i < sealed.length; i++) {
            byte[] changed = sealed.clone();
            changed[i] ^= 1;
            assertThatThrownBy(() -> cipher.open("session 1", "chunk 1", changed))
                    .isInstanceOf(CorruptChunkException.class);
        }
        assertThatThrownBy(() -> cipher.open("session 1", "chunk 2", sealed))
                .isInstanceOf(CorruptChunkException.class);
        assertThatThrownBy(() -> cipher.open("session 2", "chunk 1", sealed))
                .isInstanceOf(CorruptChunkException.class);
        byte[] otherKey = new byte[32];
        otherKey[0] = 1;
        IndexCipher other = new IndexCipher(otherKey, Randomness.system());
        assertThatThrownBy(() -> other.open("session 1", "chunk 1", sealed))
                .isInstanceOf(CorruptChunkException.class)
                .hasMessageContaining("another key");
    }

    @Test
    void everySubstring_isFoundByItsTokens() {
        String text = "SELECT Ä.card_no, '4000123412341234' FROM \"Öl\" a WHERE b=12;";
        TokenSet all = new TokenSet();
        cipher.tokenizer().add(text, all);
        for (int from = 0; from < text.length(); from++) {
            for (int to = from + Tokenizer.GRAM_CHARS; to <= text.length(); to++) {
                String wanted = text.substring(from, to);
                assertThat(all.toArray())
                        .as(wanted)
                        .contains(cipher.tokenizer().wanted(wanted, 24))
                        .contains(
                                cipher.tokenizer()
                                        .wanted(wanted.toLowerCase(java.util.Locale.ROOT), 24));
                assertThat(Tokenizer.holds(Tokenizer.fold(text), Tokenizer.fold(wanted))).isTrue();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"a, true", "b, true", "12, true", "A, true", "c, false", "1, false", "ca, false"})
    void shortText_isFoundAsAWord(String wanted, boolean found) {
        String text = "select card_no from a where b=12";
        TokenSet all = new TokenSet();
        cipher.tokenizer().add(text, all);
        assertThat(Tokenizer.holds(text, Tokenizer.fold(wanted))).isEqualTo(found);
        boolean mayHold =
                LongStream.of(all.toArray())
                        .anyMatch(token -> token == cipher.tokenizer().wanted(wanted, 24)[0]);
        assertThat(mayHold).isEqualTo(found);
    }

    @Test
    void tokens_ofAnotherKey_areOthers() {
        IndexCipher other =
                new IndexCipher(
                        "0123456789abcdef0123456789abcdef"
                                .getBytes(java.nio.charset.StandardCharsets.US_ASCII),
                        Randomness.system());
        assertThat(other.tokenizer().wanted("card_no", 24))
                .doesNotContain(cipher.tokenizer().wanted("card_no", 24));
    }

    @Test
    void tokenSet_holdsEachOnce() {
        TokenSet set = new TokenSet();
        Random random = new Random(3);
        List<Long> added = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            long token = i % 7 == 0 ? i % 3 : random.nextLong();
            added.add(token);
            set.add(token);
        }
        long[] expected = added.stream().mapToLong(Long::longValue).distinct().sorted().toArray();
        assertThat(set.toArray()).isEqualTo(expected);
        assertThat(set.size()).isEqualTo(expected.length);
    }

    private static List<StatementTexts> samples(int count) {
        List<StatementTexts> all = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            all.add(
                    new StatementTexts(
                            i * 1_000_003L,
                            i % 2 == 0 ? "SELECT" : "",
                            "select " + i % 3 + " -- \u00e4\ud83d\ude00",
                            "[]",
                            i % 5 == 0 ? null : "SELECT 1",
                            i % 4 == 0
                                    ? new StatementTexts.ErrorTexts(
                                            "ERROR", "42501", "no " + i, null, "ask", i)
                                    : null));
        }
        return all;
    }
}
