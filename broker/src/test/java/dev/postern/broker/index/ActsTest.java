package dev.postern.broker.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.broker.base.Randomness;
import dev.postern.broker.base.Ticker;
import dev.postern.broker.mask.MaskRules;
import dev.postern.broker.store.sql.ActRow;
import dev.postern.broker.store.sql.IndexQuery;
import dev.postern.broker.store.sql.IndexRows;
import dev.postern.broker.store.sql.IndexStore;
import dev.postern.broker.store.sql.SearchBudget;
import dev.postern.broker.store.sql.SessionRow;
import dev.postern.broker.store.sql.Sight;
import dev.postern.broker.store.sql.StatementRow;
import dev.postern.filter.FilterException;
import dev.postern.recording.FactKind;
import dev.postern.recording.RecordingFile;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Acts upon sessions, from the recording to the index and the filter.
final class ActsTest {

    private static final String SESSION = "01K9T2Q00000000000000000AB";
    private static final String OTHER = "01K9T2Q00000000000000000AC";
    private static final Map<String, Object> ADA =
            Map.of(
                    "by",
                    Map.of("id", "i|7", "name", "Ada Admin", "email", "ada@x"),
                    "reason",
                    "look first",
                    "at",
                    "2026-11-21T01:20:04Z");

    @TempDir private Path folder = Path.of("");

    @SuppressWarnings("NullAway.Init") // before each test
    private IndexStore store;

    @SuppressWarnings("NullAway.Init") // before each test
    private IndexRows rows;

    @BeforeEach
    void open() {
        store =
                IndexStore.open(
                        folder.resolve("index.db"), IndexTestKeys.ring(), Randomness.system());
        rows = new IndexRows(store);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void acts_areThereWhileTheSessionRuns_andTheSameAfterARebuild() throws Exception {
        Path file = file(SESSION);
        try (SampleRecording recording = new SampleRecording(file, SESSION, "psql");
                Indexer indexer = indexer()) {
            recording.query("select 1");
            recording.fact(FactKind.SESSION_HELD, ADA);
            recording.idle(1_000_000);
            recording.asked("delete from orders");
            index(indexer, recording, file);

            assertThat(kinds()).containsExactly("held after 1");
            StatementRow waiting = rows.statements(SESSION, 1, 1).getFirst();
            assertThat(waiting.timing().durationMicros()).isNull();
            assertThat(waiting.timing().heldMicros()).isNull();
            assertThat(found("has:hold")).containsExactly(2L);

            recording.idle(2_000_000);
            recording.fact(FactKind.SESSION_RESUMED, ADA);
            recording.idle(500);
            index(indexer, recording, file);
            recording.answered("DELETE 1");
            recording.fact(FactKind.ANNOUNCED, Map.of("about", "ends-soon", "text", "2 min left"));
            recording.fact(FactKind.END_ORDERED, ADA);
            recording.finish();
            indexer.changed(SESSION, file);
            indexer.awaitIdle();
        }

        assertThat(kinds())
                .containsExactly(
                        "held after 1",
                        "resumed after 2",
                        "ends-soon after 2",
                        "end-ordered after 2");
        ActRow held = acts().getFirst();
        assertThat(held.by()).isEqualTo(new ActRow.By("i|7", "Ada Admin", "ada@x"));
        assertThat(held.reason()).isEqualTo("look first");
        assertThat(acts().get(2).text()).isEqualTo("2 min left");
        StatementRow waited = rows.statements(SESSION, 1, 1).getFirst();
        assertThat(waited.timing().heldMicros()).isEqualTo(2_000_100L);
        assertThat(waited.timing().durationMicros()).isEqualTo(500L);
        assertThat(rows.spans(SESSION, Long.MAX_VALUE, 1).getFirst().endMicros())
                .isEqualTo(waited.timing().atMicros() + 2_000_600L);

        List<ActRow> followed = acts();
        List<StatementRow> statements = rows.statements(SESSION, 0, 10);
        rebuild(SESSION);
        assertThat(acts()).isEqualTo(followed);
        assertThat(rows.statements(SESSION, 0, 10)).isEqualTo(statements);

        rows.forget(SESSION);
        assertThat(acts()).isEmpty();
    }

    @Test
    void recordingThatIsReadAgain_hasItsActsOnce() throws Exception {
        try (SampleRecording recording = new SampleRecording(file(SESSION), SESSION, "psql")) {
            recording.fact(FactKind.SESSION_HELD, ADA);
            recording.fact(FactKind.SESSION_RESUMED, ADA);
            recording.finish();
        }
        rebuild(SESSION);
        try (Indexer indexer = indexer()) {
            indexer.changed(SESSION, file(SESSION));
            indexer.awaitIdle();
        }
        assertThat(kinds()).containsExactly("held after 0", "resumed after 0");
    }

    @Test
    void filters_findWhatWasHeldAndWhatWasCancelledByAPerson() throws Exception {
        try (SampleRecording recording = new SampleRecording(file(SESSION), SESSION, "psql")) {
            recording.asked("select pg_sleep(60)");
            recording.fact(FactKind.CANCEL_ORDERED, ADA);
            recording.answered("SELECT 1");
            recording.query("select 2");
            recording.finish();
        }
        try (SampleRecording recording = new SampleRecording(file(OTHER), OTHER, "psql")) {
            recording.query("select 3");
            recording.fact(FactKind.SESSION_HELD, ADA);
            recording.fact(FactKind.SESSION_RESUMED, ADA);
            recording.finish();
        }
        rebuild(SESSION, OTHER);

        assertThat(found("has:cancel")).containsExactly(1L);
        assertThat(found("-has:cancel target:orders")).containsExactlyInAnyOrder(2L, 1L);
        assertThat(sessions("has:cancel")).containsExactly(SESSION);
        assertThat(found("has:hold")).isEmpty();
        assertThat(sessions("has:hold")).containsExactly(OTHER);
        assertThat(sessions("-has:hold")).containsExactly(SESSION);
    }

    private Path file(String session) {
        return folder.resolve(session + ".pgrec");
    }

    private Indexer indexer() {
        Indexer indexer =
                new Indexer(
                        rows, RecordingFile.NO_KEYS, MaskRules.DEFAULT, Ticker.system(), () -> 0);
        indexer.start(List.of(), Path::toString);
        return indexer;
    }

    private static void index(Indexer indexer, SampleRecording recording, Path file)
            throws Exception {
        recording.flush();
        indexer.changed(SESSION, file);
        indexer.awaitIdle();
    }

    private void rebuild(String... sessions) {
        Map<String, Indexer.Source> sources = new TreeMap<>();
        for (String session : sessions) {
            sources.put(session, () -> file(session));
        }
        Indexer.rebuild(
                rows,
                RecordingFile.NO_KEYS,
                MaskRules.DEFAULT,
                sources,
                (path, e) -> {
                    throw new IllegalStateException(e);
                });
    }

    private List<ActRow> acts() {
        return rows.acts().of(SESSION, 100);
    }

    private List<String> kinds() {
        return acts().stream().map(act -> act.kind() + " after " + act.ordinal()).toList();
    }

    private static IndexQuery query(String filter) throws FilterException {
        return new IndexQuery(Filters.parse(filter, Instant.EPOCH), Sight.ALL, null, null);
    }

    private List<Long> found(String filter) throws FilterException {
        return rows.moments(query(filter), null, 100, SearchBudget.unlimited()).items().stream()
                .map(moment -> moment.statement().ordinal())
                .toList();
    }

    private List<String> sessions(String filter) throws FilterException {
        return rows.sessions(query(filter), null, 100, SearchBudget.unlimited()).items().stream()
                .map(SessionRow::id)
                .toList();
    }
}
