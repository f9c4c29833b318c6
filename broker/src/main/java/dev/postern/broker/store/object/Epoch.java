package dev.postern.broker.store.object;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;

/// A number that grows with every start of a broker, so that what an earlier process still does can be told from it.
///
/// It is the start's wall time in milliseconds, or one more than the last one if the clock went back.
public final class Epoch {

    private Epoch() {}

    /// The epoch of a process that starts now; it is remembered in `file` before this returns.
    public static long next(Path file, Instant now) throws IOException {
        long last = 0;
        if (Files.exists(file)) {
            String text = Files.readString(file).strip();
            if (!text.matches("\\d{1,18}")) {
                throw new IOException(
                        file
                                + " holds \""
                                + text
                                + "\" instead of a number; remove it if no other broker uses this"
                                + " data folder");
            }
            last = Long.parseLong(text);
        }
        long epoch = Math.max(last + 1, now.toEpochMilli());
        replace(file, (epoch + "\n").getBytes(StandardCharsets.US_ASCII));
        return epoch;
    }

    /// Replaces a small file as a whole; it is on the disk when this returns.
    static void replace(Path file, byte[] content) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory == null) {
            throw new IOException(file + " is no file");
        }
        Files.createDirectories(directory);
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try (FileChannel out =
                FileChannel.open(
                        part,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            out.force(true);
        }
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        forceDirectory(directory);
    }

    static void forceDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
