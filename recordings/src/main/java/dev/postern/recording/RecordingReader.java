package dev.postern.recording;

import dev.postern.json.MalformedJsonException;
import dev.postern.keys.DataKeys;
import dev.postern.recording.format.BlockHeader;
import dev.postern.recording.format.CorruptRecordingException;
import dev.postern.recording.format.EntryLayout;
import dev.postern.recording.format.FileHeader;
import dev.postern.recording.format.Footer;
import dev.postern.recording.format.Footer.IndexEntry;
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
/// [#next] returns null at the end of what is there. If the recording [#isFinished], that is its end, and everything was
/// checked but the signature: that is [RecordingVerifier]'s. If not, it is being written or its writer died:
/// [#droppedBytes] are behind the last whole block, and a later call of `next` goes on if there is more.
public final class RecordingReader implements AutoCloseable {

    private static final Origin[] ORIGINS = originsByCode();

    private final BlockFile file;
    private BlockEntries entries = new BlockEntries();
    private boolean unopened;
    private long wanted = 1;

    private RecordingReader(BlockFile file) {
        this.file = file;
    }

    /// A reader before the first entry of the recording in `file`.
    ///
    /// @param keys asked for the data key when the first encrypted block is read, not before: header, footer and
    ///     verdict can be read without
    /// @throws dev.postern.recording.format.CorruptRecordingException if it is no recording, or its ends are damaged
    /// @throws dev.postern.recording.format.TooNewRecordingException  if a newer version wrote it
    /// @throws dev.postern.recording.format.TooOldRecordingException  if a version before the first release wrote it
    public static RecordingReader open(Path file, DataKeys keys) throws IOException {
        return new RecordingReader(BlockFile.open(file, keys));
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
        entries = new BlockEntries();
        unopened = false;
        file.rewindTo(wantedSequence);
    }

    /// The last snapshot that holds at `sequence` or before, if there is one. The reader then stands at its entry.
    ///
    /// Without one, the reader stands at the beginning.
    ///
    /// @param sequence at least 1
    public Optional<Snapshot> seekSnapshot(long sequence) throws IOException {
        Footer end = file.footer();
        IndexEntry mark = end == null ? null : BlockFile.lastBefore(end.snapshots(), sequence);
        if (mark == null) {
            seek(1);
            return Optional.empty();
        }
        file.goTo(mark);
        if (!file.advance() || !file.block().isSnapshot()) {
            throw new CorruptRecordingException(
                    mark.offset(), "the footer names a snapshot where there is none");
        }
        byte[] payload = file.raw();
        seek(mark.firstSequence());
        return Optional.of(new Snapshot(mark.firstSequence(), payload));
    }

    /// The next entry, or null if there is none (yet).
    ///
    /// @return an entry whose buffer is valid until the next call
    /// @throws dev.postern.recording.format.CorruptRecordingException if the recording is damaged there
    /// @throws dev.postern.recording.format.TooNewRecordingException  if a newer version wrote the block
    /// @throws dev.postern.recording.format.WrongDataKeyException     if the key is another recording's
    /// @throws dev.postern.keys.KeyDestroyedException   if the content was erased
    /// @throws dev.postern.keys.KeyUnavailableException if the key is not at hand
    public @Nullable Entry next() throws IOException {
        while (true) {
            while (!entries.next()) {
                if (!unopened && !file.advance()) {
                    return null;
                }
                unopened = true;
                BlockHeader block = file.block();
                if (!block.isSnapshot()) {
                    entries = new BlockEntries(block, file.mark().offset(), file.raw());
                }
                unopened = false;
            }
            long number = entries.sequence();
            if (number >= wanted) {
                wanted = number + 1;
                return entry(entries.code(), number, entries.micros(), entries.content());
            }
        }
    }

    private Entry entry(int code, long number, long micros, ByteBuffer content)
            throws CorruptRecordingException {
        if (code == EntryLayout.FACT) {
            return fact(number, micros, content);
        }
        Origin origin = code < ORIGINS.length ? ORIGINS[code] : null;
        if (origin != null) {
            return new Entry.Bytes(number, micros, origin, content);
        }
        return new Entry.Fact(
                number, micros, "ENTRY_CODE_" + code, Map.of("bytes", (long) content.remaining()));
    }

    private Entry fact(long number, long micros, ByteBuffer content)
            throws CorruptRecordingException {
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
        return new CorruptRecordingException(file.mark().offset(), message);
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
