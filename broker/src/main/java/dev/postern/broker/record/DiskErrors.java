package dev.postern.broker.record;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Locale;

/// Tells a full disk from a broken one.
final class DiskErrors {

    private DiskErrors() {}

    /// The failure that `error`, raised by a write or an allocation, is to the sessions of a journal.
    ///
    /// @param free the room there was just behind it: less than a segment's means that the disk is full, whatever
    ///     language the system's error texts are in
    static RecorderException.Kind kindOf(Throwable error, FreeSpace.Source free, long needed) {
        if (error instanceof SyncFailedException || !(error instanceof IOException)) {
            return RecorderException.Kind.IO_ERROR;
        }
        String text = String.valueOf(error.getMessage()).toLowerCase(Locale.ROOT);
        if (text.contains("no space left") || text.contains("quota")) {
            return RecorderException.Kind.FULL;
        }
        try {
            return free.now().freeBytes() < needed
                    ? RecorderException.Kind.FULL
                    : RecorderException.Kind.IO_ERROR;
        } catch (IOException unknown) {
            return RecorderException.Kind.IO_ERROR;
        }
    }

    /// Syncs `file`, telling a failure from those of writes.
    static void force(DiskSync sync, FileChannel file) throws IOException {
        try {
            sync.force(file);
        } catch (IOException e) {
            throw new SyncFailedException(e);
        }
    }

    /// Syncs the names in `directory`, telling a failure from those of writes.
    static void forceDirectory(DiskSync sync, Path directory) throws IOException {
        try {
            sync.forceDirectory(directory);
        } catch (IOException e) {
            throw new SyncFailedException(e);
        }
    }

    /// A sync that failed: what it should have made durable is lost or not, and nobody can say which.
    static final class SyncFailedException extends IOException {

        @java.io.Serial private static final long serialVersionUID = 1L;

        SyncFailedException(IOException cause) {
            super("a sync failed: " + cause.getMessage(), cause);
        }
    }
}
