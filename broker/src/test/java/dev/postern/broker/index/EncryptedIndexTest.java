package dev.postern.broker.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.broker.base.Randomness;
import dev.postern.broker.base.Ticker;
import dev.postern.broker.mask.MaskRules;
import dev.postern.broker.store.sql.IndexQuery;
import dev.postern.broker.store.sql.IndexRows;
import dev.postern.broker.store.sql.IndexStore;
import dev.postern.broker.store.sql.SearchBudget;
import dev.postern.broker.store.sql.Sight;
import dev.postern.broker.store.sql.StatementRow;
import dev.postern.filter.FilterException;
import dev.postern.keys.KeyEncryptionKey;
import dev.postern.keys.KeyEncryptionKeys;
import dev.postern.keys.KeyRing;
import dev.postern.recording.RecordingFile;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/// What the index holds on disk, before and after a session is erased, and what becomes of it without its key.
@Tag("G26")
@Tag("G27")
final class EncryptedIndexTest {

    private static final String KEPT = "01K9T2Q00000000000000000AB";
    private static final String ERASED = "01K9T2Q00000000000000000AC";
    private static final Randomness RANDOM = Randomness.system();

    @TempDir Path folder;

    @Test
    void files_holdNothingThatAnybodyWrote() throws Exception {
        try (IndexStore store = open(IndexTestKeys.ring())) {
            IndexRows rows = new IndexRows(store);
            index(rows, Map.of(ERASED, "canary"));
            assertThat(found(rows, "canarysql")).containsExactly(ERASED + " 1");
            assertThat(found(rows, "canaryerror")).containsExactly(ERASED + " 3");
            assertThat(found(rows, "app:canaryapp* canarysql")).containsExactly(ERASED + " 1");
            assertThat(holding("canary")).isEmpty();
        }
        assertThat(holding("canary")).isEmpty();
        assertThat(holding("verbcan")).isEmpty();
    }

    @Test
    void erasedSession_leavesNothingInAnyFile() throws Exception {
        try (IndexStore store = open(IndexTestKeys.ring())) {
            IndexRows rows = new IndexRows(store);
            index(rows, Map.of(KEPT, "kept", ERASED, "canary"));
            List<StatementRow> kept = rows.statements(KEPT, 0, 1000);
            assertThat(holding(ERASED)).isNotEmpty();

            assertThat(rows.forget(ERASED)).isTrue();

            assertThat(holding(ERASED)).isEmpty();
            assertThat(rows.session(ERASED)).isEmpty();
            assertThat(rows.statements(ERASED, 0, 10)).isEmpty();
            assertThat(found(rows, "canarysql")).isEmpty();
            assertThat(found(rows, "app:canaryapp*")).isEmpty();
            assertThat(rows.statements(KEPT, 0, 1000)).isEqualTo(kept);
            assertThat(found(rows, "keptsql")).containsExactly(KEPT + " 1");
            assertThat(rows.forget(ERASED)).isFalse();
            assertThat(Files.size(folder.resolve("index.db-wal"))).isZero();
        }
    }

    @Test
    void sessionThatIsReadAgain_isNotFoundTwice() throws Exception {
        try (IndexStore store = open(IndexTestKeys.ring())) {
            IndexRows rows = new IndexRows(store);
            index(rows, Map.of(KEPT, "kept"));
            List<StatementRow> before = rows.statements(KEPT, 0, 1000);
            try (Indexer again =
                    new Indexer(
                            rows,
                            RecordingFile.NO_KEYS,
                            MaskRules.DEFAULT,
                            Ticker.system(),
                            () -> 0)) {
                again.start(List.of(), Path::toString);
                again.changed(KEPT, folder.resolve(KEPT + ".pgrec"));
                again.awaitIdle();
            }
            assertThat(rows.statements(KEPT, 0, 1000)).isEqualTo(before);
            assertThat(found(rows, "keptsql")).containsExactly(KEPT + " 1");
            assertThat(
                            rows.moments(query("keptsql"), null, 1, SearchBudget.unlimited())
                                    .total()
                                    .number())
                    .isEqualTo(1);
        }
    }

    @Test
    void index_withoutItsKey_isDroppedAndMadeAgain() throws Exception {
        try (IndexStore store = open(IndexTestKeys.ring())) {
            index(new IndexRows(store), Map.of(KEPT, "kept"));
        }
        try (IndexStore store = open(IndexTestKeys.ring());
                Indexer indexer =
                        new Indexer(
                                new IndexRows(store),
                                RecordingFile.NO_KEYS,
                                MaskRules.DEFAULT,
                                Ticker.system(),
                                () -> 0)) {
            IndexRows rows = new IndexRows(store);
            assertThat(rows.session(KEPT)).isEmpty();
            indexer.start(List.of(folder.resolve(KEPT + ".pgrec")), file -> KEPT);
            indexer.awaitIdle();
            assertThat(found(rows, "keptsql")).containsExactly(KEPT + " 1");
        }
    }

    @Test
    void index_afterTheKeyEncryptionKeyWasReplaced_stays() throws Exception {
        KeyEncryptionKey old = IndexTestKeys.key();
        KeyEncryptionKey next = IndexTestKeys.key();
        try (IndexStore store = open(new KeyRing(old, List.of(), RANDOM::bytes))) {
            index(new IndexRows(store), Map.of(KEPT, "kept"));
        }
        try (IndexStore store = open(new KeyRing(next, List.of(old), RANDOM::bytes))) {
            assertThat(new IndexRows(store).session(KEPT)).isPresent();
        }
        try (IndexStore store = open(new KeyRing(next, List.of(), RANDOM::bytes))) {
            assertThat(found(new IndexRows(store), "keptsql")).containsExactly(KEPT + " 1");
        }
    }

    @Test
    void damagedIndex_isDroppedAndMadeAgain() throws Exception {
        KeyRing keys = IndexTestKeys.ring();
        try (IndexStore store = open(keys)) {
            index(new IndexRows(store), Map.of(KEPT, "kept"));
        }
        Files.writeString(
                folder.resolve("index.db"),
                "this is no database, and long enough to be seen as none");
        try (IndexStore store = open(keys)) {
            assertThat(new IndexRows(store).session(KEPT)).isEmpty();
        }
    }

    private IndexStore open(KeyEncryptionKeys keys) {
        return IndexStore.open(folder.resolve("index.db"), keys, RANDOM);
    }

    /// Indexes sessions of a few hundred statements, in which a word is the session's own.
    private void index(IndexRows rows, Map<String, String> words) throws IOException {
        Map<String, Indexer.Source> files = new HashMap<>();
        for (Map.Entry<String, String> session : words.entrySet()) {
            String word = session.getValue();
            Path file = folder.resolve(session.getKey() + ".pgrec");
            try (SampleRecording recording =
                    new SampleRecording(file, session.getKey(), word + "app")) {
                recording.query("select '" + word + "sql' from orders");
                recording.execute("select $1", "SELECT 1", word + "parameter");
                recording.refused("drop table orders", word + "error");
                recording.query("verb" + word, "VERB" + word);
                for (int i = 0; i < 400; i++) {
                    recording.query("select " + i + " as " + word.toUpperCase(Locale.ROOT));
                }
                recording.finish();
            }
            files.put(session.getKey(), () -> file);
        }
        Indexer.rebuild(
                rows,
                RecordingFile.NO_KEYS,
                MaskRules.DEFAULT,
                files,
                (session, e) -> {
                    throw new IllegalStateException(session, e);
                });
    }

    private static List<String> found(IndexRows rows, String filter) throws FilterException {
        return rows.moments(query(filter), null, 10, SearchBudget.unlimited()).items().stream()
                .map(moment -> moment.session().id() + " " + moment.statement().ordinal())
                .sorted()
                .toList();
    }

    private static IndexQuery query(String filter) throws FilterException {
        return new IndexQuery(Filters.parse(filter, Instant.EPOCH), Sight.ALL, null, null);
    }

    /// The files of the index that hold `text` in upper or lower case.
    private List<Path> holding(String text) throws IOException {
        String wanted = text.toLowerCase(Locale.ROOT);
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith("index.db"))
                    .filter(file -> text(file).contains(wanted))
                    .toList();
        }
    }

    private static String text(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)
                    .toLowerCase(Locale.ROOT);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
