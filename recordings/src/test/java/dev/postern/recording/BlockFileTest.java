package dev.postern.recording;

import static dev.postern.recording.RecordingFiles.KEYS;
import static dev.postern.recording.RecordingFiles.begin;
import static dev.postern.recording.RecordingFiles.sealer;
import static dev.postern.recording.RecordingFiles.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.recording.format.Origin;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

final class BlockFileTest {

    @TempDir Path folder;

    @Test
    void aFileThatIsFollowed_hasNoMemoryForReadingWhileNothingComes() throws Exception {
        Path live = folder.resolve("live");
        try (BlockSealer sealer = sealer();
                RecordingWriter writer = begin(live, sealer)) {
            writer.append(Origin.BACKEND, 1, text("select ".repeat(200)));
            writer.flush();
            try (BlockFile file = BlockFile.open(live, KEYS)) {
                assertThat(file.advance()).isTrue();
                byte[] first = file.raw();
                assertThat(file.block().isPacked()).isTrue();
                assertThat(file.isResting()).isFalse();

                assertThat(file.advance()).isFalse();
                assertThat(file.isResting()).isTrue();

                writer.append(Origin.BACKEND, 2, text("select ".repeat(200)));
                writer.flush();
                assertThat(file.advance()).isTrue();
                assertThat(file.block().continuesGroup()).isTrue();
                assertThat(file.raw()).hasSameSizeAs(first);
                assertThat(file.isResting()).isFalse();
            }
        }
    }
}
