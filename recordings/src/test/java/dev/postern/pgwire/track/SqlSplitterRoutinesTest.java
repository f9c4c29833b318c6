package dev.postern.pgwire.track;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SqlSplitterRoutinesTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    CREATE FUNCTION f() BEGIN ATOMIC; SELECT 1; END; SELECT 2             | 2
                    create procedure p() begin atomic; select 1; end                      | 1
                    SELECT 1; CREATE OR REPLACE PROCEDURE p() BEGIN ATOMIC; SELECT 1; END | 2
                    CREATE TABLE f (a int); BEGIN; SELECT 1; END                          | 4
                    BEGIN; CREATE FUNCTION f() BEGIN ATOMIC; SELECT 1; END; COMMIT        | 3
                    replace create function f() begin atomic; select 1; end               | 3
                    created function f() begin atomic; select 1; end                      | 3
                    a_very_long_word create function f() begin atomic; select 1; end      | 1
                    """)
    void semicolons_inBodiesOfRoutines_endNothing(String sql, int statements) {
        assertThat(SqlSplitter.split(sql, true)).hasSize(statements);
    }
}
