package dev.postern.broker.store.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.broker.base.Randomness;
import dev.postern.broker.store.chunk.IndexCipher;
import dev.postern.broker.store.chunk.TokenSet;
import dev.postern.broker.store.value.ValueQuery.Form;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.Random;

final class ValueQueryTest {

    private final IndexCipher cipher =
            new IndexCipher(Randomness.system().bytes(IndexCipher.KEY_BYTES), Randomness.system());
    private final ValueTokenizer tokenizer = new ValueTokenizer(cipher.valueHash());

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    Ada@Example.com        |       | ada@example.com                    | true
                    ada@example.com        |       | mail <ada@example.com>, please     | true
                    ada@example.com        |       | lada@example.com                   | false
                    ada@example.com        |       | x.ada@example.com                  | false
                    ada@example.com        |       | ada@example.com.au                 | false
                    ada@example.com        |       | Key (email)=(ada@example.com).     | true
                    Smith                  |       | John Smith, 4 High Street          | true
                    john smith             |       | John Smith, 4 High Street          | true
                    smith john             |       | John Smith, 4 High Street          | false
                    smit                   |       | John Smith                         | false
                    O'Brien                |       | Conor O'Brien                      | true
                    4111111111111111       |       | card 4111111111111111 declined     | true
                    4111111111111111       |       | 4111111111111111                   | true
                    411111111111           |       | 4111111111111111                   | false
                    007                    |       | 007                                | true
                    1984-03-02             |       | 1984-03-02                         | true
                    550e8400-e29b-41d4-a716-446655440000 | | 550E8400-E29B-41D4-A716-446655440000 | true
                    550e8400-e29b-41d4-a716-446655440000 | | order 550e8400-e29b-41d4-a716-446655440000 paid | true
                    +49 151 23456789       | PHONE | 0151/23456789                      | true
                    0151 23456789          | PHONE | call +49 (151) 234-567-89 now      | true
                    0151 23456789          | PHONE | 4915123456789                      | true
                    0151 23456789          | PHONE | 0151 23456780                      | false
                    DE89370400440532013000 |       | DE89 3704 0044 0532 0130 00        | true
                    DE89 3704 0044 0532 0130 00 |  | paid to DE89370400440532013000 now | true
                    DE89 3704 0044 0532 0130 00 |  | paid to DE89 3704 0044 0532 0130 00 now | true
                    DE89370400440532013000 |       | DE89370400440532013001             | false
                    7.50                   | NUMBER | 7.5                               | true
                    7                      | NUMBER | 7.00                              | true
                    7.00                   | NUMBER | 7                                 | true
                    -7                     | NUMBER | 7                                 | false
                    1234.50                |       | total 1234.50 EUR                  | true
                    1234.50                |       | 1234.50                            | true
                    Müller                 |       | Herr MÜLLER                        | true
                    """)
    void value_isFoundWhereItIs_andItsTokensAreThere(
            String value, @Nullable String form, String text, boolean found) throws Exception {
        ValueQuery query = ValueQuery.of(value, form == null ? null : Form.valueOf(form), false);

        assertThat(query.matches(text)).isEqualTo(found);

        if (found) {
            assertThat(mayHold(text, query)).isTrue();
        }
    }

    @Test
    void whole_wantsTheWholeValue() throws Exception {
        ValueQuery query = ValueQuery.of("john", null, true);
        assertThat(query.matches(" John ")).isTrue();
        assertThat(query.matches("John Smith")).isFalse();
    }

    @Test
    void whatMatches_neverEscapesTheFilter() throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        String[] parts = {
            "a", "7", "42", "ada", "@", ".", "-", " ", "com", "+49", "151", "_", "0", ":", "ä", "/"
        };
        List<Form> forms = List.of(Form.values());
        int found = 0;
        for (int round = 0; round < 20_000; round++) {
            String value = join(parts, random, 1 + random.nextInt(6));
            String text =
                    join(parts, random, random.nextInt(3))
                            + (random.nextBoolean() ? value : "")
                            + join(parts, random, random.nextInt(3));
            Form form = forms.get(random.nextInt(forms.size()));
            ValueQuery query;
            try {
                query = ValueQuery.of(value, form, random.nextBoolean());
            } catch (ValueException notOfThisForm) {
                continue;
            }
            if (query.matches(text)) {
                found++;
                assertThat(mayHold(text, query))
                        .as("seed %d: %s as %s in %s", seed, value, form, text)
                        .isTrue();
            }
        }
        assertThat(found).as("seed %d", seed).isGreaterThan(200);
    }

    @Test
    void filter_isSeldomWrong_andTellsNothingUnderAnotherKey() {
        TokenSet tokens = new TokenSet();
        for (int i = 0; i < 4_000; i++) {
            tokenizer.add("customer" + i, tokens);
        }
        byte[] bits = ValueFilter.of(tokens.toArray());
        int wrong = 0;
        for (int i = 0; i < 20_000; i++) {
            long token = tokenizer.token(ValueElements.Kind.WORD, "other" + i);
            wrong += ValueFilter.mayHoldAll(bits, new long[] {token}) ? 1 : 0;
        }
        assertThat(wrong).isLessThan(20);
        IndexCipher other =
                new IndexCipher(
                        Randomness.system().bytes(IndexCipher.KEY_BYTES), Randomness.system());
        ValueTokenizer stranger = new ValueTokenizer(other.valueHash());
        int guessed = 0;
        for (int i = 0; i < 1_000; i++) {
            long token = stranger.token(ValueElements.Kind.WORD, "customer" + i);
            guessed += ValueFilter.mayHoldAll(bits, new long[] {token}) ? 1 : 0;
        }
        assertThat(guessed).isLessThan(5);
    }

    @Test
    void refusal_doesNotRepeatTheValue() {
        for (Form form : new Form[] {Form.EMAIL, Form.PHONE, Form.IBAN, Form.NUMBER}) {
            assertThatThrownBy(() -> ValueQuery.of("geheim", form, false))
                    .isInstanceOf(ValueException.class)
                    .hasMessageNotContaining("geheim");
        }
        assertThatThrownBy(() -> ValueQuery.of("***", null, false))
                .hasMessageContaining("no letter and no digit");
    }

    private boolean mayHold(String text, ValueQuery query) {
        TokenSet tokens = new TokenSet();
        tokenizer.add(text, tokens);
        byte[] bits = ValueFilter.of(tokens.toArray());
        return query.tokens(tokenizer).stream().anyMatch(set -> ValueFilter.mayHoldAll(bits, set));
    }

    private static String join(String[] parts, Random random, int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(parts[random.nextInt(parts.length)]);
        }
        return text.toString();
    }
}
