package dev.postern.sitelog;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/// The leaves that are durable and in no tile yet: a file of zeros, made beforehand, that records are written into.
///
/// | offset | bytes | field of a record |
/// | --- | --- | --- |
/// | 0 | 4 | magic `PGLF` |
/// | 4 | 4 | length of the entry, 1 to 65,535 |
/// | 8 | 8 | number of the leaf, from 0 |
/// | 16 | 8 | number of the first leaf of the batch that was written and synced with this one |
/// | 24 | 4 | CRC32C of the 20 bytes from 4 on, and of the entry |
/// | 28 | | the entry |
///
/// Once the leaves are in tiles, writing begins at the front again. What older records leave behind the newest one is
/// told apart by the numbers. A record that does not check is the end: a write that a crash interrupted. But if a
/// whole record of a later batch follows, the one that does not check had been synced, so the file is damaged.
final class TailFile implements AutoCloseable {

    private static final int MAGIC = 0x50474C46;
    private static final int HEADER_BYTES = 28;
    private static final int CHECKED_FROM = 4;
    private static final int CHECKED_TO = 24;
    private static final int STEP_BYTES = 256 << 10;
    private static final long MAX_BYTES = 1L << 30;

    private final Path path;
    private final FileChannel channel;
    private final LogSync sync;
    private long position;
    private long allocated;
    private long dirtyTo;

    private TailFile(Path path, FileChannel channel, LogSync sync, long position)
            throws IOException {
        this.path = path;
        this.channel = channel;
        this.sync = sync;
        this.position = position;
        this.allocated = channel.size();
    }

    /// What a file holds.
    ///
    /// @param first   number of the first entry; of no meaning if there is none
    /// @param entries those that can be read, one behind the other
    /// @param end     offset behind the last of them
    record Content(long first, List<byte[]> entries, long end) {}

    /// Opens the file to write behind `content`, making it if it is not there.
    static TailFile open(Path path, LogSync sync, long position) throws IOException {
        boolean isNew = !Files.exists(path);
        FileChannel channel =
                FileChannel.open(path, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
        try {
            TailFile tail = new TailFile(path, channel, sync, position);
            tail.allocate(STEP_BYTES);
            if (isNew) {
                sync.forceDirectory(tail.folder());
            }
            return tail;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private Path folder() throws IOException {
        Path folder = path.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IOException(path + " cannot be a file of the log");
        }
        return folder;
    }

    /// Writes the entries of one batch; they are durable when this returns.
    ///
    /// @param first number of the first entry
    /// @throws TailSyncException if it cannot be known what the disk has: nothing may be appended any more
    /// @throws IOException if nothing was written, as on a full disk: a later call may succeed
    void append(long first, List<byte[]> entries) throws IOException {
        ByteBuffer batch = encode(first, entries);
        try {
            clean();
            allocate(position + batch.remaining());
            dirtyTo = position + batch.remaining();
            DurableFiles.write(channel, batch.duplicate(), position);
        } catch (TailSyncException e) {
            throw e;
        } catch (IOException e) {
            throw new IOException("cannot write to " + path + ": " + e.getMessage(), e);
        }
        force();
        position = dirtyTo;
    }

    /// Begins at the front again; everything in the file is in tiles.
    void restart() {
        position = 0;
        dirtyTo = 0;
    }

    /// Zeroes what a failed write may have left.
    private void clean() throws IOException {
        if (dirtyTo > position) {
            zero(position, dirtyTo);
            force();
            dirtyTo = position;
        }
    }

    private void allocate(long wanted) throws IOException {
        if (wanted <= allocated) {
            return;
        }
        if (wanted > MAX_BYTES) {
            throw new IOException("the leaves that wait for a checkpoint exceed " + MAX_BYTES);
        }
        long size = (wanted + STEP_BYTES - 1) / STEP_BYTES * STEP_BYTES;
        zero(allocated, size);
        force();
        allocated = size;
    }

    private void zero(long from, long to) throws IOException {
        DurableFiles.write(channel, ByteBuffer.allocate((int) (to - from)), from);
    }

    private void force() throws TailSyncException {
        try {
            sync.force(channel);
        } catch (IOException e) {
            throw new TailSyncException("cannot make " + path + " durable: " + e.getMessage(), e);
        }
    }

    private static ByteBuffer encode(long first, List<byte[]> entries) {
        int length = entries.stream().mapToInt(entry -> HEADER_BYTES + entry.length).sum();
        ByteBuffer out = ByteBuffer.allocate(length);
        long number = first;
        for (byte[] entry : entries) {
            int at = out.position();
            out.putInt(MAGIC).putInt(entry.length).putLong(number++).putLong(first);
            out.putInt(checksum(out.slice(at, HEADER_BYTES), entry)).put(entry);
        }
        return out.flip();
    }

    private static int checksum(ByteBuffer header, byte[] entry) {
        CRC32C crc = new CRC32C();
        crc.update(header.slice(CHECKED_FROM, CHECKED_TO - CHECKED_FROM));
        crc.update(entry);
        return (int) crc.getValue();
    }

    /// Reads a file; a missing one is empty.
    ///
    /// @param inTiles leaves that are in tiles: records of these are of no importance
    /// @throws MalformedLogException if a record that had been synced does not check
    static Content read(Path path, long inTiles) throws IOException {
        if (!Files.exists(path)) {
            return new Content(0, List.of(), 0);
        }
        if (Files.size(path) > MAX_BYTES) {
            throw new MalformedLogException(path + " has more than " + MAX_BYTES + " bytes");
        }
        ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(path));
        List<byte[]> entries = new ArrayList<>();
        long first = 0;
        long batch = 0;
        int at = 0;
        Found found = record(in, at);
        while (found != null
                && (entries.isEmpty()
                        || (found.number == first + entries.size() && found.batch >= batch))) {
            if (entries.isEmpty()) {
                first = found.number;
            }
            batch = found.batch;
            entries.add(found.entry);
            at += HEADER_BYTES + found.entry.length;
            found = record(in, at);
        }
        refuseDamage(path, in, at, Math.max(inTiles, first + entries.size()));
        return new Content(first, entries, at);
    }

    /// @param missing number of the leaf whose record is not at `from`
    private static void refuseDamage(Path path, ByteBuffer in, int from, long missing)
            throws MalformedLogException {
        for (int at = from; at + HEADER_BYTES <= in.limit(); at++) {
            if (in.getInt(at) == MAGIC) {
                Found found = record(in, at);
                if (found != null && found.batch > missing) {
                    throw new MalformedLogException(
                            path
                                    + " is damaged at offset "
                                    + from
                                    + ": leaf "
                                    + missing
                                    + " is unreadable, and leaf "
                                    + found.number
                                    + " was written after it");
                }
            }
        }
    }

    private record Found(long number, long batch, byte[] entry) {}

    private static @Nullable Found record(ByteBuffer in, int at) {
        if (at + HEADER_BYTES > in.limit() || in.getInt(at) != MAGIC) {
            return null;
        }
        int length = in.getInt(at + 4);
        if (length < 1
                || length > EntryBundle.MAX_ENTRY_BYTES
                || length > in.limit() - at - HEADER_BYTES) {
            return null;
        }
        byte[] entry = new byte[length];
        in.get(at + HEADER_BYTES, entry);
        if (in.getInt(at + CHECKED_TO) != checksum(in.slice(at, HEADER_BYTES), entry)) {
            return null;
        }
        return new Found(in.getLong(at + 8), in.getLong(at + 16), entry);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
