package dev.postern.recording;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

final class FileWindowTest {

    @TempDir Path folder;

    @Test
    void aWindowThatWasReleased_hasNoMemoryUntilItLoadsAgain() throws Exception {
        byte[] content = new byte[1_000];
        for (int i = 0; i < content.length; i++) {
            content[i] = (byte) (i / 7);
        }
        Path file = Files.write(folder.resolve("file"), content);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            FileWindow window = new FileWindow(channel, 64);
            assertThat(window.capacity()).isZero();
            assertThat(window.load(100, 8)).isEqualTo(8);
            assertThat(window.capacity()).isEqualTo(64);
            window.release();
            assertThat(window.capacity()).isZero();
            assertThat(window.load(104, 8)).isEqualTo(8);
            assertThat(window.bytes().get(window.index(105))).isEqualTo(content[105]);
            assertThat(window.load(900, 200)).isEqualTo(100);
            assertThat(window.capacity()).isEqualTo(200);
            assertThat(window.bytes().get(window.index(999))).isEqualTo(content[999]);
            assertThat(window.load(1_000, 4)).isZero();
        }
    }
}
