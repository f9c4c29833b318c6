package dev.postern.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SqlMarkTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    select postern.mark('before the fix')               | before the fix
                    SELECT Postern . Mark ( 'it''s here' );             | it's here
                    select "postern"."mark"($$step 2$$)                 | step 2
                    select postern.mark($t$a'b$t$)                      | a'b
                    select postern.mark(E'it\\'s')                      | it's
                    select postern.mark($1)                             | <1>
                    select postern.mark('a'), postern.mark('b')         | a; b
                    /* postern: step 3 */ delete from orders            | step 3
                    delete /*postern:step 4*/ from orders               | step 4
                    /* a /* nested */ */ /* POSTERN: x */ select 1      | x
                    select 1 -- postern: checked                        | checked
                    /* postern: a */ select postern.mark('b')           | a; b
                    """)
    void mark_isFound(String sql, String mark) {
        assertThat(SqlMark.of(sql, number -> "<" + number + ">")).isEqualTo(mark);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select 'postern.mark(''x'')'",
                "select mark('x')",
                "select other.mark('x') from postern",
                "create function postern.mark(text) returns void language sql as ''",
                "select postern.mark(name) from customers",
                "select '/* postern: x */'",
                "/* about postern: x */ select 1",
                "-- \n select postern",
                "select 1"
            })
    void otherSql_hasNoMark(String sql) {
        assertThat(SqlMark.of(sql, number -> null)).isNull();
    }

    @Test
    void longMark_isCut() {
        String mark = SqlMark.of("select postern.mark('" + "x".repeat(5_000) + "')", n -> null);

        assertThat(mark).hasSize(SqlMark.MAX_CHARS).endsWith("…");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    set role app_admin                             | true
                    SET LOCAL ROLE x                               | true
                    set session role 'x'                           | true
                    set session authorization default              | true
                    set local session authorization x              | true
                    set session session authorization x            | true
                    set session_authorization = x                  | true
                    reset role                                     | true
                    reset session authorization                    | true
                    select set_config('role', 'x', false)          | true
                    select pg_catalog.set_config('ROLE', $1, true) | true
                    select set_config($1, $2, true)                | true
                    set session characteristics as transaction read only | false
                    set application_name = 'role'                  | false
                    select set_config('search_path', '', false)    | false
                    select 'set role x'                            | false
                    alter role x login                             | false
                    """)
    void changesOfIdentity_areKnown(String sql, boolean changes) {
        assertThat(SqlIdentity.changes(sql, number -> "role")).isEqualTo(changes);
    }

    @Test
    void fingerprints_areThoseOfTheText() {
        String sql = "select * from orders where id = 7";

        assertThat(Fingerprints.of(sql)).isEqualTo(SqlText.of(sql).fingerprint());
        assertThat(Fingerprints.of(sql))
                .isEqualTo(Fingerprints.of("SELECT * FROM orders where id = 8"));
    }
}
