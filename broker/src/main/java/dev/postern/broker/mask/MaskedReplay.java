package dev.postern.broker.mask;

import dev.postern.recording.RecordingFile;
import dev.postern.replay.SessionReplay;
import dev.postern.replay.SessionTracker.EventListener;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.List;

/// A replay whose listener hears masks in place of values. Not thread-safe.
public final class MaskedReplay implements AutoCloseable {

    private final SessionReplay replay;
    private final EventListener listener;
    private final @Nullable EventMasks masks;

    private MaskedReplay(SessionReplay replay, EventListener listener, @Nullable EventMasks masks) {
        this.replay = replay;
        this.listener = listener;
        this.masks = masks;
    }

    /// @param masks null if nothing is masked
    static MaskedReplay openBefore(
            RecordingFile file, int ordinal, EventListener listener, @Nullable EventMasks masks)
            throws IOException {
        EventListener first = masks == null ? listener : masks;
        return new MaskedReplay(SessionReplay.openBefore(file, ordinal, first), first, masks);
    }

    /// Replays one entry.
    ///
    /// @return false at the end of what has been written
    public boolean step() throws IOException {
        return replay.step(listener);
    }

    /// Replays everything that has been written.
    public void all() throws IOException {
        replay.all(listener);
    }

    /// While a row is heard: the classes of its cells, `PLAIN` for those that are not masked; empty if nothing is.
    public List<MaskClass> rowClasses() {
        EventMasks found = masks;
        return found == null ? List.of() : found.current().rowClasses();
    }

    /// While columns are heard: their classes; empty if nothing is masked.
    public List<MaskClass> columnClasses() {
        EventMasks found = masks;
        return found == null ? List.of() : found.current().columnClasses();
    }

    @Override
    public void close() throws IOException {
        replay.close();
    }
}
