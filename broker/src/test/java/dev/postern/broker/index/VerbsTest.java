package dev.postern.broker.index;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VerbsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SELECT 3|SELECT 1|SELECT",
                "SELECT 3|WITH a AS (DELETE FROM t RETURNING *) SELECT * FROM a|SELECT",
                "''|/* hint */ (SELECT 1)|SELECT",
                "''|UPDATE t SET a = 1|UPDATE",
                "DROP TABLE|drop table t|DROP TABLE",
                "INSERT 0 1|EXECUTE p (1)|EXECUTE",
                "''|SELEC 1|UNPARSED",
                "START_REPLICATION|START_REPLICATION 0/0|START_REPLICATION UNPARSED",
                "''|''|''",
                "''|'-- nothing'|''"
            })
    void saysWhatAStatementIs(String tag, String sql, String verb) {
        assertThat(Verbs.of(tag, Verbs.read(sql))).isEqualTo(verb);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SELECT 3|SELECT * FROM t|false",
                "SELECT 3|WITH a AS (DELETE FROM t RETURNING *) SELECT * FROM a|true",
                "SELECT 3|SELECT * INTO u FROM t|true",
                "SELECT 3|CREATE TABLE u AS SELECT * FROM t|true",
                "INSERT 0 1|EXECUTE p (1)|true",
                "EXPLAIN|EXPLAIN DELETE FROM t|false",
                "PREPARE|PREPARE p AS DELETE FROM t|false",
                "COPY 5|COPY t FROM STDIN|true",
                "COPY 5|COPY t TO STDOUT|false",
                "COPY 5|COPY (DELETE FROM t RETURNING *) TO STDOUT|true",
                "DELETE 1|DELETE FROM t OF NOBODY KNOWS WHAT|true",
                "GRANT|GRANT SELECT ON t TO r|true",
                "SET|SET search_path = a|false"
            })
    void saysWhetherItChangedSomething(String tag, String sql, boolean wrote) {
        assertThat(Verbs.wrote(tag, Verbs.read(sql), sql)).isEqualTo(wrote);
    }
}
