package dev.postern.broker.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.broker.base.Randomness;
import dev.postern.broker.base.Ticker;
import dev.postern.broker.mask.MaskRules;
import dev.postern.broker.store.sql.IndexQuery;
import dev.postern.broker.store.sql.IndexRows;
import dev.postern.broker.store.sql.IndexStore;
import dev.postern.broker.store.sql.Moment;
import dev.postern.broker.store.sql.SearchBudget;
import dev.postern.broker.store.sql.Sight;
import dev.postern.broker.store.sql.StatementRow;
import dev.postern.filter.FilterException;
import dev.postern.recording.RecordingFile;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

final class IndexerTest {

    private static final String SESSION = "01K9T2Q00000000000000000AB";
    private static final String OTHER = "01K9T2Q00000000000000000CD";

    @TempDir Path folder;

    @Test
    void recording_becomesRowsThatAreFoundAndMadeAgainTheSame() throws Exception {
        Path file = folder.resolve(SESSION + ".pgrec");
        try (SampleRecording recording = new SampleRecording(file, SESSION, "psql");
                IndexStore store =
                        IndexStore.open(
                                folder.resolve("index.db"),
                                IndexTestKeys.ring(),
                                Randomness.system());
                Indexer indexer =
                        new Indexer(
                                new IndexRows(store),
                                RecordingFile.NO_KEYS,
                                MaskRules.DEFAULT,
                                Ticker.system(),
                                () -> 0)) {
            IndexRows rows = new IndexRows(store);
            indexer.start(List.of(), Path::toString);
            recording.query("select * from orders");
            recording.flush();
            indexer.changed(SESSION, file);
            indexer.awaitIdle();
            assertThat(rows.session(SESSION).orElseThrow().lifetime().state()).isEqualTo("live");
            var running = rows.session(SESSION).orElseThrow().verdict();
            assertThat(SealedVerdict.of(running)).isNull();
            assertThat(running.text()).matches("not yet sealed: \\d+ messages so far, no gaps");
            assertThat(rows.endedSessions()).isEmpty();
            assertThat(found(rows, "\"from ord\"")).containsExactly(1L);
            recording.refused("drop table orders", "permission denied");
            recording.finish();
            indexer.changed(SESSION, file);
            indexer.awaitIdle();
            List<StatementRow> followed = rows.statements(SESSION, 0, 10);
            assertThat(followed).hasSize(2);
            assertThat(followed.get(0).result().outcome()).isEqualTo("completed");
            assertThat(followed.get(0).result().rows()).isEqualTo(1);
            assertThat(followed.get(1).result().outcome()).isEqualTo("failed");
            var sealed = rows.session(SESSION).orElseThrow().verdict();
            assertThat(sealed.complete()).isTrue();
            assertThat(SealedVerdict.of(sealed))
                    .isEqualTo(new SealedVerdict(Map.of("complete", true, "ended", "known")));
            assertThat(rows.endedSessions()).containsExactly(SESSION);
            assertThat(found(rows, "\"from ord\"")).containsExactly(1L);
            assertThat(found(rows, "denied has:error user:ada -role:app_write"))
                    .containsExactly(2L);
            assertThat(found(rows, "target:other")).isEmpty();
            var before = rows.session(SESSION).orElseThrow();
            Indexer.rebuild(
                    rows,
                    RecordingFile.NO_KEYS,
                    MaskRules.DEFAULT,
                    Map.of(SESSION, () -> file),
                    (path, e) -> {
                        throw new IllegalStateException(e);
                    });
            assertThat(rows.statements(SESSION, 0, 10)).isEqualTo(followed);
            assertThat(rows.session(SESSION)).contains(before);
        }
    }

    @Test
    void longResult_isReadInRounds_thatOthersGetTurnsIn() throws Exception {
        Path large = folder.resolve(SESSION + ".pgrec");
        Path small = folder.resolve(OTHER + ".pgrec");
        String[] lines = lines(400);
        long copied = Arrays.stream(lines).mapToLong(line -> 5L + line.length()).sum();
        try (SampleRecording recording = new SampleRecording(large, SESSION, "psql")) {
            recording.copyOut("copy orders to stdout", lines);
            recording.finish();
        }
        try (SampleRecording recording = new SampleRecording(small, OTHER, "psql")) {
            recording.query("select 1");
            recording.finish();
        }
        List<String> ended = new CopyOnWriteArrayList<>();
        try (IndexStore store =
                        IndexStore.open(
                                folder.resolve("index.db"),
                                IndexTestKeys.ring(),
                                Randomness.system());
                Indexer indexer =
                        new Indexer(
                                new IndexRows(store),
                                RecordingFile.NO_KEYS,
                                MaskRules.DEFAULT,
                                () -> 0L,
                                () -> 0)) {
            indexer.whenEnded(ended::addAll);
            indexer.changed(SESSION, large);
            indexer.changed(OTHER, small);
            indexer.start(List.of(), Path::toString);
            indexer.awaitIdle();

            assertThat(ended).containsExactly(OTHER, SESSION);
            StatementRow copy = new IndexRows(store).statements(SESSION, 0, 1).getFirst();
            assertThat(copy.result().outcome()).isEqualTo("completed");
            assertThat(copy.result().bytes()).isEqualTo(copied);
        }
    }

    private static String[] lines(int count) {
        String[] lines = new String[count];
        for (int i = 0; i < count; i++) {
            lines[i] = i + "\t" + "paid ".repeat(2_000) + "\n";
        }
        return lines;
    }

    @Test
    void statementsOfARunningSession_changeUntilTheyAreAnswered() throws Exception {
        Path file = folder.resolve(SESSION + ".pgrec");
        try (SampleRecording recording = new SampleRecording(file, SESSION, "psql");
                IndexStore store =
                        IndexStore.open(
                                folder.resolve("index.db"),
                                IndexTestKeys.ring(),
                                Randomness.system());
                Indexer indexer =
                        new Indexer(
                                new IndexRows(store),
                                RecordingFile.NO_KEYS,
                                MaskRules.DEFAULT,
                                Ticker.system(),
                                () -> 0)) {
            IndexRows rows = new IndexRows(store);
            indexer.start(List.of(), Path::toString);
            for (int i = 1; i <= 700; i++) {
                recording.asked("update orders set status = 'paid' where id = " + i);
                if (i % 100 == 0) {
                    recording.flush();
                    indexer.changed(SESSION, file);
                    indexer.awaitIdle();
                    StatementRow asked = rows.statements(SESSION, i - 1L, 1).getFirst();
                    assertThat(asked.result().outcome()).isEqualTo("no_answer");
                    assertThat(asked.transaction())
                            .isEqualTo(new StatementRow.Transaction(i, "running"));
                }
                recording.answered("UPDATE 1");
            }
            recording.finish();
            indexer.changed(SESSION, file);
            indexer.awaitIdle();
            List<StatementRow> all = rows.statements(SESSION, 0, 1000);
            assertThat(all).hasSize(700);
            assertThat(all)
                    .allSatisfy(row -> {
                        assertThat(row.result().outcome()).isEqualTo("completed");
                        assertThat(row.result().wrote()).isTrue();
                        assertThat(row.transaction())
                                .isEqualTo(
                                        new StatementRow.Transaction(row.ordinal(), "committed"));
                    });
            assertThat(found(rows, "\"id = 500\"")).containsExactly(500L);
            assertThat(walked(rows, "\"id = 5\""))
                    .hasSize(111)
                    .isSortedAccordingTo(java.util.Comparator.reverseOrder());
            assertThat(walked(rows, "has:write")).hasSize(700);
        }
    }

    @Test
    void tablesAndVerbs_areWhatTheGrammarReads() throws Exception {
        Path file = folder.resolve(SESSION + ".pgrec");
        try (SampleRecording recording = new SampleRecording(file, SESSION, "psql");
                IndexStore store =
                        IndexStore.open(
                                folder.resolve("index.db"),
                                IndexTestKeys.ring(),
                                Randomness.system())) {
            recording.asked(
                    "with gone as (delete from payments returning *) select * from gone, orders");
            recording.answered("SELECT 3");
            recording.asked("selec * from payments");
            recording.answered("SELECT 1");
            recording.asked("select 'from payments' from orders");
            recording.answered("SELECT 1");
            recording.finish();
            IndexRows rows = new IndexRows(store);
            Indexer.rebuild(
                    rows,
                    RecordingFile.NO_KEYS,
                    MaskRules.DEFAULT,
                    Map.of(SESSION, () -> file),
                    (session, e) -> {
                        throw new IllegalStateException(session, e);
                    });

            assertThat(walked(rows, "table:payments")).containsExactly(1L);
            assertThat(walked(rows, "table:orders")).containsExactly(3L, 1L);
            assertThat(walked(rows, "table:gone")).isEmpty();
            assertThat(walked(rows, "verb:unparsed")).containsExactly(2L);
            assertThat(walked(rows, "verb:select")).containsExactly(3L, 2L, 1L);
            assertThat(walked(rows, "has:write")).containsExactly(1L);
        }
    }

    /// All that is found, page by page.
    private static List<Long> walked(IndexRows rows, String filter) throws FilterException {
        IndexQuery query =
                new IndexQuery(Filters.parse(filter, Instant.EPOCH), Sight.ALL, null, null);
        List<Long> ordinals = new java.util.ArrayList<>();
        IndexQuery.Place after = null;
        while (true) {
            List<Moment> page = rows.moments(query, after, 13, SearchBudget.unlimited()).items();
            page.forEach(moment -> ordinals.add(moment.statement().ordinal()));
            if (page.size() < 13) {
                assertThat(rows.moments(query, null, 1, SearchBudget.unlimited()).total().number())
                        .isEqualTo(ordinals.size());
                return ordinals;
            }
            after = page.getLast().place();
        }
    }

    @Test
    void filter_joinsSqlWithSqlOnly() {
        assertThatThrownBy(() -> Filters.parse("user:ada OR table:orders", Instant.EPOCH))
                .isInstanceOfSatisfying(
                        FilterException.class, e -> assertThat(e.position()).isEqualTo(12))
                .hasMessageContaining("OR");
    }

    @Test
    void status_saysHowFarBehind() throws Exception {
        AtomicLong now = new AtomicLong(5);
        try (IndexStore store =
                        IndexStore.open(
                                folder.resolve("index.db"),
                                IndexTestKeys.ring(),
                                Randomness.system());
                Indexer indexer =
                        new Indexer(
                                new IndexRows(store),
                                RecordingFile.NO_KEYS,
                                MaskRules.DEFAULT,
                                now::get,
                                () -> 0)) {
            indexer.changed("A", folder.resolve("missing.pgrec"));
            now.addAndGet(2_000_000_000);
            indexer.changed("A", folder.resolve("missing.pgrec"));
            assertThat(indexer.status()).isEqualTo(new IndexStatus(1, Duration.ofSeconds(2), 0, 0));
            indexer.start(List.of(), Path::toString);
            indexer.awaitIdle();
            assertThat(indexer.status()).isEqualTo(new IndexStatus(0, Duration.ZERO, 0, 1));
        }
    }

    @Test
    void indexing_restsLongerTheBusierTheMachineIs() {
        assertThat(new Pace(() -> 0.1).rest(1_000, false)).isZero();
        assertThat(new Pace(() -> -1).rest(1_000, false)).isZero();
        assertThat(new Pace(() -> 0.8).rest(1_000, false)).isEqualTo(2_000);
        assertThat(new Pace(() -> 1).rest(1_000, false)).isEqualTo(19_000);
        assertThat(new Pace(() -> 1).rest(5_000_000_000L, false)).isEqualTo(1_000_000_000);
        assertThat(new Pace(() -> 1).rest(5_000_000_000L, true)).isEqualTo(250_000_000);
    }

    private static List<Long> found(IndexRows rows, String filter) throws FilterException {
        return rows
                .moments(
                        new IndexQuery(Filters.parse(filter, Instant.EPOCH), Sight.ALL, null, null),
                        null,
                        10,
                        SearchBudget.unlimited())
                .items()
                .stream()
                .map(moment -> moment.statement().ordinal())
                .sorted()
                .toList();
    }
}
