package dev.postern.recording;

import java.io.IOException;

/// Makes the snapshots of a recording that is about to be finished.
@FunctionalInterface
public interface SnapshotMaker {

    /// Makes none.
    SnapshotMaker NONE = (reader, sink) -> {};

    /// Reads `reader` from its beginning and gives snapshots to `sink`, ascending by sequence number.
    ///
    /// Called once, for recordings of at least [RecordingWriter#SNAPSHOTS_FROM_BYTES] raw bytes, on the thread that
    /// finishes the recording.
    ///
    /// @param reader a reader of all entries, closed by the caller
    void make(RecordingReader reader, Sink sink) throws IOException;

    /// Takes snapshots.
    @FunctionalInterface
    interface Sink {

        /// Takes one.
        ///
        /// @param snapshot its payload at most
        ///     [dev.postern.recording.format.BlockHeader#MAX_SNAPSHOT_BYTES]; one that is longer is left out
        void add(Snapshot snapshot) throws IOException;
    }
}
