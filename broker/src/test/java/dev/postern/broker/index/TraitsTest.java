package dev.postern.broker.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.broker.base.Randomness;
import dev.postern.broker.base.Ticker;
import dev.postern.broker.mask.MaskRules;
import dev.postern.broker.store.sql.IndexQuery;
import dev.postern.broker.store.sql.IndexRows;
import dev.postern.broker.store.sql.IndexStore;
import dev.postern.broker.store.sql.Moment;
import dev.postern.broker.store.sql.SearchBudget;
import dev.postern.broker.store.sql.SessionRow;
import dev.postern.broker.store.sql.Sight;
import dev.postern.broker.store.sql.StatementShape;
import dev.postern.filter.FilterException;
import dev.postern.recording.RecordingFile;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What stands out about statements, from the recording to the filter.
final class TraitsTest {

    private static final String FIRST = "01K9T2Q00000000000000000AA";
    private static final String SECOND = "01K9T2Q00000000000000000BB";
    private static final String THIRD = "01K9T2Q00000000000000000CC";

    @TempDir private Path folder = Path.of("");

    @SuppressWarnings("NullAway.Init") // before each test
    private IndexStore store;

    private final Map<String, Indexer.Source> recordings = new LinkedHashMap<>();

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
    void statements_areFoundByWhatStandsOut() throws Exception {
        try (SampleRecording recording = begin(FIRST, Map.of())) {
            recording.query("select postern.mark('before the fix')");
            recording.query("/* postern: step 2 */ update orders set x = 1", "UPDATE 1");
            recording.execute("select postern.mark($1)", "SELECT 1", "it's bound");
            recording.query("set role app_admin", "SET");
            recording.query("create table t (id int)", "CREATE TABLE");
            recording.query("grant select on t to ada", "GRANT");
            recording.copyOut("copy orders to stdout", "1\n");
            recording.query("select email, o.city from customers o");
            recording.query("select * from pg_read_file('/etc/passwd')");
            recording.query("select relname from pg_catalog.pg_class");
            recording.refused("select nothing from pg_catalog.pg_class", "no such column");
            recording.finish();
        }
        index();

        assertThat(found("has:mark")).containsExactly(1L, 2L, 3L);
        assertThat(found("mark:\"the fix\"")).containsExactly(1L);
        assertThat(found("mark:\"STEP 2\"")).containsExactly(2L);
        assertThat(found("mark:\"it's bound\"")).containsExactly(3L);
        assertThat(found("mark:orders")).isEmpty();
        assertThat(found("has:identity")).containsExactly(4L);
        assertThat(found("has:ddl")).containsExactly(5L);
        assertThat(found("has:grant")).containsExactly(6L);
        assertThat(found("has:copy")).containsExactly(7L);
        assertThat(found("has:outside")).containsExactly(9L);
        assertThat(found("column:email")).containsExactly(8L);
        assertThat(found("col:CITY column:email")).containsExactly(8L);
        assertThat(found("column:customers")).isEmpty();
        assertThat(found("noise:yes")).containsExactly(10L);
        assertThat(found("noise:catalog")).containsExactly(10L);
        assertThat(found("noise:psql")).isEmpty();
        assertThat(found("noise:no text:pg_class")).containsExactly(11L);
        assertThat(found("-noise:yes text:pg_class")).containsExactly(11L);
        assertThat(found("has:ddl OR has:identity")).containsExactly(4L, 5L);
        assertThat(sessions("has:mark")).containsExactly(FIRST);
        assertThat(sessions("mark:\"step 2\"")).containsExactly(FIRST);
        assertThat(sessions("has:bulk")).isEmpty();
        assertThat(sessions("noise:psql")).isEmpty();
        assertThat(marks(FIRST))
                .isEqualTo(Map.of(1L, "before the fix", 2L, "step 2", 3L, "it's bound"));
    }

    @Test
    void manyRows_areAMassRead() throws Exception {
        String[] values = new String[(int) TraitReader.BULK_ROWS];
        Arrays.fill(values, "x");
        try (SampleRecording recording = begin(FIRST, Map.of())) {
            recording.rows("select name from customers", "name", values);
            recording.query("update customers set name = ''", "UPDATE 5000");
            recording.finish();
        }
        index();

        assertThat(found("has:bulk")).containsExactly(1L);
        assertThat(sessions("has:bulk")).containsExactly(FIRST);
    }

    @Test
    void shapes_areNewOnceToEach() throws Exception {
        session(FIRST, Map.of(), "select 'a' from orders", "select 'b' from orders", "begin");
        session(
                SECOND,
                Map.of(
                        "startedAt", "2026-11-21T02:00:00Z",
                        "databaseRole", "app_write",
                        "person", person("8")),
                "select 'c' from orders");
        session(
                THIRD,
                Map.of("startedAt", "2026-11-21T03:00:00Z", "target", "ledger"),
                "select 'd' from orders",
                "select 1 from customers");
        index();

        assertThat(where("new:person")).containsExactly(THIRD + " 2", SECOND + " 1", FIRST + " 1");
        assertThat(where("new:target")).containsExactly(THIRD + " 2", THIRD + " 1", FIRST + " 1");
        assertThat(where("new:role"))
                .containsExactly(THIRD + " 2", THIRD + " 1", SECOND + " 1", FIRST + " 1");
        assertThat(where("new:approval")).isEmpty();
        assertThat(sessions("new:person")).containsExactly(THIRD, SECOND, FIRST);
    }

    @Test
    void order_inWhichRecordingsAreIndexed_doesNotMatter() throws Exception {
        session(
                SECOND,
                Map.of("startedAt", "2026-11-21T02:00:00Z"),
                "select 'c' from orders",
                "select 1 from customers");
        index();
        assertThat(where("new:person")).containsExactly(SECOND + " 2", SECOND + " 1");
        session(FIRST, Map.of(), "select 'a' from orders");
        // As if it had come later: the index is not emptied.
        indexMore(FIRST);

        assertThat(where("new:person")).containsExactly(SECOND + " 2", FIRST + " 1");
        assertThat(where("new:target")).containsExactly(SECOND + " 2", FIRST + " 1");
        Map<String, List<String>> before = all();
        index();
        assertThat(all()).isEqualTo(before);
    }

    @Test
    void newSinceTheApproval_isWhatThePersonHadNotRunOnTheTargetBefore() throws Exception {
        session(FIRST, Map.of(), "select 'a' from orders");
        session(
                SECOND,
                Map.of(
                        "startedAt", "2026-11-21T03:00:00Z",
                        "grant", "G1",
                        "grantApprovedAt", "2026-11-21T02:30:00Z"),
                "select 'b' from orders",
                "delete from orders where id = 1",
                "delete from orders where id = 2");
        index();

        assertThat(where("new:approval")).containsExactly(SECOND + " 3", SECOND + " 2");
        assertThat(where("new:person")).containsExactly(SECOND + " 2", FIRST + " 1");
    }

    @Test
    void forgottenSession_leavesNoFirst() throws Exception {
        session(FIRST, Map.of(), "select 'a' from orders");
        session(SECOND, Map.of("startedAt", "2026-11-21T02:00:00Z"), "select 'b' from orders");
        index();
        assertThat(where("new:person")).containsExactly(FIRST + " 1");

        new IndexRows(store).forget(FIRST);

        assertThat(where("new:person")).isEmpty();
        session(THIRD, Map.of("startedAt", "2026-11-21T03:00:00Z"), "select 'c' from orders");
        indexMore(THIRD);
        assertThat(where("new:person")).containsExactly(THIRD + " 1");
    }

    private static Map<String, String> person(String subject) {
        return Map.of("issuer", "https://id", "subject", subject, "name", "Bo", "email", "bo@x");
    }

    private SampleRecording begin(String session, Map<String, Object> facts) throws IOException {
        Path file = folder.resolve(session + ".pgrec");
        recordings.put(session, () -> file);
        return new SampleRecording(file, session, "psql", facts);
    }

    private void session(String session, Map<String, Object> facts, String... statements)
            throws IOException {
        try (SampleRecording recording = begin(session, facts)) {
            for (String sql : statements) {
                recording.query(sql);
            }
            recording.finish();
        }
    }

    private void index() {
        Indexer.rebuild(
                new IndexRows(store),
                RecordingFile.NO_KEYS,
                MaskRules.DEFAULT,
                new TreeMap<>(recordings),
                TraitsTest::fail);
    }

    private void indexMore(String session) throws Exception {
        try (Indexer indexer =
                new Indexer(
                        new IndexRows(store),
                        RecordingFile.NO_KEYS,
                        MaskRules.DEFAULT,
                        Ticker.system(),
                        () -> 0)) {
            indexer.start(List.of(folder.resolve(session + ".pgrec")), path -> session);
            indexer.awaitIdle();
        }
    }

    private static void fail(String session, IOException e) {
        throw new IllegalStateException(session, e);
    }

    private static IndexQuery query(String filter) throws FilterException {
        return new IndexQuery(Filters.parse(filter, Instant.EPOCH), Sight.ALL, null, null);
    }

    private List<Moment> moments(String filter) throws FilterException {
        return new IndexRows(store)
                .moments(query(filter), null, 100, SearchBudget.unlimited())
                .items();
    }

    private List<Long> found(String filter) throws FilterException {
        return moments(filter).stream()
                .map(moment -> moment.statement().ordinal())
                .sorted()
                .toList();
    }

    private List<String> where(String filter) throws FilterException {
        return moments(filter).stream()
                .map(moment -> moment.session().id() + " " + moment.statement().ordinal())
                .toList();
    }

    private List<String> sessions(String filter) throws FilterException {
        return new IndexRows(store)
                .sessions(query(filter), null, 100, SearchBudget.unlimited()).items().stream()
                        .map(SessionRow::id)
                        .toList();
    }

    private Map<String, List<String>> all() throws FilterException {
        Map<String, List<String>> all = new TreeMap<>();
        for (String who : List.of("person", "role", "target", "approval")) {
            all.put(who, where("new:" + who));
        }
        return all;
    }

    private Map<Long, String> marks(String session) {
        List<StatementShape> shapes = new ArrayList<>();
        new IndexRows(store).outline(session, shapes::add);
        Map<Long, String> marks = new TreeMap<>();
        for (StatementShape shape : shapes) {
            String mark = shape.signs().mark();
            if (mark != null) {
                marks.put(shape.ordinal(), mark);
            }
        }
        return marks;
    }
}
