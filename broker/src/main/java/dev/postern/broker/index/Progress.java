package dev.postern.broker.index;

import dev.postern.broker.mask.MaskRules;
import dev.postern.broker.store.sql.SessionBatch;
import dev.postern.broker.store.value.ValueTokenizer;
import dev.postern.recording.RecordingFile;
import dev.postern.replay.SessionReplay;

import org.jspecify.annotations.Nullable;

import java.io.IOException;

/// How far one recording has been read. Not thread-safe.
final class Progress implements AutoCloseable {

    private final SessionReplay replay;
    private final SessionIndexer rows;
    private boolean taken;

    private Progress(SessionReplay replay, SessionIndexer rows) {
        this.replay = replay;
        this.rows = rows;
    }

    /// At the beginning of a recording.
    ///
    /// @param rules which columns are classed
    static Progress open(
            String session, RecordingFile file, ValueTokenizer tokenizer, MaskRules rules)
            throws IOException {
        return new Progress(
                SessionReplay.openInRuns(file), new SessionIndexer(session, tokenizer, rules));
    }

    /// Reads on until `statements` have ended, about `bytes` were read, or to the end of what has been written.
    ///
    /// @return whether there may be more
    boolean advance(int statements, long bytes) throws IOException {
        long end = bytes() + bytes;
        while (rows.pending() < statements && bytes() < end) {
            if (!replay.step(event -> rows.event(event, replay.messages()))) {
                return false;
            }
        }
        return !isEnded();
    }

    private long bytes() {
        return replay.frontendBytes() + replay.backendBytes();
    }

    /// What is new since the last time; null as long as the recording does not say whose session it is.
    @Nullable SessionBatch take() {
        if (!rows.isKnown()) {
            return null;
        }
        SessionBatch batch =
                rows.take(
                        replay.frontendBytes(),
                        replay.backendBytes(),
                        replay.verdict().orElse(null),
                        !taken);
        taken = true;
        return batch;
    }

    /// Whether the session's end was read, and the verdict that its recording is sealed with.
    boolean isEnded() {
        return rows.isEnded() && replay.verdict().isPresent();
    }

    @Override
    public void close() throws IOException {
        replay.close();
    }
}
