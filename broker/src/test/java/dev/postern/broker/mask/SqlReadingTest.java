package dev.postern.broker.mask;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SqlReadingTest {

    private static final Classification BUILT_IN = new Classification(MaskRules.DEFAULT, "shop");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "select * from t where city = 'Izmir' | select * from t where city = 'Izmir'",
                "select * from t where ssn = '123456' and a = 5 | select * from t where ssn = '▒▒▒'"
                        + " and a = 5",
                "select * from t where ssn in ('1', '2') and city in ('x') | select * from t where"
                        + " ssn in ('▒▒▒', '▒▒▒') and city in ('x')",
                "select * from t where lower(ssn) in ('1', '2') | select * from t where lower(ssn)"
                        + " in ('▒▒▒', '▒▒▒')",
                "select * from t where '1' = u.ssn | select * from t where '▒▒▒' = u.ssn",
                "select * from t where ssn between '1' and '5' or a = 'x' | select * from t where"
                        + " ssn between '▒▒▒' and '▒▒▒' or a = 'x'",
                "select * from t where birth_date = date '1990-01-02' | select * from t where"
                        + " birth_date = date '▒▒▒'",
                "select * from t where ssn = 123456 limit 5 | select * from t where ssn = ▒▒▒ limit"
                        + " 5",
                "select * from t where x = 'jane@example.com' | select * from t where x ="
                        + " 'j***@e***.com'",
                "select 1 -- for jane@example.com | select 1 -- for j***@e***.com",
                "insert into t (a, ssn, b) values ('x', '1', 'y'), ('z', '2', 'w') | insert into t"
                        + " (a, ssn, b) values ('x', '▒▒▒', 'y'), ('z', '▒▒▒', 'w')",
                "insert into t (a, token) values ('x', upper('1')) on conflict do nothing | insert"
                        + " into t (a, token) values ('x', upper('▒▒▒')) on conflict do nothing",
                "insert into t values (1, 'x') | insert into t values (▒▒▒, '▒▒▒')",
                "update t set phone = '1', city = 'x' where id = 7 | update t set phone = '▒▒▒',"
                        + " city = 'x' where id = 7",
                "update t set (phone, city) = ('1', 'x') | update t set (phone, city) = ('▒▒▒',"
                        + " '▒▒▒')",
                "alter role app password 'x' | alter role app password '▒▒▒'",
                "create user a with login encrypted password 'it''s' | create user a with login"
                        + " encrypted password '▒▒▒'",
                "create user mapping for a server s options (user 'u', secret 'p') | create user"
                        + " mapping for a server s options (user '▒▒▒', secret '▒▒▒')",
                "create subscription s connection 'host=h' publication p | create subscription s"
                        + " connection '▒▒▒' publication p",
                "select * from dblink('host=h', 'select 1') as t(a int) | select * from"
                        + " dblink('▒▒▒', '▒▒▒') as t(a int)",
                "select crypt('pw', gen_salt('bf')) | select crypt('▒▒▒', gen_salt('▒▒▒'))",
                "select set_config('app.token', 'abc', false) | select set_config('app.token',"
                        + " '▒▒▒', false)",
                "set app.secret = 'abc' | set app.secret = '▒▒▒'",
                "execute p('abc', 5) | execute p('▒▒▒', 5)",
                "select d->>'ssn' from t where d->>'ssn' = '1' | select d->>'ssn' from t where"
                        + " d->>'ssn' = '▒▒▒'",
                "select jsonb_build_object('ssn', '1', 'a', '2') | select jsonb_build_object('ssn',"
                        + " '▒▒▒', 'a', '2')",
                "do $$ begin update t set ssn = '1'; end $$ | do $$ begin update t set ssn = '▒▒▒';"
                        + " end $$",
                "select E'\\x41' , E'a\\nb' | select E'▒▒▒' , E'a\\nb'",
                "select 'abc | select ▒▒▒",
                "select * from t where password = $1 | select * from t where password = $1",
                "select * from t where a = token.id | select * from t where a = token.id",
                "copy t from program 'curl https://u:pw@h.example/x' | copy t from program 'curl"
                        + " https://u:▒▒▒/x'"
            })
    void constants_areMaskedByWhatTheyAreFor(String sql, String expected) {
        assertThat(masked(sql)).isEqualTo(expected);
    }

    @Test
    void parameters_areJudgedByTheirColumn() {
        SqlReading reading =
                SqlReading.of(
                        "insert into users (id, email, city) values ($1, $2, $3) returning $4",
                        BUILT_IN);

        assertThat(reading.parameter(1).maskClass()).isEqualTo(MaskClass.PLAIN);
        assertThat(reading.parameter(2).maskClass()).isEqualTo(MaskClass.PERSONAL);
        assertThat(reading.parameter(2).name()).isEqualTo("users.email");
        assertThat(reading.parameter(3).maskClass()).isEqualTo(MaskClass.PLAIN);
        assertThat(reading.parameter(9).maskClass()).isEqualTo(MaskClass.PLAIN);
    }

    @Test
    void columns_areFollowedThroughNewNames() {
        assertThat(column("select id, ssn as x from t", "x", 1, 2)).isEqualTo(MaskClass.PERSONAL);
        assertThat(column("select id, ssn x from t", "x", 1, 2)).isEqualTo(MaskClass.PERSONAL);
        assertThat(column("select upper(ssn) from t", "upper", 0, 1)).isEqualTo(MaskClass.PERSONAL);
        assertThat(column("select x from (select ssn as x from t) q", "x", 0, 1))
                .isEqualTo(MaskClass.PERSONAL);
        assertThat(column("with q as (select ssn as x from t) select x as y from q", "y", 0, 1))
                .isEqualTo(MaskClass.PERSONAL);
        assertThat(column("select *, ssn || '' from t", "?column?", 5, 6))
                .isEqualTo(MaskClass.PERSONAL);
        assertThat(column("select id, a from t union select id, ssn from u", "a", 1, 2))
                .isEqualTo(MaskClass.PERSONAL);
        assertThat(column("insert into t (ssn) values ('1') returning id, ssn as z", "z", 1, 2))
                .isEqualTo(MaskClass.PERSONAL);
        assertThat(column("select id, ssn as x from t", "id", 0, 2)).isEqualTo(MaskClass.PLAIN);
        assertThat(column("select count(ssn) from t", "count", 0, 1)).isEqualTo(MaskClass.PLAIN);
        assertThat(column("select city from t where ssn = '1'", "city", 0, 1))
                .isEqualTo(MaskClass.PLAIN);
    }

    @Test
    void copyColumns_areThoseOfTheListOrTheQuery() {
        assertThat(SqlReading.of("copy t (id, ssn) from stdin", BUILT_IN).copyColumns())
                .extracting(Verdict::maskClass)
                .containsExactly(MaskClass.PLAIN, MaskClass.PERSONAL);
        assertThat(SqlReading.of("copy (select ssn, id from t) to stdout", BUILT_IN).copyColumns())
                .extracting(Verdict::maskClass)
                .containsExactly(MaskClass.PERSONAL, MaskClass.PLAIN);
        assertThat(SqlReading.of("copy t to stdout", BUILT_IN).copyColumns()).isEmpty();
        assertThat(SqlReading.of("copy (select * from t) to stdout", BUILT_IN).copyColumns())
                .isEmpty();
    }

    @Test
    void position_pointsAtTheSameWord_behindMasks() {
        String sql = "select '𝕁ane' from t where ssn = '123456789' and nope = 1";
        SqlReading reading = SqlReading.of(sql, BUILT_IN);
        EditedSql edited = new EditedSql(sql, reading.edits());
        int nope = sql.codePointCount(0, sql.indexOf("nope")) + 1;
        int place = edited.text().offsetByCodePoints(0, edited.position(nope) - 1);

        assertThat(edited.text()).contains("'▒▒▒'");
        assertThat(edited.text().substring(place)).startsWith("nope");
        assertThat(edited.position(3)).isEqualTo(3);
    }

    private static String masked(String sql) {
        return new EditedSql(sql, SqlReading.of(sql, BUILT_IN).edits()).text();
    }

    private static MaskClass column(String sql, String name, int index, int count) {
        return SqlReading.of(sql, BUILT_IN).column(name, 25, index, count, true).maskClass();
    }
}
