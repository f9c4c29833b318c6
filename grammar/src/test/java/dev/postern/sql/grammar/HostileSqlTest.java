package dev.postern.sql.grammar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.sql.grammar.Reading.Cause;
import dev.postern.sql.grammar.Reading.Parsed;
import dev.postern.sql.grammar.Reading.Unparsed;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.stream.Stream;

@Timeout(300)
class HostileSqlTest {

    private static final PostgresGrammar GRAMMAR =
            new PostgresGrammar(1, 100_000, Duration.ofSeconds(30));

    @AfterAll
    static void close() {
        GRAMMAR.close();
    }

    static Stream<String> deep() {
        return Stream.of(
                "SELECT " + "(".repeat(1_000) + "1" + ")".repeat(1_000),
                "SELECT " + "(".repeat(30_000) + "1" + ")".repeat(30_000),
                "SELECT " + "NOT ".repeat(15_000) + "true",
                "SELECT a" + "+a".repeat(32_000),
                "SELECT " + "CASE WHEN a THEN ".repeat(2_000) + "1" + " END".repeat(2_000),
                "SELECT * FROM " + "(SELECT * FROM ".repeat(3_000) + "t" + ")".repeat(3_000),
                "SELECT " + "array[".repeat(9_000) + "1" + "]".repeat(9_000),
                "SELECT 1" + " UNION SELECT 1".repeat(4_000),
                "WITH a AS (".repeat(5_000) + "SELECT 1",
                "/*".repeat(30_000),
                "/*".repeat(30_000) + "*/".repeat(30_000) + "SELECT 1",
                "SELECT '" + "a''".repeat(20_000),
                "$a".repeat(30_000),
                "*".repeat(65_000),
                ";".repeat(65_000),
                "a.".repeat(30_000),
                "\"".repeat(65_001));
    }

    @ParameterizedTest
    @MethodSource("deep")
    void endsAndGoesOn(String sql) {
        assertThat(GRAMMAR.read(sql)).isNotNull();
        assertThat(GRAMMAR.read("SELECT a FROM afterwards"))
                .isInstanceOfSatisfying(
                        Parsed.class,
                        parsed -> assertThat(parsed.tables()).containsExactly("afterwards"));
    }

    @Test
    void longTextsAreNotRead() {
        assertThat(GRAMMAR.read("x".repeat(16 << 20))).isEqualTo(new Unparsed(Cause.TOO_LONG, -1));
        assertThat(GRAMMAR.read("SELECT " + "a,".repeat(40_000) + "a"))
                .isEqualTo(new Unparsed(Cause.TOO_LONG, -1));
    }

    @Test
    void manyRowsOfDataAreRead() {
        String sql = "INSERT INTO t VALUES " + "(1, 'abc', 2.5), ".repeat(50_000) + "(1, '', 0.5)";

        assertThat(GRAMMAR.read(sql))
                .isInstanceOfSatisfying(
                        Parsed.class, parsed -> assertThat(parsed.tables()).containsExactly("t"));
    }

    @Test
    void whatIsNoTextIsNotRead() {
        assertThat(GRAMMAR.read("SELECT 1; \0DROP TABLE t"))
                .isEqualTo(new Unparsed(Cause.NO_TEXT, 10));
        assertThat(GRAMMAR.read("SELECT \ud800 FROM t")).isEqualTo(new Unparsed(Cause.NO_TEXT, -1));
        assertThat(GRAMMAR.read("SELECT \ufffd\udc00")).isInstanceOf(Unparsed.class);
    }

    @Test
    void bytesThatAreNoTextDoNotStopTheParser() {
        PgParser parser = PgParser.create();
        Random random = new Random(7);
        for (int i = 0; i < 300; i++) {
            byte[] bytes = new byte[random.nextInt(60)];
            random.nextBytes(bytes);
            assertThat(parser.parse(bytes)).isNotNull();
        }
        assertThat(parser.parse("SELECT 1".getBytes(StandardCharsets.UTF_8)).position())
                .isEqualTo(-1);
    }

    @Test
    void timeIsLimited() {
        try (PostgresGrammar hurried = new PostgresGrammar(1, 10, Duration.ofMillis(1))) {
            String sql = "SELECT a" + "+a".repeat(30_000);

            assertThat(hurried.read(sql)).isEqualTo(new Unparsed(Cause.TOO_SLOW, -1));
        }
    }

    @Test
    void damagedStatementsAreAnswered() {
        Random random = new Random(11);
        String sql = PostgresGrammarTest.hard().getFirst().sql();
        for (int i = 0; i < 500; i++) {
            StringBuilder damaged = new StringBuilder(sql);
            for (int j = 0; j <= random.nextInt(4); j++) {
                int at = random.nextInt(damaged.length());
                damaged.setCharAt(at, (char) (' ' + random.nextInt(95)));
            }
            Reading reading = GRAMMAR.read(damaged.toString());
            if (reading instanceof Unparsed unparsed) {
                assertThat(unparsed.cause()).isEqualTo(Cause.SYNTAX);
                assertThat(unparsed.position()).isBetween(0, damaged.length());
            }
        }
    }
}
