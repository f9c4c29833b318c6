package dev.postern.export;

import dev.postern.event.SessionEvent;
import dev.postern.json.Json;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Writes a session as an asciinema recording, version 2: what psql would have shown, when it would have.
///
/// Source: asciinema, "asciicast v2". Control characters of recorded text are escaped, so that a player's terminal shows
/// text and nothing else.
public final class Cast {

    private static final int COLUMNS = 120;
    private static final int LINES = 36;

    private final Appendable out;
    private final long idleMicros;
    private final StringBuilder screen = new StringBuilder();
    private final PsqlText text;
    private long before;
    private long at;
    private long silent;
    private boolean started;

    /// @param idleMicros a longer silence is shown as one of this length
    public Cast(Appendable out, PsqlOptions options, long idleMicros) {
        this.out = out;
        this.idleMicros = idleMicros;
        this.text = new PsqlText(screen, options);
    }

    /// Takes the next event of the session.
    ///
    /// @param startSeconds the session's start, seconds since 1970, for the header
    public void event(SessionEvent event, long startSeconds) throws IOException {
        if (!started) {
            started = true;
            Map<String, Object> header = new LinkedHashMap<>();
            header.put("version", 2);
            header.put("width", COLUMNS);
            header.put("height", LINES);
            header.put("timestamp", startSeconds);
            header.put("env", Map.of("TERM", "xterm-256color"));
            out.append(Json.write(header)).append('\n');
        }
        silent += Math.max(0, event.micros() - before);
        before = Math.max(before, event.micros());
        text.event(event);
        write();
    }

    /// Writes what is held back.
    public void end() throws IOException {
        text.flush();
        write();
    }

    private void write() throws IOException {
        if (screen.isEmpty()) {
            return;
        }
        at += Math.min(idleMicros, silent);
        silent = 0;
        String shown = screen.toString().replace("\n", "\r\n");
        screen.setLength(0);
        out.append(Json.write(List.of(at / 1e6, "o", shown))).append('\n');
    }
}
