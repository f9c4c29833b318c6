package dev.postern.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FingerprintsTest {

    @Test
    void textsOfOneShape_haveOneFingerprint() {
        String first = Fingerprints.of("SELECT a FROM t WHERE id = 1");
        for (int i = 2; i < 6_000; i++) {
            assertThat(Fingerprints.of("select a from t where id = " + i)).isEqualTo(first);
        }
        assertThat(Fingerprints.of("select b from t where id = 1")).isNotEqualTo(first);
        assertThat(Fingerprints.of("SELECT a FROM t WHERE id = 1")).isEqualTo(first);
    }

    @Test
    void longTexts_haveTheFingerprintOfTheirShapeToo() {
        String list = "1, ".repeat(1_000) + "1";

        assertThat(Fingerprints.of("select a from t where id in (" + list + ")"))
                .isEqualTo(Fingerprints.of("select a from t where id in (1)"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    select 1, 2, $3, 'x'               | select ?
                    select (1, 2), (3, 4)              | select ( ? ) , ( ? )
                    select a ? 'k', 'l'                | select a ? ?
                    select a ? , 'l'                   | select a ?
                    select a ?& b , 'l'                | select a ?& b , ?
                    select 1 ;; ;                      | select ?
                    ;                                  | ``
                    select Ünder, "A ? ," , 1          | select ünder , "A ? ," , ?
                    select ΑΣ from t                   | select ας from t
                    select 'never ends                 | select ?
                    """)
    void shape_isOfTokens(String sql, String shape) {
        assertThat(SqlText.of(sql).shape()).isEqualTo(shape);
    }
}
