package dev.postern.sql.grammar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.sql.NoisePack;
import dev.postern.sql.SqlText;
import dev.postern.sql.grammar.Reading.Parsed;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/// What tools ask on their own, by the statements of the corpus; those of psql and of pgJDBC are asked anew where the real
/// ones run.
final class NoiseTest {

    private static final Map<String, String> TOOLS =
            Map.of(
                    "psql", "psql",
                    "DBeaver", "dbeaver",
                    "pgAdmin", "pgadmin",
                    "DataGrip", "datagrip",
                    "pg_dump", "pgdump",
                    "pgJDBC", "driver",
                    "ActiveRecord", "driver",
                    "Django", "driver",
                    "SQLAlchemy", "driver",
                    "Prisma", "driver");

    @Test
    void shapesOfTheCorpus_areInThePack() throws Exception {
        Map<String, String> wanted = new LinkedHashMap<>();
        Map<String, String> lines = new TreeMap<>();
        for (Corpus each : Corpus.all()) {
            String tool = TOOLS.get(each.tool());
            if (tool != null && read(each.sql()) instanceof Parsed parsed) {
                if (parsed.statements().size() == 1
                        && Noise.isAsked(each.sql(), parsed.statements().getFirst())) {
                    boolean reads = !parsed.statements().getFirst().reads().isEmpty();
                    String fingerprint = SqlText.of(each.sql()).fingerprint();
                    wanted.putIfAbsent(fingerprint, reads ? tool : Noise.DRIVER);
                    lines.put(fingerprint, brief(each.sql()));
                }
            }
        }
        Path made = Path.of("target/noise-corpus.txt");
        StringBuilder text = new StringBuilder();
        wanted.forEach((fingerprint, tool) ->
                text.append(fingerprint + " " + tool + " " + lines.get(fingerprint) + "\n"));
        Files.writeString(made, text);

        assertThat(wanted).hasSizeGreaterThan(100);
        assertThat(NoisePack.all())
                .as("lines as noise.txt should have them are in %s", made)
                .containsAllEntriesOf(wanted);
    }

    @Test
    void whatPeopleAndProgramsMeant_isNoNoise() {
        for (Corpus each : Corpus.all()) {
            Reading reading = read(each.sql());
            boolean touches =
                    each.reads().stream().anyMatch(table -> !table.contains("pg_"))
                            || !each.writes().isEmpty();
            if (touches && each.reads().stream().noneMatch(t -> t.contains("information_schema"))) {
                assertThat(Noise.of(each.sql(), reading)).as("%s", each).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    select relname from pg_class                                     | catalog
                    select * from information_schema.tables where table_name = 'x'   | catalog
                    SELECT 1                                                         | driver
                    set application_name = 'mine'                                    | driver
                    """)
    void unknownShapes_areNoiseIfTheyReadTheCatalogOnly(String sql, String noise) {
        assertThat(Noise.of(sql, read(sql))).isEqualTo(noise);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select rolname, rolpassword from pg_authid",
                "select * from pg_catalog.pg_shadow",
                "select query from pg_stat_activity",
                "select * from pg_stats",
                "select * from information_schema.user_mapping_options",
                "select delete_everything() from pg_class limit 1",
                "select pg_terminate_backend(oid::int) from pg_class",
                "select pg_read_file('x') from pg_class",
                "select * from pg_class, orders",
                "select * from pg_notes",
                "select set_config('role', 'postgres', false)",
                "select pg_catalog.set_config('search_path', '', false)",
                "set role postgres",
                "set search_path = other",
                "with gone as (delete from orders returning 1) select * from pg_class",
                "delete from pg_class",
                "create table t as select * from pg_class",
                "select 42",
                "select 'x'",
                "begin",
                "commit",
                "select nextval('s')",
                ""
            })
    void whatDoesMoreThanAsk_isNoNoise(String sql) {
        assertThat(Noise.of(sql, read(sql))).isEmpty();
    }

    private static Reading read(String sql) {
        return PostgresGrammar.shared().read(sql);
    }

    private static String brief(String sql) {
        String line = sql.strip().replaceAll("\\s+", " ");
        return line.length() <= 90 ? line : line.substring(0, 89) + "…";
    }
}
