package dev.postern.recording;

import dev.postern.keys.DataKey;
import dev.postern.keys.DataKeys;
import dev.postern.recording.format.BlockHeader;
import dev.postern.recording.format.EntryLayout;
import dev.postern.recording.format.FileHeader;
import dev.postern.recording.format.Footer;
import dev.postern.recording.format.Origin;
import dev.postern.recording.format.RecordingId;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// Writes a recording file, block by block, never touching what it wrote before. Not thread-safe.
///
/// Entries gather in memory until [#flush] or until the next one would not fit in the block. Between blocks a writer
/// keeps at most [BlockHeader#MAX_GROUP_BYTES] that the next block may continue, and buffers for entries;
/// [#suspend] releases these and the file until they are needed again.
///
/// After an IOException nothing is lost and nothing torn stays: the call may be made again, when there is room.
public final class RecordingWriter implements AutoCloseable {

    /// Raw bytes from which on a recording gets snapshots.
    public static final long SNAPSHOTS_FROM_BYTES = 4L * 1024 * 1024;

    private final AppendingFile file;
    private final BlockSealer sealer;
    private final SealState state;
    private final BlockIndex index = new BlockIndex();
    private final EntryBuffer entries = new EntryBuffer();
    private long blockMicros;
    private long lastMicros;
    private long nextSequence = 1;
    private boolean snapshotsMade;
    private boolean finished;

    private RecordingWriter(AppendingFile file, BlockSealer sealer, SealState state) {
        this.file = file;
        this.sealer = sealer;
        this.state = state;
    }

    /// What a recording begins with.
    ///
    /// @param createdMillis wall time, milliseconds since 1970
    /// @param facts         JSON values by name: about the file, not the session; never encrypted
    public record Start(RecordingId id, long createdMillis, Map<String, @Nullable Object> facts) {

        FileHeader header(@Nullable DataKey key) {
            return new FileHeader(
                    id,
                    createdMillis,
                    key == null
                            ? OptionalLong.empty()
                            : OptionalLong.of(BlockOpener.checkValue(key)),
                    facts);
        }
    }

    /// A writer of a new recording; the file begins to exist, with its header.
    ///
    /// @param key    encrypts the blocks, and is closed with the writer; null leaves them in clear
    /// @param sealer stays the caller's
    /// @throws java.nio.file.FileAlreadyExistsException if there is a file already
    public static RecordingWriter create(
            Path file, Start start, @Nullable DataKey key, BlockSealer sealer) throws IOException {
        ByteBuffer header = start.header(key).encode();
        var origin = sealer.origin(header);
        AppendingFile out = AppendingFile.create(file);
        out.write(header);
        return new RecordingWriter(out, sealer, new SealState(start.id, key, origin, origin));
    }

    /// A writer that goes on behind the valid prefix of an unfinished recording. What lies behind the prefix is cut
    /// off.
    ///
    /// @param blocks     stepped through to the end
    /// @param seen       all its blocks
    /// @param lastMicros microseconds of the last entry
    static RecordingWriter resume(
            Path file,
            BlockFile blocks,
            BlockIndex seen,
            long lastMicros,
            @Nullable DataKey key,
            BlockSealer sealer)
            throws IOException {
        RecordingWriter writer =
                new RecordingWriter(
                        AppendingFile.cut(file, blocks.offset()),
                        sealer,
                        new SealState(blocks.header().id(), key, blocks.origin(), blocks.chain()));
        writer.index.takeOver(seen);
        writer.lastMicros = lastMicros;
        writer.nextSequence = blocks.nextSequence();
        return writer;
    }

    /// Adds protocol bytes, cut into several entries if they are more than [BlockHeader#MAX_ENTRY_BYTES].
    ///
    /// @param micros microseconds since the recording was opened; taken as the last entry's if below
    /// @param bytes  copied; the position is left alone
    public void append(Origin origin, long micros, ByteBuffer bytes) throws IOException {
        int at = bytes.position();
        do {
            int length = Math.min(bytes.limit() - at, BlockHeader.MAX_ENTRY_BYTES);
            appendEncoded(origin.code(), micros, bytes.slice(at, length));
            at += length;
        } while (at < bytes.limit());
    }

    /// Adds a fact.
    public void append(FactKind kind, long micros, Map<String, ? extends @Nullable Object> facts)
            throws IOException {
        appendEncoded(EntryLayout.FACT, micros, EntryLayout.encodeFact(kind.name(), facts));
    }

    /// Adds one entry whose content is as [EntryLayout] says.
    ///
    /// @param content at most [BlockHeader#MAX_ENTRY_BYTES]; copied, the position is left alone
    public void appendEncoded(int code, long micros, ByteBuffer content) throws IOException {
        checkUnfinished();
        int length = content.remaining();
        if (length > BlockHeader.MAX_ENTRY_BYTES) {
            throw new IllegalArgumentException(
                    "entry of " + length + " bytes, the limit is " + BlockHeader.MAX_ENTRY_BYTES);
        }
        if (!entries.fits(length)) {
            flush();
        }
        long time = Math.max(micros, lastMicros);
        if (entries.count() == 0) {
            blockMicros = time;
            lastMicros = time;
        }
        entries.add(code, time - lastMicros, content);
        lastMicros = time;
        nextSequence++;
    }

    private void checkUnfinished() {
        if (finished) {
            throw new IllegalStateException("the recording is finished: " + file.path());
        }
    }

    /// Writes the gathered entries as a block, so that readers see them; not a sync.
    public void flush() throws IOException {
        int count = entries.count();
        if (count == 0) {
            return;
        }
        int length = entries.copyTo(sealer.raw());
        long sequence = nextSequence - count;
        writeBlock(new BlockSealer.Content(0, sealer.raw(), length, sequence, count, blockMicros));
        entries.clear();
    }

    private void writeBlock(BlockSealer.Content content) throws IOException {
        long blockOffset = file.end();
        byte[] before = state.chain.clone();
        ByteBuffer block = sealer.seal(state, content);
        BlockHeader header = BlockHeader.fields(block);
        try {
            file.write(block);
        } catch (IOException e) {
            state.goBack(before);
            throw e;
        }
        index.add(header, blockOffset, before);
    }

    /// Writes a snapshot, behind the gathered entries; any time before [#finish].
    ///
    /// @param snapshot of an entry's place that was written already; left out if it is not behind the last one, as a writer
    ///     that was killed may have written it, or its payload is longer than [BlockHeader#MAX_SNAPSHOT_BYTES] or empty
    public void append(Snapshot snapshot) throws IOException {
        checkUnfinished();
        byte[] payload = snapshot.payload();
        if (snapshot.sequence() < 1 || snapshot.sequence() > nextSequence) {
            throw new IllegalArgumentException(
                    "snapshot before entry "
                            + snapshot.sequence()
                            + " of a recording whose next is "
                            + nextSequence);
        }
        boolean isNew = snapshot.sequence() > index.lastSnapshot();
        if (isNew && payload.length > 0 && payload.length <= BlockHeader.MAX_SNAPSHOT_BYTES) {
            flush();
            writeBlock(
                    new BlockSealer.Content(
                            BlockHeader.SNAPSHOT,
                            payload,
                            payload.length,
                            snapshot.sequence(),
                            0,
                            lastMicros));
        }
    }

    /// Raw bytes of the blocks that were written.
    public long rawBytes() {
        return index.rawBytes();
    }

    /// Makes everything that was written durable, the gathered entries excepted.
    public void force() throws IOException {
        file.force();
    }

    /// Writes the gathered entries, snapshots, the footer and the trailer. Nothing can follow but [#force] and [#close].
    ///
    /// @param end its snapshots are asked for if there are [#SNAPSHOTS_FROM_BYTES] raw bytes
    public void finish(RecordingEnd end) throws IOException {
        flush();
        if (index.rawBytes() >= SNAPSHOTS_FROM_BYTES && !snapshotsMade) {
            snapshotsMade = true;
            DataKeys same = id -> copyOfKey();
            try (RecordingReader reader = RecordingReader.open(file.path(), same)) {
                end.snapshots().make(reader, this::append);
            }
        }
        Signer signer = end.signer();
        ByteBuffer body =
                new Footer(
                                index.counts(nextSequence - 1, lastMicros),
                                state.chainHash(),
                                end.summary(),
                                end.completeness(),
                                index.entries(),
                                index.snapshots(),
                                Optional.empty())
                        .encodeBody(signer == null ? "" : signer.keyId());
        byte[] signature = signer == null ? new byte[0] : signer.sign(Footer.signedMessage(body));
        file.write(Footer.seal(body, signature, file.end()));
        finished = true;
    }

    private DataKey copyOfKey() throws IOException {
        DataKey key = state.key;
        if (key == null) {
            throw new IllegalStateException("a recording in clear has no key");
        }
        return DataKey.of(key.secret().getEncoded());
    }

    /// The chain's last hash, of what was written.
    public String chainHash() {
        return state.chainHash().toString();
    }

    /// Whether [#finish] was called.
    public boolean isFinished() {
        return finished;
    }

    /// The number that the next entry will have.
    public long nextSequence() {
        return nextSequence;
    }

    /// Microseconds of the last entry.
    public long lastMicros() {
        return lastMicros;
    }

    /// Whether entries are gathered that no reader sees yet.
    public boolean hasGathered() {
        return entries.count() > 0;
    }

    /// Where the recording is written.
    public Path file() {
        return file.path();
    }

    /// Releases the file and memory until they are needed again; what was written must have been forced before.
    /// Gathered entries stay; the next block begins a group.
    public void suspend() throws IOException {
        file.release();
        entries.release();
        state.endGroup();
    }

    /// Releases the file and wipes the key. Gathered entries are lost: [#flush] or [#finish] come before.
    @Override
    public void close() throws IOException {
        DataKey key = state.key;
        if (key != null) {
            key.close();
        }
        suspend();
    }
}
