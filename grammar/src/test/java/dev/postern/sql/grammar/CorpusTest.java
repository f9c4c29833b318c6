package dev.postern.sql.grammar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.sql.grammar.Reading.Cause;
import dev.postern.sql.grammar.Reading.Parsed;
import dev.postern.sql.grammar.Reading.Unparsed;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

class CorpusTest {

    private static final PostgresGrammar GRAMMAR =
            new PostgresGrammar(1, 1_000_000, Duration.ofSeconds(60));

    @AfterAll
    static void close() {
        GRAMMAR.close();
    }

    static List<Corpus> corpus() {
        return Corpus.all();
    }

    @ParameterizedTest
    @MethodSource("corpus")
    void saysWhatToolsAndPeopleDo(Corpus known) {
        switch (GRAMMAR.read(known.sql())) {
            case Unparsed unparsed -> {
                assertThat("unparsed at " + unparsed.position()).isEqualTo(known.verbs());
                assertThat(unparsed.cause()).isEqualTo(Cause.SYNTAX);
            }
            case Parsed parsed -> {
                TreeSet<String> reads = new TreeSet<>();
                TreeSet<String> writes = new TreeSet<>();
                for (Statement statement : parsed.statements()) {
                    reads.addAll(statement.reads());
                    writes.addAll(statement.writes());
                }
                assertThat(
                                parsed.statements().stream()
                                        .map(Statement::verb)
                                        .collect(Collectors.joining(", ")))
                        .isEqualTo(known.verbs());
                assertThat(reads).isEqualTo(known.reads());
                assertThat(writes).isEqualTo(known.writes());
            }
        }
    }

    @Test
    void isLargeEnough() {
        assertThat(corpus()).hasSizeGreaterThanOrEqualTo(300);
        assertThat(corpus().stream().map(Corpus::tool))
                .contains(
                        "psql",
                        "pg_dump",
                        "pg_restore",
                        "DBeaver",
                        "pgAdmin",
                        "DataGrip",
                        "pgJDBC",
                        "Hibernate",
                        "ActiveRecord",
                        "Django",
                        "SQLAlchemy",
                        "Prisma");
    }

    /// Taking the values out must change nothing of what the grammar says.
    @Test
    void withoutItsValuesAStatementReadsAlike() {
        PgParser parser = PgParser.create();
        List<String> sqls = new ArrayList<>(corpus().stream().map(Corpus::sql).toList());
        PostgresGrammarTest.hard().forEach(hard -> sqls.add(hard.sql()));
        for (String sql : sqls) {
            PgParser.Answer whole = parser.parse(sql.getBytes(StandardCharsets.UTF_8));
            String reduced = ReducedSql.of(sql).text();
            PgParser.Answer without = parser.parse(reduced.getBytes(StandardCharsets.UTF_8));
            assertThat(without.position() < 0).as(sql).isEqualTo(whole.position() < 0);
            if (whole.position() < 0) {
                assertThat(TreeWalk.statements(TreeReader.read(without.json())))
                        .as(sql)
                        .isEqualTo(TreeWalk.statements(TreeReader.read(whole.json())));
            }
        }
    }
}
