package dev.postern.broker.record;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// A file of zeros, `journal/reserve`, that is given up when the disk is full: its room takes the ends of the sessions
/// that a full disk ends. Not thread-safe.
final class SpaceReserve {

    private static final int PIECE_BYTES = 256 * 1024;

    private final Path file;
    private final long bytes;
    private final DiskSync sync;

    SpaceReserve(JournalConfig config, DiskSync sync) {
        this.file = config.journal().resolve("reserve");
        this.bytes = config.space().reserveBytes();
        this.sync = sync;
    }

    boolean isHeld() throws IOException {
        return bytes == 0 || (Files.exists(file) && Files.size(file) == bytes);
    }

    /// Takes the room, with blocks that are really allocated.
    ///
    /// @throws IOException if there is not enough; nothing is held then
    void take() throws IOException {
        if (isHeld()) {
            return;
        }
        try (FileChannel out =
                FileChannel.open(
                        file,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer zeros = ByteBuffer.allocateDirect((int) Math.min(bytes, PIECE_BYTES));
            for (long at = 0; at < bytes; ) {
                zeros.clear().limit((int) Math.min(zeros.capacity(), bytes - at));
                at += out.write(zeros, at);
            }
            sync.force(out);
        } catch (IOException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    /// Gives the room back to the file system.
    void giveUp() throws IOException {
        Files.deleteIfExists(file);
    }
}
