package dev.postern.sql.grammar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.sql.grammar.Reading.Cause;
import dev.postern.sql.grammar.Reading.Parsed;
import dev.postern.sql.grammar.Reading.Unparsed;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

class PostgresGrammarTest {

    private static final PostgresGrammar GRAMMAR =
            new PostgresGrammar(1, 1_000_000, Duration.ofSeconds(60));

    @AfterAll
    static void close() {
        GRAMMAR.close();
    }

    /// Statements that grammars other than PostgreSQL's own do not read.
    static List<Expected> hard() {
        return List.of(
                new Expected(
                        """
                        WITH gone AS (DELETE FROM audit.log l USING users u WHERE u.id = l.user_id RETURNING l.*),
                             kept AS (SELECT * FROM gone WHERE at > now() - interval '1 day')
                        INSERT INTO archive.log AS a (id, note) SELECT id, note FROM kept
                        ON CONFLICT (id) DO UPDATE SET note = EXCLUDED.note WHERE a.note IS DISTINCT FROM EXCLUDED.note
                        RETURNING a.id, (xmax = 0) AS fresh
                        """,
                        "INSERT",
                        "users",
                        "audit.log archive.log"),
                new Expected(
                        """
                        MERGE INTO stock AS s USING (SELECT * FROM deliveries WHERE NOT booked) d ON s.item = d.item
                        WHEN MATCHED AND s.amount + d.amount > 0 THEN UPDATE SET amount = s.amount + d.amount
                        WHEN MATCHED THEN DELETE WHEN NOT MATCHED BY SOURCE THEN DO NOTHING
                        WHEN NOT MATCHED BY TARGET THEN INSERT (item, amount) VALUES (d.item, d.amount)
                        RETURNING merge_action(), s.*
                        """,
                        "MERGE",
                        "deliveries",
                        "stock"),
                new Expected(
                        """
                        DO $outer$ BEGIN EXECUTE $inner$ SELECT $$deep$$ $inner$; PERFORM 'it''s'; END $outer$
                        LANGUAGE plpgsql
                        """,
                        "DO",
                        "",
                        ""),
                new Expected(
                        "COPY (SELECT c.* FROM customers c) TO PROGRAM 'gzip > /tmp/c.gz' WITH"
                                + " (FORMAT csv, HEADER)",
                        "COPY",
                        "customers",
                        ""),
                new Expected(
                        """
                        SELECT doc @@ '$.a > 1', doc @? '$.b', doc #>> '{a,b}', doc - 'x', doc IS JSON OBJECT WITH UNIQUE KEYS
                        FROM docs, JSON_TABLE(doc, '$.items[*]' COLUMNS (n FOR ORDINALITY, id int PATH '$.id',
                        NESTED PATH '$.tags[*]' COLUMNS (tag text PATH '$'))) AS j WHERE doc ?& ARRAY['a', 'b']
                        """,
                        "SELECT",
                        "docs",
                        ""),
                new Expected(
                        """
                        SELECT region, percentile_cont(0.5) WITHIN GROUP (ORDER BY total) FILTER (WHERE total > 0)
                        FROM sales GROUP BY DISTINCT GROUPING SETS ((region, product), ROLLUP (region), ())
                        HAVING GROUPING(region) = 0 ORDER BY 2 DESC NULLS LAST FETCH FIRST 5 ROWS WITH TIES
                        """,
                        "SELECT",
                        "sales",
                        ""),
                new Expected(
                        """
                        SELECT * FROM jobs j TABLESAMPLE BERNOULLI (10) REPEATABLE (7)
                        CROSS JOIN LATERAL (SELECT * FROM runs r WHERE r.job = j.id ORDER BY at DESC LIMIT 1) last
                        LEFT JOIN ROWS FROM (generate_series(1, 3), unnest(j.tags)) WITH ORDINALITY AS t (n, tag, o) ON true
                        FOR UPDATE OF j SKIP LOCKED
                        """,
                        "SELECT",
                        "jobs runs",
                        ""),
                new Expected(
                        """
                        CREATE OR REPLACE FUNCTION app.greet(who text DEFAULT E'you\\n', VARIADIC rest int[] DEFAULT '{}')
                        RETURNS TABLE (line text) LANGUAGE sql STABLE
                        BEGIN ATOMIC SELECT U&'d\\0061t\\+000061' || who FROM app.people p WHERE p.name = $q$it's$q$; END
                        """,
                        "CREATE FUNCTION",
                        "app.people",
                        ""),
                new Expected(
                        """
                        SELECT sum(x) OVER w, avg(x) OVER (w ROWS BETWEEN 2 PRECEDING AND CURRENT ROW EXCLUDE TIES)
                        FROM points WINDOW w AS (PARTITION BY g ORDER BY t), v AS (w GROUPS UNBOUNDED PRECEDING)
                        """,
                        "SELECT",
                        "points",
                        ""),
                new Expected(
                        "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) UPDATE ONLY queue SET done ="
                                + " DEFAULT WHERE CURRENT OF c",
                        "EXPLAIN",
                        "",
                        "queue"),
                new Expected(
                        "CALL billing.close_month(at => '2026-10-01', VARIADIC accounts => ARRAY[1,"
                                + " 2])",
                        "CALL",
                        "",
                        ""));
    }

    record Expected(String sql, String verb, String reads, String writes) {}

    @ParameterizedTest
    @MethodSource("hard")
    void readsHardStatements(Expected expected) {
        Statement statement = only(expected.sql());

        assertThat(statement.verb()).isEqualTo(expected.verb());
        assertThat(String.join(" ", statement.reads())).isEqualTo(expected.reads());
        assertThat(String.join(" ", statement.writes())).isEqualTo(expected.writes());
    }

    @Test
    void readsABatchOfSessionCommands() {
        String batch =
                """
                BEGIN ISOLATION LEVEL SERIALIZABLE READ ONLY DEFERRABLE; SAVEPOINT a; ROLLBACK TO SAVEPOINT a; RELEASE a;
                SET LOCAL work_mem = '64MB'; RESET ALL; SHOW ALL; DECLARE c SCROLL CURSOR WITH HOLD FOR TABLE t;
                FETCH BACKWARD 3 FROM c; MOVE ALL IN c; CLOSE c; LISTEN x; NOTIFY x, 'y'; PREPARE p (int) AS VALUES ($1);
                EXECUTE p (1); DEALLOCATE ALL; LOCK TABLE t IN ACCESS EXCLUSIVE MODE NOWAIT; COMMIT AND NO CHAIN
                """;

        assertThat(statements(batch).stream().map(Statement::verb))
                .containsExactly(
                        "BEGIN",
                        "SAVEPOINT",
                        "ROLLBACK",
                        "RELEASE",
                        "SET",
                        "RESET",
                        "SHOW",
                        "DECLARE CURSOR",
                        "FETCH",
                        "MOVE",
                        "CLOSE CURSOR",
                        "LISTEN",
                        "NOTIFY",
                        "PREPARE",
                        "EXECUTE",
                        "DEALLOCATE ALL",
                        "LOCK TABLE",
                        "COMMIT");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SELECT pg_read_file('/etc/passwd')|pg_read_file",
                "SELECT pg_catalog.lo_import('/tmp/x')|lo_import",
                "SELECT * FROM dblink('host=x', 'select 1') AS t (a int)|dblink",
                "CALL p(pg_ls_dir('.'))|pg_ls_dir",
                "COPY t FROM PROGRAM 'curl x'|COPY PROGRAM",
                "COPY t TO '/tmp/t'|COPY FILE",
                "COPY t TO STDOUT|''",
                "SELECT aws_s3.query_export_to_s3('select 1', 'b')|aws_s3.query_export_to_s3",
                "CREATE SUBSCRIPTION s CONNECTION 'host=x' PUBLICATION p|SUBSCRIPTION",
                "SELECT 'pg_read_file(''x'')'|''"
            })
    void namesWhatReachesOut(String sql, String outside) {
        assertThat(String.join(" ", only(sql).outside())).isEqualTo(outside);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SELECT a, t.b AS x FROM t WHERE c = 1 ORDER BY d|a b c d",
                "SELECT t.* FROM t|*",
                "INSERT INTO t (a, b) SELECT c, 1 FROM u|a b c",
                "UPDATE t SET a = b, (c, d) = (1, 2)|a b c d",
                "ALTER TABLE t ADD COLUMN a int, DROP COLUMN b, ALTER c SET NOT NULL|a b c",
                "ALTER TABLE t RENAME COLUMN a TO b|a b",
                "COPY t (a, b) FROM STDIN|a b",
                "GRANT SELECT (a, b) ON t TO r|a b"
            })
    void namesColumns(String sql, String columns) {
        assertThat(String.join(" ", new java.util.TreeSet<>(only(sql).columns())))
                .isEqualTo(columns);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SELECT 1 FORM t x|14",
                "SELECT 'ä𝄞' /* 𝄞 */ fro m 'x' 1|26",
                "selec 1|0",
                "SELECT 'open|7",
                "SELECT (1|9",
                "INSERT INTO t VALUES (1,2,3,4,5,6,7,8,9) x y|41"
            })
    void saysWhereItStopped(String sql, int position) {
        assertThat(GRAMMAR.read(sql)).isEqualTo(new Unparsed(Cause.SYNTAX, position));
        assertThat(GRAMMAR.read(sql)).isEqualTo(new Unparsed(Cause.SYNTAX, position));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ";", "-- nothing", "/* a /* b */ c */ ;"})
    void nothingIsNoStatement(String sql) {
        assertThat(GRAMMAR.read(sql)).isEqualTo(new Parsed(List.of()));
    }

    @Test
    void whatIsRememberedNeverJoinsSqlWithWhatIsNone() {
        Map<String, String> pairs =
                Map.of(
                        "SELECT date '1' FROM t", "SELECT date 1 FROM t",
                        "SELECT 1 a FROM t", "SELECT 1a FROM t",
                        "SELECT float(8) '1' FROM t", "SELECT float(99) '1' FROM t",
                        "SELECT interval(1) '1' FROM t", "SELECT interval(1,2) '1' FROM t",
                        "SELECT (1,2) OVERLAPS (1,2) FROM t",
                                "SELECT (1,2,3,4) OVERLAPS (1,2) FROM t",
                        "SELECT 'a'\n'b' FROM t", "SELECT 'a' 'b' FROM t",
                        "SELECT E'\\u0041' FROM t", "SELECT E'\\u004' FROM t",
                        "SELECT U&'!0041' UESCAPE '!' FROM t",
                                "SELECT U&'!0041' UESCAPE '+' FROM t",
                        "FETCH 10 FROM c", "FETCH 99999999999 FROM c");
        pairs.forEach((sql, none) -> {
            assertThat(GRAMMAR.read(none)).as(none).isInstanceOf(Unparsed.class);
            assertThat(GRAMMAR.read(sql)).as(sql).isInstanceOf(Parsed.class);
        });
    }

    @Test
    void bothWaysToRunTheParserSayTheSame() {
        PgParser quick = PgParser.create();
        PgParser plain = PgParser.createPlain();
        for (Expected expected : hard()) {
            byte[] utf8 = expected.sql().getBytes(StandardCharsets.UTF_8);
            assertThat(quick.parse(utf8).json())
                    .as(expected.sql())
                    .isEqualTo(plain.parse(utf8).json())
                    .isNotEmpty();
        }
    }

    @Test
    void tablesAreWhatIsReadAndWritten() {
        assertThat(GRAMMAR.read("INSERT INTO a SELECT * FROM b; DELETE FROM \"C.c\".d"))
                .isInstanceOfSatisfying(
                        Parsed.class,
                        parsed -> assertThat(parsed.tables()).isEqualTo(Set.of("b", "a", "C.c.d")));
    }

    private static Statement only(String sql) {
        List<Statement> statements = statements(sql);
        assertThat(statements).hasSize(1);
        return statements.getFirst();
    }

    private static List<Statement> statements(String sql) {
        assertThat(GRAMMAR.read(sql)).as(sql).isInstanceOf(Parsed.class);
        return ((Parsed) GRAMMAR.read(sql)).statements();
    }
}
