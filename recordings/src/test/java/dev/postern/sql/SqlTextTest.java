package dev.postern.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.Random;

final class SqlTextTest {

    /// Tokens as their kind's letter and text: the scanner's rules, one a line.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    select 1                            | WORD:select NUMBER:1
                    'it''s'                             | TEXT:'it''s'
                    'a\\' c'                            | TEXT:'a\\' WORD:c UNTERMINATED:'
                    E'a\\'b' c                          | TEXT:E'a\\'b' WORD:c
                    U&'d\\0061t' U&"d\\0061t"           | TEXT:U&'d\\0061t' QUOTED_NAME:U&"d\\0061t"
                    B'01' x'1F' n'a'                    | TEXT:B'01' TEXT:x'1F' TEXT:n'a'
                    $$a$$ $f$ $$ ' $f$ $1               | TEXT:$$a$$ TEXT:$f$ $$ ' $f$ PARAMETER:$1
                    a$b $1a$                            | WORD:a$b PARAMETER:$1 WORD:a$
                    $f$ never                           | UNTERMINATED:$f$ never
                    /* a /* b */ c */ d                 | WORD:d
                    /* a /* b */                        | UNTERMINATED:/* a /* b */
                    "a ""b""\" 'x                         | QUOTED_NAME:"a ""b""\" UNTERMINATED:'x
                    1.5e-3 .5 1_000 0xFFl 1..2          | NUMBER:1.5e-3 NUMBER:.5 NUMBER:1_000 NUMBER:0xFF WORD:l NUMBER:1 PUNCTUATION:.. NUMBER:2
                    a<-1                                | WORD:a OPERATOR:< OPERATOR:- NUMBER:1
                    a@-1                                | WORD:a OPERATOR:@- NUMBER:1
                    a*/*c*/b                            | WORD:a OPERATOR:* WORD:b
                    a::int[]                            | WORD:a PUNCTUATION::: WORD:int PUNCTUATION:[ PUNCTUATION:]
                    élan                                | WORD:élan
                    """)
    void sql_isCutAsTheServerCutsIt(String sql, String expected) {
        StringBuilder seen = new StringBuilder();
        for (SqlToken token : SqlLexer.tokens(sql)) {
            seen.append(seen.isEmpty() ? "" : " ")
                    .append(token.kind())
                    .append(':')
                    .append(sql, token.start(), token.end());
        }
        assertThat(seen).hasToString(expected);
    }

    @Test
    void constants_goOnInTheNextLine() {
        assertThat(SqlLexer.tokens("'a' -- no\n 'b'")).hasSize(2);
        assertThat(SqlLexer.tokens("'a' \n -- yes\n 'b' c")).hasSize(2);
        assertThat(SqlLexer.tokens("'a' 'b'")).hasSize(2);
    }

    @Test
    void anyText_isCoveredInOrderWithoutEnd() {
        Random random = new Random(5);
        String signs = "'\"$/*-\\\n eEuU&()[];:.0aZ~+<é\0";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder sql = new StringBuilder();
            for (int n = random.nextInt(24); n > 0; n--) {
                sql.append(signs.charAt(random.nextInt(signs.length())));
            }
            int at = 0;
            for (SqlToken token : SqlLexer.tokens(sql.toString())) {
                assertThat(token.start()).as("%s", sql).isGreaterThanOrEqualTo(at);
                assertThat(token.end()).isGreaterThan(token.start());
                at = token.end();
            }
            assertThat(at).isLessThanOrEqualTo(sql.length());
            assertThat(SqlText.of(sql.toString()).fingerprint()).hasSize(16);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    select * from orders o, public.customers as c where x = 1  | orders public.customers
                    select 1 from "My ""T""\" join lateral (select 2 from b) x on true | My "T" b
                    insert into a.b (c) select c from d                        | a.b d
                    update only t set a = 1                                    | t
                    delete from t using u where t.a = u.a                      | t u
                    create table if not exists n (a int)                       | n
                    copy t (a) from stdin                                      | t
                    copy (select * from q) to stdout                           | q
                    truncate table a, b                                        | a b
                    select * from generate_series(1, 3)                        | ``
                    insert into t values (1) on conflict do update set a = 1   | t
                    select * from t for update of t skip locked                | t
                    merge into t using s on true when matched then do nothing  | t s
                    """)
    void tables_areGuessed(String sql, String expected) {
        assertThat(String.join(" ", SqlText.of(sql).tables())).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    copy t from stdin                                 | true
                    COPY t (a, b) FROM '/tmp/f' (format csv)          | true
                    copy t to stdout                                  | false
                    copy (select a from t) to stdout                  | false
                    /* from */ copy "from" to program 'cat'           | false
                    select a from t                                   | false
                    """)
    void copy_isIntoATableOrOut(String sql, boolean in) {
        assertThat(SqlText.of(sql).isCopyIn()).isEqualTo(in);
    }

    @Test
    void literals_areNoPartOfAFingerprint() {
        List<String> alike =
                List.of(
                        "select * from t where id = 1 and name in ('a', 'b')",
                        "SELECT  *\nFROM t -- all\nWHERE id = $1 AND name IN ($2, $3, $4);",
                        "select * from t where id = 0x1F and name in (E'\\'')");
        assertThat(alike.stream().map(sql -> SqlText.of(sql).shape()).distinct())
                .containsExactly("select * from t where id = ? and name in ( ? )");
        assertThat(SqlText.of("select * from \"T\"").fingerprint())
                .isNotEqualTo(SqlText.of("select * from t").fingerprint());
    }

    @ParameterizedTest
    @CsvSource({
        "select 1, SELECT",
        "(( select 1)), SELECT",
        "'-- x', ''",
        "'/* a */ with x as y', WITH",
        "'', ''",
        "42, ''"
    })
    void firstWord_isTheVerb(String sql, String verb) {
        assertThat(SqlText.of(sql).firstWord()).isEqualTo(verb);
    }
}
