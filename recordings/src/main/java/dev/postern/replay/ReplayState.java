package dev.postern.replay;

import dev.postern.pgwire.track.MalformedStateException;
import dev.postern.pgwire.track.StateReader;
import dev.postern.pgwire.track.StateWriter;
import dev.postern.recording.RecordingReader;
import dev.postern.recording.Snapshot;
import dev.postern.recording.format.CorruptRecordingException;
import dev.postern.recording.format.Footer;
import dev.postern.recording.format.Footer.IndexEntry;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.List;
import java.util.function.ToLongFunction;

/// What a snapshot in a recording says: numbers to find it by, the messages under way, and the session if nothing was
/// asked there.
///
/// | bytes | field |
/// | --- | --- |
/// | 1 | version, [#VERSION] |
/// | 8 | last message that was completed, 0 for none |
/// | 4 | last statement that was reported, 0 for none |
/// | 8 | the last snapshot that has the session, by its sequence number; 0 for none |
/// | | the state of a [MessageCutter] |
/// | | the state of a [SessionReplay]; absent unless the number before is this snapshot's own |
///
/// @param in stands before the state of the cutter
record ReplayState(long sequence, long messages, int statements, long sessionAt, StateReader in) {

    static final int VERSION = 2;

    static void begin(StateWriter out, long messages, int statements, long sessionAt) {
        out.int8(VERSION).int64(messages).int32(statements).int64(sessionAt);
    }

    boolean hasSession() {
        return sessionAt == sequence;
    }

    /// The last snapshot of which `key` is below `wanted`; `reader` stands at its entry then. Null if there is none
    /// that this version can read, with `reader` at the beginning.
    static @Nullable ReplayState findBelow(
            RecordingReader reader, long wanted, ToLongFunction<ReplayState> key)
            throws IOException {
        List<IndexEntry> snapshots = reader.footer().map(Footer::snapshots).orElse(List.of());
        int low = 0;
        int high = snapshots.size();
        ReplayState found = null;
        while (low < high) {
            int middle = (low + high) >>> 1;
            ReplayState state = at(reader, snapshots.get(middle).firstSequence());
            if (state == null) {
                reader.seek(1);
                return null;
            }
            if (key.applyAsLong(state) < wanted) {
                found = state;
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        reader.seek(found == null ? 1 : found.sequence);
        return found;
    }

    /// The last snapshot at `sequence` or before, or null if there is none that this version can read.
    static @Nullable ReplayState at(RecordingReader reader, long sequence) throws IOException {
        Snapshot snapshot = reader.seekSnapshot(sequence).orElse(null);
        if (snapshot == null) {
            return null;
        }
        StateReader in = new StateReader(snapshot.payload());
        try {
            return in.int8() == VERSION
                    ? new ReplayState(snapshot.sequence(), in.int64(), in.int32(), in.int64(), in)
                    : null;
        } catch (MalformedStateException e) {
            throw damage(reader, snapshot.sequence(), e);
        }
    }

    /// Says which snapshot cannot be read.
    static CorruptRecordingException damage(
            RecordingReader reader, long sequence, MalformedStateException cause) {
        long offset =
                reader.footer().map(Footer::snapshots).orElse(List.of()).stream()
                        .filter(entry -> entry.firstSequence() == sequence)
                        .mapToLong(IndexEntry::offset)
                        .findFirst()
                        .orElse(0);
        CorruptRecordingException damage =
                new CorruptRecordingException(
                        offset,
                        "the snapshot before entry "
                                + sequence
                                + " cannot be read: "
                                + cause.getMessage());
        damage.initCause(cause);
        return damage;
    }
}
