package dev.postern.recording;

import dev.postern.keys.DataKey;
import dev.postern.keys.DataKeys;
import dev.postern.recording.format.FileHeader;
import dev.postern.recording.format.Footer.IndexEntry;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/// An unfinished recording that is being brought to its end.
///
/// The longest valid prefix is kept byte for byte. What lies behind it and is more than an interrupted write leaves is
/// kept beside the recording, in a file named like it with `.tail-OFFSET` added, before it is cut off. Everything may be
/// interrupted and done again.
public final class Salvage {

    /// An interrupted write leaves less than this; more behind the valid prefix may be evidence.
    static final long MAX_TORN_BYTES = 80 * 1024L;

    private final RecordingWriter writer;
    private final FileHeader header;
    private final long droppedBytes;
    private final LastEntry last;
    private final long resumedAt;

    private Salvage(RecordingWriter writer, FileHeader header, long droppedBytes, LastEntry last) {
        this.writer = writer;
        this.header = header;
        this.droppedBytes = droppedBytes;
        this.last = last;
        this.resumedAt = writer.nextSequence();
    }

    /// Cuts the recording in `file` back to its valid prefix, to go on behind it.
    ///
    /// @param keys   asked for the recording's key if it is encrypted
    /// @param sealer stays the caller's
    /// @throws dev.postern.recording.format.CorruptRecordingException if it is no recording at all
    /// @throws dev.postern.keys.KeyDestroyedException   if the content was erased: nothing can be added to it
    /// @throws dev.postern.keys.KeyUnavailableException if the key is not at hand
    /// @throws IllegalStateException if the recording is finished
    public static Salvage begin(Path file, DataKeys keys, BlockSealer sealer) throws IOException {
        try (BlockFile blocks = BlockFile.open(file, keys)) {
            BlockIndex seen = new BlockIndex();
            IndexEntry lastGroup = null;
            while (blocks.advance()) {
                IndexEntry mark = blocks.mark();
                seen.add(blocks.block(), mark.offset(), mark.chainBefore().toBytes());
                if (!blocks.block().isSnapshot() && !blocks.block().continuesGroup()) {
                    lastGroup = mark;
                }
            }
            if (blocks.footer() != null) {
                throw new IllegalStateException("the recording is finished: " + file);
            }
            long dropped = blocks.dropped();
            FileHeader header = blocks.header();
            DataKey key = header.isEncrypted() ? key(header, keys) : null;
            LastEntry last = lastGroup == null ? LastEntry.NONE : lastEntry(blocks, lastGroup);
            keepTail(file, blocks.offset(), dropped);
            RecordingWriter writer =
                    RecordingWriter.resume(file, blocks, seen, last.micros(), key, sealer);
            return new Salvage(writer, header, dropped, last);
        }
    }

    private static DataKey key(FileHeader header, DataKeys keys) throws IOException {
        DataKey key = keys.dataKey(header.id().toString());
        BlockOpener.check(header, key);
        return key;
    }

    /// The last entry, for which the blocks are read again from the last that begins a group.
    private static LastEntry lastEntry(BlockFile blocks, IndexEntry lastGroup) throws IOException {
        LastEntry last = LastEntry.NONE;
        blocks.goTo(lastGroup);
        while (blocks.advance()) {
            if (!blocks.block().isSnapshot()) {
                long offset = blocks.mark().offset();
                BlockEntries entries = new BlockEntries(blocks.block(), offset, blocks.raw());
                last = LastEntry.of(entries, offset);
            }
        }
        return last;
    }

    /// Makes a finished copy of an unfinished recording, which is left as it is.
    ///
    /// @param recoveredAt wall time in RFC 3339
    /// @param end         the reason is replaced
    /// @return the bytes that were dropped
    public static long copy(
            Path source,
            Path target,
            String recoveredAt,
            DataKeys keys,
            BlockSealer sealer,
            RecordingEnd end)
            throws IOException {
        Path partial = target.resolveSibling(target.getFileName() + ".partial");
        Files.copy(source, partial, StandardCopyOption.REPLACE_EXISTING);
        Salvage salvage = begin(partial, keys, sealer);
        try (RecordingWriter writer = salvage.writer) {
            salvage.finish(recoveredAt, salvage.droppedBytes, end);
            writer.force();
        }
        Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
        return salvage.droppedBytes;
    }

    private static void keepTail(Path file, long offset, long length) throws IOException {
        if (length <= MAX_TORN_BYTES) {
            return;
        }
        Path tail = file.resolveSibling(file.getFileName() + ".tail-" + offset);
        try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ);
                FileChannel out =
                        FileChannel.open(
                                tail,
                                StandardOpenOption.WRITE,
                                StandardOpenOption.CREATE,
                                StandardOpenOption.TRUNCATE_EXISTING)) {
            long copied = 0;
            while (copied < length) {
                copied += in.transferTo(offset + copied, length - copied, out);
            }
            out.force(true);
        }
    }

    /// Goes on behind the valid prefix.
    public RecordingWriter writer() {
        return writer;
    }

    /// What the beginning of the file says.
    public FileHeader header() {
        return header;
    }

    /// Bytes that were behind the valid prefix.
    public long droppedBytes() {
        return droppedBytes;
    }

    /// Ends the recording with the fact `RECOVERED`, unless it ends with that or with `SESSION_ENDED` already.
    ///
    /// The writer is left to be forced and closed.
    ///
    /// @param recoveredAt  wall time in RFC 3339
    /// @param droppedBytes bytes known to be lost
    /// @param end          the reason in its summary is replaced: `recovered`, or that of the session's end
    public void finish(String recoveredAt, long droppedBytes, RecordingEnd end) throws IOException {
        boolean untouched = !writer.hasGathered() && writer.nextSequence() == resumedAt;
        if (untouched && last.factKind().equals(FactKind.SESSION_ENDED.name())) {
            Object reason = last.facts().get("reason");
            writer.finish(end.because(reason == null ? "ended" : reason.toString()));
            return;
        }
        if (untouched && last.factKind().equals(FactKind.RECOVERED.name())) {
            writer.finish(end.because("recovered").with("recoveredAt", recoveredAt));
        } else {
            finishNew(writer, recoveredAt, droppedBytes, end);
        }
    }

    /// Ends a recording that was restored from elsewhere with the fact `RECOVERED`; the parameters as above.
    public static void finishNew(
            RecordingWriter writer, String recoveredAt, long droppedBytes, RecordingEnd end)
            throws IOException {
        Map<String, Object> facts =
                Map.of("droppedBytes", droppedBytes, "recoveredAt", recoveredAt);
        writer.append(FactKind.RECOVERED, writer.lastMicros(), facts);
        writer.finish(end.because("recovered").with("recoveredAt", recoveredAt));
    }
}
