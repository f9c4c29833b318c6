package dev.postern.broker.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.postern.broker.base.Randomness;
import dev.postern.broker.mask.MaskClass;
import dev.postern.broker.mask.MaskRules;
import dev.postern.broker.store.sql.IndexQuery;
import dev.postern.broker.store.sql.IndexRows;
import dev.postern.broker.store.sql.IndexStore;
import dev.postern.broker.store.sql.SearchBudget;
import dev.postern.broker.store.sql.SessionRow;
import dev.postern.broker.store.sql.Sight;
import dev.postern.broker.store.sql.StatementRow;
import dev.postern.broker.store.sql.StatementShape;
import dev.postern.broker.store.sql.StatementTrait;
import dev.postern.recording.RecordingFile;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// How many values statements returned in classed columns, from the recording to the filter.
final class SensitiveValuesTest {

    private static final String SESSION = "01K9T2Q00000000000000000AA";
    private static final String[] CUSTOMER = {"id", "email", "phone"};

    @TempDir private Path folder = Path.of("");

    @SuppressWarnings("NullAway.Init") // before each test
    private IndexStore store;

    @BeforeEach
    void open() {
        store =
                IndexStore.open(
                        folder.resolve("index.db"), IndexTestKeys.ring(), Randomness.system());
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void valuesInClassedColumns_areCounted_withoutNulls() throws Exception {
        try (SampleRecording recording = begin()) {
            recording.table(
                    "select id, email, phone from customers",
                    CUSTOMER,
                    rows(
                            row("1", "ada@example.com", "555 1234"),
                            row("2", null, null),
                            row("3", "bo@example.com", null),
                            row("4", "", "555 1235")));
            recording.table("select id from customers", new String[] {"id"}, rows(row("1")));
            recording.table("select id, email from customers", CUSTOMER, List.of());
            recording.finish();
        }
        index(MaskRules.DEFAULT);

        assertThat(counts()).containsExactly(5L, 0L, 0L);
        assertThat(found("has:sensitive")).containsExactly(1L);
        assertThat(found("-has:sensitive")).containsExactly(2L, 3L);
        assertThat(sessions("has:sensitive")).containsExactly(SESSION);
        StatementRow first = statements().getFirst();
        assertThat(first.has(StatementTrait.SENSITIVE)).isTrue();
        assertThat(first.result().rows()).isEqualTo(4);
        assertThat(statements().get(1).has(StatementTrait.SENSITIVE)).isFalse();
    }

    @Test
    void column_thatIsCalledDifferently_isClassedByWhatItHolds() throws Exception {
        try (SampleRecording recording = begin()) {
            recording.table(
                    "select password as x, 1 as y from users",
                    new String[] {"x", "y"},
                    rows(row("s3cret", "1"), row("t0psecret", "1")));
            recording.table(
                    "select count(email) from users", new String[] {"count"}, rows(row("7")));
            recording.finish();
        }
        index(MaskRules.DEFAULT);

        assertThat(counts()).containsExactly(2L, 0L);
    }

    @Test
    void rulesOfTheConfiguration_countByTableAndColumn_whoeverIsMaskedOrNot() throws Exception {
        try (SampleRecording recording = begin()) {
            recording.rows("select email from newsletter", "email", "a@x.org", "b@x.org");
            recording.rows("select note from med.visits", "note", "ill", "well", "ill");
            recording.finish();
        }
        index(
                new MaskRules(
                        true,
                        List.of("orders"),
                        List.of(
                                rule("newsletter", "email", MaskClass.PLAIN),
                                rule("med.*", "*", MaskClass.RESTRICTED))));

        assertThat(counts()).containsExactly(0L, 3L);
    }

    @Test
    void copiedValues_areCounted_ifTheStatementNamesTheirColumns() throws Exception {
        try (SampleRecording recording = begin()) {
            recording.copyOut(
                    "copy customers (id, email, phone) to stdout",
                    "1\tada@example.com\t\\N\n2\tbo@exam",
                    "ple.com\t555\n3\t\\N\t\\N\n");
            recording.copyOut(
                    "copy (select id, email from customers) to stdout with (format csv)",
                    "1,\"ada@example.com\"\n2,\n");
            recording.copyOut(
                    "copy customers to stdout with (format csv, header)",
                    "id,email\n1,ada@example.com\n2,bo@example.com\n");
            recording.copyOut("copy customers to stdout", "1\tada@example.com\n");
            recording.copyOut("copy (select id from orders) to stdout", "1\n");
            recording.finish();
        }
        index(MaskRules.DEFAULT);

        assertThat(counts()).containsExactly(3L, 1L, 2L, 0L, 0L);
        assertThat(found("has:sensitive has:copy")).containsExactly(1L, 2L, 3L);
    }

    @Test
    void statementThatReturnsAsItWrites_isCounted() throws Exception {
        try (SampleRecording recording = begin()) {
            recording.table(
                    "insert into customers (email) values ('ada@example.com') returning id, email",
                    new String[] {"id", "email"},
                    rows(row("9", "ada@example.com")));
            recording.execute("update customers set email = $1", "UPDATE 4", "x@example.com");
            recording.refused("select email from customers", "permission denied");
            recording.finish();
        }
        index(MaskRules.DEFAULT);

        assertThat(counts()).containsExactly(1L, 0L, 0L);
    }

    @Test
    void outline_tellsBytesAndSensitiveValuesOfEachStatement() throws Exception {
        try (SampleRecording recording = begin()) {
            recording.rows("select email from customers", "email", "a@x.org", "b@x.org");
            recording.execute("update customers set email = $1", "UPDATE 4", "x@example.com");
            recording.finish();
        }
        index(MaskRules.DEFAULT);

        List<StatementShape.Returned> returned = new ArrayList<>();
        new IndexRows(store).outline(SESSION, shape -> returned.add(shape.returned()));
        assertThat(returned)
                .extracting(StatementShape.Returned::rows, StatementShape.Returned::sensitive)
                .containsExactly(tuple(2L, 2L), tuple(4L, 0L));
        assertThat(returned.getFirst().bytes()).isEqualTo(2 * (7 + 4 + 7));
    }

    private static List<String[]> rows(String[]... rows) {
        return Arrays.asList(rows);
    }

    @SuppressWarnings("NullAway") // a null cell is SQL NULL
    private static String[] row(@Nullable String... cells) {
        return cells;
    }

    private static MaskRules.Rule rule(String table, String column, MaskClass maskClass) {
        return new MaskRules.Rule(List.of("*"), table, column, maskClass);
    }

    private SampleRecording begin() throws IOException {
        return new SampleRecording(file(), SESSION, "psql");
    }

    private Path file() {
        return folder.resolve(SESSION + ".pgrec");
    }

    private void index(MaskRules rules) {
        Indexer.rebuild(
                new IndexRows(store),
                RecordingFile.NO_KEYS,
                rules,
                Map.of(SESSION, this::file),
                (session, e) -> {
                    throw new IllegalStateException(session, e);
                });
    }

    private List<StatementRow> statements() {
        return new IndexRows(store).statements(SESSION, 0, 100);
    }

    private List<Long> counts() {
        return statements().stream().map(row -> row.result().sensitive()).toList();
    }

    private static IndexQuery query(String filter) throws Exception {
        return new IndexQuery(Filters.parse(filter, Instant.EPOCH), Sight.ALL, null, null);
    }

    private List<Long> found(String filter) throws Exception {
        return new IndexRows(store)
                .moments(query(filter), null, 100, SearchBudget.unlimited()).items().stream()
                        .map(moment -> moment.statement().ordinal())
                        .sorted()
                        .toList();
    }

    private List<String> sessions(String filter) throws Exception {
        return new IndexRows(store)
                .sessions(query(filter), null, 100, SearchBudget.unlimited()).items().stream()
                        .map(SessionRow::id)
                        .toList();
    }
}
