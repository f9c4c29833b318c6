package dev.postern.broker.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.broker.base.Randomness;
import dev.postern.broker.base.Ticker;
import dev.postern.broker.mask.MaskRules;
import dev.postern.broker.store.sql.GapRow;
import dev.postern.broker.store.sql.IndexRows;
import dev.postern.broker.store.sql.IndexStore;
import dev.postern.broker.store.sql.SessionRow;
import dev.postern.recording.FactKind;
import dev.postern.recording.RecordingFile;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Where a recording lacks something, as the index tells it.
final class GapsTest {

    private static final String SESSION = "01K9T2Q00000000000000000AB";

    @TempDir Path folder;

    @Test
    void gap_isKeptWithItsPlaceTimeCauseAndSize() throws Exception {
        SessionRow.Verdict verdict =
                indexed(recording -> {
                    recording.query("select 1");
                    recording.idle(3_000_000);
                    recording.fact(
                            FactKind.GAP,
                            Map.of(
                                    "messages",
                                    312L,
                                    "bytes",
                                    41_984L,
                                    "cause",
                                    "no room in the journal",
                                    "sinceMicros",
                                    1_000_000L));
                    recording.query("select 2");
                    recording.finish();
                });

        // Startup, authentication, ready; Query, RowDescription, DataRow, CommandComplete, ready.
        assertThat(verdict.gaps())
                .containsExactly(
                        new GapRow(
                                8,
                                false,
                                "no room in the journal",
                                1_000_000,
                                3_000_200L,
                                312L,
                                41_984L));
    }

    @Test
    void gapOfAnEarlierVersion_beginsWhereItWasWritten() throws Exception {
        SessionRow.Verdict verdict =
                indexed(recording -> {
                    recording.fact(
                            FactKind.GAP, Map.of("messages", 1L, "bytes", 9L, "cause", "no room"));
                    recording.finish();
                });

        assertThat(verdict.gaps())
                .containsExactly(new GapRow(3, false, "no room", 100, 100L, 1L, 9L));
    }

    @Test
    void brokerThatStopped_leavesAnEndOfUnknownSize() throws Exception {
        SessionRow.Verdict verdict =
                indexed(recording -> {
                    recording.query("select 1");
                    recording.recover(0, "2026-11-21T01:20:13.123456Z");
                });

        assertThat(verdict.gaps())
                .containsExactly(
                        new GapRow(8, true, "the broker stopped", 200, 10_000_000L, null, null));
    }

    @Test
    void brokerThatStopped_leavesAnEndThatCouldNotBeRead() throws Exception {
        SessionRow.Verdict verdict =
                indexed(recording -> recording.recover(77, "2026-11-21T01:20:13.123456Z"));

        assertThat(verdict.gaps())
                .containsExactly(
                        new GapRow(3, true, "the broker stopped", 100, 10_000_000L, null, 77L));
    }

    @Test
    void veryManyGaps_areKeptUpToAHundred() throws Exception {
        SessionRow.Verdict verdict =
                indexed(recording -> {
                    for (int i = 0; i < 120; i++) {
                        recording.fact(FactKind.GAP, Map.of("messages", 1L, "bytes", 1L));
                    }
                    recording.finish();
                });

        assertThat(verdict.gaps()).hasSize(100);
    }

    @Test
    void wholeRecording_hasNone() throws Exception {
        assertThat(indexed(SampleRecording::finish).gaps()).isEqualTo(List.of());
    }

    private SessionRow.Verdict indexed(Work work) throws Exception {
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
            indexer.start(List.of(), Path::toString);
            work.on(recording);
            indexer.changed(SESSION, file);
            indexer.awaitIdle();
            return new IndexRows(store).session(SESSION).orElseThrow().verdict();
        }
    }

    /// What is recorded.
    @FunctionalInterface
    private interface Work {
        void on(SampleRecording recording) throws IOException;
    }
}
