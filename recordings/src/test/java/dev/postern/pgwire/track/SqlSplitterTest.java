package dev.postern.pgwire.track;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;

class SqlSplitterTest {
    private static List<String> split(String sql) {
        return SqlSplitter.split(sql, true).stream().map(SqlSplitter.Part::text).toList();
    }

    @Test
    void semicolonsInsideTokens_doNotSplit() {
        for (String one :
                List.of(
                        "SELECT ';'",
                        "SELECT 'a'';'",
                        "SELECT E'\\';'",
                        "SELECT \";\"",
                        "SELECT $$;$$",
                        "SELECT $a$;$b$;$a$",
                        "SELECT 1 /* ; /* ; */ ; */ + 1",
                        "SELECT 1 -- ;\n + 1",
                        "CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2)",
                        "CREATE OR REPLACE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN"
                                + " true THEN 1 END; SELECT 2; END")) {
            assertThat(split(one + ";SELECT 9")).containsExactly(one, "SELECT 9");
        }
    }

    @Test
    void backslash_isAnEscapeByPrefixOrSetting() {
        assertThat(split("SELECT '\\'; SELECT 2")).hasSize(2);
        assertThat(SqlSplitter.split("SELECT '\\'; SELECT 2'", false)).hasSize(1);
        assertThat(split("SELECT a$1;SELECT $1;BEGIN;END")).hasSize(4);
    }

    @Test
    void nothingButSpaceAndComments_hasNoPart() {
        assertThat(split(" ;; -- x\n /* y */ ;")).isEmpty();
    }
}
