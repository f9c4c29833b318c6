package dev.postern.broker.mask;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.event.SessionEvent.Column;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.stream.Stream;

final class ClassedColumnsTest {

    private static final int TEXT = 25;

    private final ClassedColumns columns = ClassedColumns.of(MaskRules.DEFAULT, "shop");

    private List<Integer> of(String sql, String... names) {
        List<Column> described =
                Stream.of(names).map(name -> new Column(name, 0, 0, TEXT, -1, false)).toList();
        return columns.ofResult(sql, described);
    }

    @Test
    void statementsThatDifferInTheirValues_haveTheSameClassedColumns() {
        for (int i = 0; i < 500; i++) {
            assertThat(of("select id, ssn as x from t where id = " + i, "id", "x"))
                    .containsExactly(1);
            assertThat(of("select id, 'ssn" + i + "' as x from t", "id", "x")).isEmpty();
        }
    }

    @Test
    void membersOfDocuments_areNoValues() {
        assertThat(of("select data ->> 'city' from t", "?column?")).isEmpty();
        assertThat(of("select data ->> 'ssn' from t", "?column?")).containsExactly(0);
        assertThat(of("select data -> '?' from t", "?column?")).isEmpty();
    }

    @Test
    void lengthOfAList_tellsStatementsApart() {
        assertThat(of("select 1, ssn as y, 2 from t", "a", "x", "c")).containsExactly(1);
        assertThat(of("select 1, 1, ssn as y, 2 from t", "a", "b", "x", "c")).containsExactly(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            textBlock =
                    """
                    select a,'x' /* c */ from t  ~ select a , '?' from t
                    select -1.5e3, U&'x', $tag$x$tag$ , $1 ~ select - 0 , '?' , '?' , $1
                    select d->>'ssn' || 'x'      ~ select d ->> 'ssn' || '?'
                    select "A b" from t where 'y ~ select "A b" from t where '
                    """)
    void form_isTheTokensWithoutValues(String sql, String form) {
        assertThat(SqlTokens.of(sql).form()).isEqualTo(form);
    }
}
