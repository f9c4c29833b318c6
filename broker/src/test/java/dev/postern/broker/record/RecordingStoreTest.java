package dev.postern.broker.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.recording.format.RecordingId;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What says that a recording is not finished.
class RecordingStoreTest {

    private static final RecordingId FIRST = RecordingId.parse("01HF7YAT00M8BV3J5H4T2E9C61");
    private static final RecordingId SECOND = RecordingId.parse("01HF7YAT00M8BV3J5H4T2E9C62");

    @TempDir Path data;

    private RecordingStore store;

    @BeforeEach
    void prepare() throws IOException {
        store = new RecordingStore(data);
        Files.createDirectories(store.markers());
    }

    @Test
    void marksOfTwoSessions_areOneFile_andGoByThemselves() throws Exception {
        store.mark(FIRST);
        store.mark(SECOND);
        store.mark(SECOND);

        assertThat(store.unfinished()).containsExactlyInAnyOrder(FIRST, SECOND);
        assertThat(Files.isSameFile(store.marker(FIRST), store.marker(SECOND))).isTrue();

        Files.delete(store.marker(FIRST));

        assertThat(store.unfinished()).containsExactly(SECOND);
    }

    @Test
    void markWhereNoLinkCanBe_isAFileOfItsOwn() throws Exception {
        Files.createDirectory(store.markers().resolve(".mark")); // no file system links a directory

        store.mark(FIRST);

        assertThat(store.marker(FIRST)).isEmptyFile();
        assertThat(store.unfinished()).containsExactly(FIRST);
    }
}
