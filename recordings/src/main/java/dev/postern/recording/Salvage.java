package dev.postern.recording;

import dev.postern.recording.format.FileHeader;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// An unfinished recording that is being brought to its end.
///
/// The longest valid prefix is kept byte for byte. What lies behind it and is more than an interrupted write leaves is
/// kept beside the recording, in a file named like it with `.tail-OFFSET` added, before it is cut off. Everything may
/// be
/// interrupted and done again.
public final class Salvage {

    /// An interrupted write leaves less than this; more behind the valid prefix may be evidence.
    private static final long MAX_TORN_BYTES = 80 * 1024L;

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
    /// @param compressor stays the caller's
    /// @throws dev.postern.recording.format.CorruptRecordingException if it is no recording at all
    /// @throws IllegalStateException if the recording is finished
    public static Salvage begin(Path file, BlockCompressor compressor) throws IOException {
        try (BlockFile blocks = BlockFile.open(file)) {
            List<RecordingWriter.Seen> seen = new ArrayList<>();
            while (blocks.advance(0)) {
                seen.add(new RecordingWriter.Seen(blocks.block(), blocks.blockOffset()));
            }
            if (blocks.footer() != null) {
                throw new IllegalStateException("the recording is finished: " + file);
            }
            LastEntry last = new LastEntry(0, "", Map.of());
            long dropped = blocks.dropped();
            if (!seen.isEmpty()) {
                blocks.stepBack();
                blocks.advance(0);
                last = LastEntry.of(blocks);
            }
            keepTail(file, blocks.offset(), dropped);
            RecordingWriter writer =
                    RecordingWriter.resume(file, blocks, seen, last.micros(), compressor);
            return new Salvage(writer, blocks.header(), dropped, last);
        }
    }

    /// Makes a finished copy of an unfinished recording, which is left as it is.
    ///
    /// @param recoveredAt wall time in RFC 3339
    /// @return the bytes that were dropped
    public static long copy(Path source, Path target, String recoveredAt) throws IOException {
        Path partial = target.resolveSibling(target.getFileName() + ".partial");
        Files.copy(source, partial, StandardCopyOption.REPLACE_EXISTING);
        try (BlockCompressor compressor = new BlockCompressor()) {
            Salvage salvage = begin(partial, compressor);
            try (RecordingWriter writer = salvage.writer) {
                salvage.finish(recoveredAt, salvage.droppedBytes);
                writer.force();
            }
            Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
            return salvage.droppedBytes;
        }
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
    public void finish(String recoveredAt, long droppedBytes) throws IOException {
        boolean untouched = !writer.hasGathered() && writer.nextSequence() == resumedAt;
        if (untouched && last.factKind().equals(FactKind.SESSION_ENDED.name())) {
            Object reason = last.facts().get("reason");
            writer.finish(reason == null ? "ended" : reason.toString(), Map.of());
            return;
        }
        if (untouched && last.factKind().equals(FactKind.RECOVERED.name())) {
            writer.finish("recovered", Map.of("recoveredAt", recoveredAt));
        } else {
            finishNew(writer, recoveredAt, droppedBytes);
        }
    }

    /// Ends a recording that was restored from elsewhere with the fact `RECOVERED`; the parameters as above.
    public static void finishNew(RecordingWriter writer, String recoveredAt, long droppedBytes)
            throws IOException {
        Map<String, Object> facts =
                Map.of("droppedBytes", droppedBytes, "recoveredAt", recoveredAt);
        writer.append(FactKind.RECOVERED, writer.lastMicros(), facts);
        writer.finish("recovered", Map.of("recoveredAt", recoveredAt));
    }
}
