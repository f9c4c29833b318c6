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
import org.jspecify.annotations.Nullable;

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
    private final @Nullable String lastFact;

    private Salvage(RecordingWriter writer, FileHeader header, long droppedBytes, @Nullable String lastFact) {
        this.writer = writer;
        this.header = header;
        this.droppedBytes = droppedBytes;
        this.lastFact = lastFact;
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
            LastEntry last = new LastEntry(0, null);
            long dropped = blocks.dropped();
            if (!seen.isEmpty()) {
                blocks.stepBack();
                blocks.advance(0);
                last = LastEntry.of(blocks);
            }
            keepTail(file, blocks.offset(), dropped);
            RecordingWriter writer = RecordingWriter.resume(file, blocks, seen, last.micros(), compressor);
            return new Salvage(writer, blocks.header(), dropped, last.factKind());
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
            salvage.finish(recoveredAt, 0);
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
                FileChannel out = FileChannel.open(
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

    /// Ends the recording with the fact `RECOVERED`, unless that is its last entry already.
    ///
    /// @param recoveredAt wall time in RFC 3339
    /// @param lostBytes   bytes known to be lost beside [#droppedBytes]
    public void finish(String recoveredAt, long lostBytes) throws IOException {
        boolean untouched = !writer.hasGathered() && FactKind.RECOVERED.name().equals(lastFact);
        if (!untouched) {
            long dropped = droppedBytes + lostBytes;
            Map<String, Object> facts = Map.of("droppedBytes", dropped, "recoveredAt", recoveredAt);
            writer.append(FactKind.RECOVERED, writer.lastMicros(), facts);
        }
        writer.finish("recovered", Map.of("recoveredAt", recoveredAt));
    }
}
