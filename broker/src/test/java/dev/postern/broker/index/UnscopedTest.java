package dev.postern.broker.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.broker.base.Randomness;
import dev.postern.broker.base.Ticker;
import dev.postern.broker.mask.MaskRules;
import dev.postern.broker.store.sql.IndexQuery;
import dev.postern.broker.store.sql.IndexRows;
import dev.postern.broker.store.sql.IndexStore;
import dev.postern.broker.store.sql.SearchBudget;
import dev.postern.broker.store.sql.SessionRow;
import dev.postern.broker.store.sql.Sight;
import dev.postern.filter.FilterException;
import dev.postern.recording.RecordingFile;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What goes beyond a request's scope, from the recording to the filter.
final class UnscopedTest {

    private static final String SCOPED = "01K9T2Q00000000000000000AA";
    private static final String OPEN = "01K9T2Q00000000000000000BB";
    private static final String UNCLEAR = "01K9T2Q00000000000000000CC";

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
    void statementsBeyondTheScope_areFound_fromTheRecordingAlone() throws Exception {
        record(SCOPED, Map.of("grant", "G1", "grantScope", List.of("read:public.orders")));
        record(OPEN, Map.of("grant", "G2"));
        record(UNCLEAR, Map.of("grant", "G3", "grantScope", List.of("admin:everything")));
        index();

        assertThat(found("has:unscoped target:orders")).contains(SCOPED + " 2");
        assertThat(found("has:unscoped"))
                .containsExactlyInAnyOrder(
                        SCOPED + " 2",
                        SCOPED + " 4",
                        SCOPED + " 5",
                        SCOPED + " 9",
                        UNCLEAR + " 1",
                        UNCLEAR + " 2",
                        UNCLEAR + " 4",
                        UNCLEAR + " 5",
                        UNCLEAR + " 7",
                        UNCLEAR + " 9");
        assertThat(sessions("has:unscoped")).containsExactlyInAnyOrder(SCOPED, UNCLEAR);
        assertThat(sessions("-has:unscoped")).containsExactly(OPEN);
        List<String> before = found("has:unscoped");
        index();
        assertThat(found("has:unscoped")).isEqualTo(before);
    }

    @Test
    void statementThatRuns_isFoundToo_andStaysWhenItIsAnswered() throws Exception {
        try (SampleRecording recording =
                begin(SCOPED, Map.of("grantScope", List.of("read:orders")))) {
            recording.query("select * from orders");
            recording.asked("select * from customers");
            recording.flush();
            indexMore(SCOPED);
            assertThat(found("has:unscoped")).containsExactly(SCOPED + " 2");

            recording.answered("SELECT 1");
            recording.finish();
        }
        index();
        assertThat(found("has:unscoped")).containsExactly(SCOPED + " 2");
    }

    /// Nine statements, the last two in one text; the first reads what the scope names.
    private void record(String session, Map<String, Object> facts) throws IOException {
        try (SampleRecording recording = begin(session, facts)) {
            recording.query("select * from orders");
            recording.query("select * from customers");
            recording.query("begin", "BEGIN");
            recording.query("update orders set x = 1", "UPDATE 1");
            recording.refused("delete from public.orders", "permission denied");
            recording.refused("selekt * from customers", "42601", "syntax error");
            recording.query("select * from public.orders");
            recording.query("set search_path = secret; select * from orders", "SELECT 1");
            recording.finish();
        }
    }

    private SampleRecording begin(String session, Map<String, Object> facts) throws IOException {
        Path file = folder.resolve(session + ".pgrec");
        recordings.put(session, () -> file);
        return new SampleRecording(file, session, "psql", facts);
    }

    private void index() {
        Indexer.rebuild(
                new IndexRows(store),
                RecordingFile.NO_KEYS,
                MaskRules.DEFAULT,
                new TreeMap<>(recordings),
                UnscopedTest::fail);
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

    private List<String> found(String filter) throws FilterException {
        return new IndexRows(store)
                .moments(query(filter), null, 100, SearchBudget.unlimited()).items().stream()
                        .map(moment -> moment.session().id() + " " + moment.statement().ordinal())
                        .toList();
    }

    private List<String> sessions(String filter) throws FilterException {
        return new IndexRows(store)
                .sessions(query(filter), null, 100, SearchBudget.unlimited()).items().stream()
                        .map(SessionRow::id)
                        .toList();
    }
}
