package dev.postern.replay;

import dev.postern.pgwire.track.StateWriter;
import dev.postern.recording.Entry;
import dev.postern.recording.RecordingReader;
import dev.postern.recording.Snapshot;
import dev.postern.recording.SnapshotMaker;
import dev.postern.recording.format.BlockHeader;

import java.io.IOException;

/// Makes the snapshots of a PostgreSQL session from which [SessionReplay] and [MessageReplay] can begin.
///
/// One that has the session comes about every [#STEP_BYTES] of entries, at the first place behind where nothing is
/// asked: never inside a statement. In a statement that is longer, one that has the messages alone comes every two
/// steps. A session whose state is large, with thousands of prepared statements, has fewer, so that they never take more
/// than a sixteenth of what they are about; beyond [BlockHeader#MAX_SNAPSHOT_BYTES] it has none.
public final class ReplaySnapshots implements SnapshotMaker {

    /// Bytes of entries between two snapshots.
    public static final int STEP_BYTES = 1 << 20;

    private static final int SHARE = 16;

    @Override
    public void make(RecordingReader reader, Sink sink) throws IOException {
        new Pass(STEP_BYTES, SHARE, sink).run(reader);
    }

    /// One reading of a recording.
    static final class Pass {

        private final int stepBytes;
        private final int share;
        private final Sink sink;
        private final MessageCutter cutter = new MessageCutter(MessageCutter.DEFAULT_RAW_LIMIT);
        private final ReplayContext context = new ReplayContext();
        private long bytesSince;
        private long sessionBytesSince;
        private long sessionStepBytes;
        private long sessionAt;

        /// @param share how many times the bytes of a snapshot come before the next, at least
        Pass(int stepBytes, int share, Sink sink) {
            this.share = share;
            this.stepBytes = stepBytes;
            this.sessionStepBytes = stepBytes;
            this.sink = sink;
        }

        void run(RecordingReader reader) throws IOException {
            SessionReplay replay = SessionReplay.inRuns(reader);
            for (Entry entry = reader.next();
                    entry != null && !replay.isComplete();
                    entry = reader.next()) {
                if (entry instanceof Entry.Bytes bytes) {
                    int length = bytes.bytes().remaining();
                    bytesSince += length;
                    sessionBytesSince += length;
                    cutter.skip(bytes);
                }
                replay.take(entry, context::event);
                offer(replay);
            }
        }

        private void offer(SessionReplay replay) throws IOException {
            boolean isDue = sessionBytesSince >= sessionStepBytes;
            if (isDue && context.isWhole() && replay.isQuiescent()) {
                session(replay);
            } else if (bytesSince >= 2L * stepBytes) {
                StateWriter out = begin(replay, sessionAt);
                add(replay, out);
            }
        }

        private StateWriter begin(SessionReplay replay, long session) {
            StateWriter out = new StateWriter(BlockHeader.MAX_SNAPSHOT_BYTES);
            ReplayState.begin(out, cutter.messages(), replay.statements(), session);
            cutter.save(out);
            return out;
        }

        private void session(SessionReplay replay) throws IOException {
            long before = replay.sequence() + 1;
            StateWriter out = begin(replay, before);
            replay.save(out);
            context.save(out);
            int length = add(replay, out);
            sessionBytesSince = 0;
            sessionStepBytes = Math.max(stepBytes, (long) share * length);
            if (length < BlockHeader.MAX_SNAPSHOT_BYTES) {
                sessionAt = before;
            }
        }

        /// Returns the length, or the limit if it is above.
        private int add(SessionReplay replay, StateWriter out) throws IOException {
            byte[] payload = out.toBytes();
            if (payload == null) {
                return BlockHeader.MAX_SNAPSHOT_BYTES;
            }
            bytesSince = 0;
            sink.add(new Snapshot(replay.sequence() + 1, payload));
            return payload.length;
        }
    }
}
