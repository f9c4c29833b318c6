package dev.postern.recording;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// A file that is only added to, and opened only while that is done. Not thread-safe.
///
/// If a write fails, whatever was written of it is cut off before the next one.
final class AppendingFile {

    private final Path path;
    private @Nullable FileChannel channel;
    private long end;
    private boolean torn;

    private AppendingFile(Path path, long end) {
        this.path = path;
        this.end = end;
    }

    /// A file that begins to exist.
    ///
    /// @throws java.nio.file.FileAlreadyExistsException if it does already
    static AppendingFile create(Path path) throws IOException {
        AppendingFile file = new AppendingFile(path, 0);
        file.channel =
                FileChannel.open(path, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
        return file;
    }

    /// A file of which the first `end` bytes stay; what is behind them is cut off at once.
    static AppendingFile cut(Path path, long end) throws IOException {
        AppendingFile file = new AppendingFile(path, end);
        file.channel().truncate(end);
        return file;
    }

    Path path() {
        return path;
    }

    /// Where the next bytes will be.
    long end() {
        return end;
    }

    private FileChannel channel() throws IOException {
        FileChannel open = channel;
        if (open == null) {
            open = FileChannel.open(path, StandardOpenOption.WRITE);
            channel = open;
        }
        return open;
    }

    /// Adds the rest of `bytes`, or nothing.
    void write(ByteBuffer bytes) throws IOException {
        long at = end;
        try {
            FileChannel out = channel();
            if (torn) {
                out.truncate(end);
                torn = false;
            }
            while (bytes.hasRemaining()) {
                at += out.write(bytes, at);
            }
            end = at;
        } catch (IOException e) {
            torn = true;
            release();
            throw e;
        }
    }

    /// Makes what was written durable.
    void force() throws IOException {
        channel().force(true);
    }

    /// Closes the file until it is needed again.
    void release() throws IOException {
        FileChannel open = channel;
        channel = null;
        if (open != null) {
            open.close();
        }
    }
}
