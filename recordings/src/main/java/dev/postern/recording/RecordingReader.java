package dev.postern.recording;

import dev.postern.json.MalformedJsonException;
import dev.postern.recording.format.BlockHeader;
import dev.postern.recording.format.CorruptRecordingException;
import dev.postern.recording.format.EntryLayout;
import dev.postern.recording.format.FileHeader;
import dev.postern.recording.format.Footer;
import dev.postern.recording.format.Origin;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Reads the entries of a recording in order, also while it is being written. Not thread-safe.
///
/// [#next] returns null at the end of what is there. If the recording [#isFinished], that is its end, and everything
/// was
/// checked. If not, it is being written or its writer died: [#droppedBytes] are behind the last whole block, and a
/// later
/// call of `next` goes on if there is more.
public final class RecordingReader implements AutoCloseable {

    private static final Origin[] ORIGINS = originsByCode();

    private final BlockFile file;
    private ByteBuffer entries = ByteBuffer.allocate(0);
    private int entriesLeft;
    private long sequence;
    private long micros;
    private long wanted = 1;

    private RecordingReader(BlockFile file) {
        this.file = file;
    }

    /// A reader before the first entry of the recording in `file`.
    ///
    /// @throws dev.postern.recording.format.CorruptRecordingException if it is no recording, or its ends are damaged
    /// @throws dev.postern.recording.format.TooNewRecordingException  if a newer version wrote it
    public static RecordingReader open(Path file) throws IOException {
        return new RecordingReader(BlockFile.open(file));
    }

    /// What the beginning of the file says.
    public FileHeader header() {
        return file.header();
    }

    /// Whether the recording is complete: it has a footer.
    public boolean isFinished() {
        return file.footer() != null;
    }

    /// What the end of the file says, if the recording is finished.
    public Optional<Footer> footer() {
        return Optional.ofNullable(file.footer());
    }

    /// Bytes behind the last whole block, as the last call of [#next] that returned null found them.
    public long droppedBytes() {
        return file.dropped();
    }

    /// Goes to the entry numbered `wantedSequence`, backwards too: the next call of [#next] returns it.
    ///
    /// @param wantedSequence at least 1; behind the last entry there is nothing
    public void seek(long wantedSequence) {
        if (wantedSequence < 1) {
            throw new IllegalArgumentException(
                    "entries are numbered from 1, not " + wantedSequence);
        }
        wanted = wantedSequence;
        entriesLeft = 0;
        file.rewindTo(wantedSequence);
    }

    /// The next entry, or null if there is none (yet).
    ///
    /// @return an entry whose buffer is valid until the next call
    /// @throws dev.postern.recording.format.CorruptRecordingException if the recording is damaged there
    /// @throws dev.postern.recording.format.TooNewRecordingException  if a newer version wrote the block
    public @Nullable Entry next() throws IOException {
        while (true) {
            while (entriesLeft == 0) {
                if (!file.advance(wanted)) {
                    return null;
                }
                BlockHeader block = file.block();
                entries = ByteBuffer.wrap(file.raw()).asReadOnlyBuffer();
                entriesLeft = block.entryCount();
                sequence = block.firstSequence();
                micros = block.firstMicros();
            }
            Entry entry = decode();
            if (entry.sequence() >= wanted) {
                wanted = entry.sequence() + 1;
                return entry;
            }
        }
    }

    private Entry decode() throws CorruptRecordingException {
        int code = entries.hasRemaining() ? Byte.toUnsignedInt(entries.get()) : -1;
        long delta = EntryLayout.getVarint(entries);
        long length = EntryLayout.getVarint(entries);
        if (code < 0 || delta < 0 || length < 0 || length > entries.remaining()) {
            throw damage("entry " + sequence + " reaches behind its block");
        }
        micros += delta;
        if (micros < 0) {
            throw damage("the time of entry " + sequence + " is impossible");
        }
        ByteBuffer content = entries.slice(entries.position(), (int) length);
        entries.position(entries.position() + (int) length);
        entriesLeft--;
        if (entriesLeft == 0 && entries.hasRemaining()) {
            throw damage("bytes follow the last entry of a block");
        }
        return entry(code, sequence++, content);
    }

    private Entry entry(int code, long number, ByteBuffer content)
            throws CorruptRecordingException {
        if (code == EntryLayout.FACT) {
            return fact(number, content);
        }
        Origin origin = code < ORIGINS.length ? ORIGINS[code] : null;
        if (origin != null) {
            return new Entry.Bytes(number, micros, origin, content);
        }
        return new Entry.Fact(
                number, micros, "ENTRY_CODE_" + code, Map.of("bytes", (long) content.remaining()));
    }

    private Entry fact(long number, ByteBuffer content) throws CorruptRecordingException {
        String kind = EntryLayout.factKind(content);
        if (kind == null) {
            throw damage("the fact in entry " + number + " has no kind");
        }
        Map<String, Object> facts = new LinkedHashMap<>();
        try {
            EntryLayout.facts(content, kind)
                    .forEach((name, value) -> {
                        if (value != null) {
                            facts.put(name, value);
                        }
                    });
        } catch (MalformedJsonException e) {
            throw damage("the fact in entry " + number + " is no JSON object: " + e.getMessage());
        }
        return new Entry.Fact(number, micros, kind, Collections.unmodifiableMap(facts));
    }

    private CorruptRecordingException damage(String message) {
        return new CorruptRecordingException(file.blockOffset(), message);
    }

    private static Origin[] originsByCode() {
        Origin[] byCode = new Origin[Origin.values().length + 1];
        for (Origin origin : Origin.values()) {
            byCode[origin.code()] = origin;
        }
        return byCode;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
