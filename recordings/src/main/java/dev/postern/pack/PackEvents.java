package dev.postern.pack;

import dev.postern.export.JsonLines;
import dev.postern.export.SessionExport;
import dev.postern.recording.Entry;
import dev.postern.recording.RecordingFile;
import dev.postern.recording.RecordingReader;
import dev.postern.replay.SessionReplay;
import dev.postern.replay.SessionTracker.EventListener;

import org.jspecify.annotations.Nullable;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// The events of a session as every file of a pack that shows content has them: what is kept from readers is kept from
/// them here, and [Redactions] says so.
public final class PackEvents {

    private final RecordingFile recording;
    private final SessionExport.Filter filter;

    /// @param recording running or ended
    /// @param filter    stands before everything that is shown of it
    public PackEvents(RecordingFile recording, SessionExport.Filter filter) {
        this.recording = recording;
        this.filter = filter;
    }

    /// Gives all events, in order.
    void replay(EventListener listener) throws IOException {
        try (SessionReplay replay = SessionReplay.open(recording)) {
            replay.all(filter.before(listener));
        }
    }

    /// The facts that the broker recorded when it let the session in; none if the recording does not begin with them.
    public Map<String, @Nullable Object> startFacts() throws IOException {
        try (RecordingReader reader = recording.open()) {
            Entry first = reader.next();
            return first instanceof Entry.Fact fact
                    ? Collections.unmodifiableMap(new LinkedHashMap<>(fact.facts()))
                    : Map.of();
        }
    }

    /// Writes all of them as JSON lines; `out` stays open.
    public void writeLines(OutputStream out) throws IOException {
        Writer text =
                new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), 1 << 16);
        replay(new JsonLines(text)::event);
        text.flush();
    }
}
