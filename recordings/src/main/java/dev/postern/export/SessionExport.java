package dev.postern.export;

import dev.postern.event.SessionEvent;
import dev.postern.recording.Entry;
import dev.postern.recording.RecordingFile;
import dev.postern.recording.RecordingReader;
import dev.postern.replay.MessageReplay;
import dev.postern.replay.SessionReplay;
import dev.postern.replay.SessionTracker;
import dev.postern.replay.WireMessage;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/// Writes a whole recording in a form for other programs; nothing of it is held in memory but one message.
public final class SessionExport {

    /// Longer messages are cut in a trace.
    private static final int TRACED_BYTES = 1 << 24;

    private static final long IDLE_MICROS = 1_000_000;

    private final RecordingFile recording;
    private final Choice choice;
    private final Filter filter;

    /// @param recording running or ended
    public SessionExport(RecordingFile recording, Choice choice) {
        this(recording, choice, Filter.NONE);
    }

    /// @param filter stands before the forms that are made of events; those of bytes are written as they are
    public SessionExport(RecordingFile recording, Choice choice, Filter filter) {
        this.recording = recording;
        this.choice = choice;
        this.filter = filter;
    }

    /// Changes events on their way into a file.
    public interface Filter {

        /// Changes nothing.
        Filter NONE =
                new Filter() {
                    @Override
                    public SessionTracker.EventListener before(
                            SessionTracker.EventListener listener) {
                        return listener;
                    }

                    @Override
                    public boolean isChanged(SessionEvent.StatementStarted statement) {
                        return false;
                    }
                };

        /// What hears the events in place of `listener`, and tells it what to write.
        SessionTracker.EventListener before(SessionTracker.EventListener listener);

        /// Whether the statement that the listener hears of just now is not as it was sent.
        boolean isChanged(SessionEvent.StatementStarted statement);
    }

    /// What is wanted.
    ///
    /// @param options   the session's name, its link, rows of each result, the first statement
    /// @param last      ordinal of the last statement, where the form knows one
    /// @param direction of the bytes, for `RAW` and `OD`
    public record Choice(PsqlOptions options, int last, Direction direction) {}

    /// Which way bytes went.
    public enum Direction {
        /// What the client sent.
        FRONTEND,
        /// What the client got.
        BACKEND
    }

    /// Writes it; `out` stays open.
    public void write(ExportFormat format, OutputStream out) throws IOException {
        switch (format) {
            case RAW -> {
                WritableByteChannel channel = Channels.newChannel(out);
                bytes(entry -> {
                    if (isWanted(entry)) {
                        channel.write(entry.bytes().duplicate());
                    }
                });
            }
            case PCAP -> {
                Pcap pcap = new Pcap(out, startMicros());
                bytes(pcap::bytes);
                pcap.end();
            }
            case JSONL, HTML, CAST, PQTRACE, OD, SQL, CSV -> {
                Writer text =
                        new BufferedWriter(
                                new OutputStreamWriter(out, StandardCharsets.UTF_8), 1 << 16);
                text(format, text);
                text.flush();
            }
            case PACK -> throw new IllegalArgumentException("only a broker makes a pack");
        }
        out.flush();
    }

    private void text(ExportFormat format, Writer out) throws IOException {
        switch (format) {
            case JSONL -> events(new JsonLines(out)::event);
            case HTML -> {
                HtmlPage page = new HtmlPage(out, choice.options());
                page.begin();
                events(page::event);
                page.end();
            }
            case CAST -> {
                Cast cast = new Cast(out, choice.options(), IDLE_MICROS);
                long start = Math.floorDiv(startMicros(), 1_000_000L);
                events(event -> cast.event(event, start));
                cast.end();
            }
            case PQTRACE -> trace(out);
            case OD -> {
                OctalDump dump = new OctalDump(out);
                bytes(entry -> {
                    if (isWanted(entry)) {
                        dump.bytes(entry.bytes());
                    }
                });
                dump.end();
            }
            case SQL ->
                    events(new SqlScript(out, choice.options().first(), filter::isChanged)::event);
            case CSV -> events(new CsvRows(out, choice.options().first(), choice.last())::event);
            case RAW, PCAP, PACK -> throw new IllegalArgumentException(format + " is no text");
        }
    }

    private boolean isWanted(Entry.Bytes entry) {
        return switch (entry.origin()) {
            case FRONTEND -> choice.direction() == Direction.FRONTEND;
            case BACKEND, BROKER_TO_FRONTEND -> choice.direction() == Direction.BACKEND;
            case BROKER_TO_BACKEND -> false;
        };
    }

    private void events(SessionTracker.EventListener listener) throws IOException {
        try (SessionReplay replay = SessionReplay.open(recording)) {
            replay.all(filter.before(listener));
        }
    }

    private void trace(Writer out) throws IOException {
        PqTrace trace = new PqTrace(out);
        try (MessageReplay replay = MessageReplay.open(recording, TRACED_BYTES)) {
            replay.all(
                    new MessageReplay.Listener() {
                        @Override
                        public void message(WireMessage message) throws IOException {
                            trace.message(message);
                        }

                        @Override
                        public void fact(Entry.Fact fact) {
                            // libpq knows no facts of a broker.
                        }
                    });
        }
    }

    private interface BytesListener {
        void bytes(Entry.Bytes entry) throws IOException;
    }

    private void bytes(BytesListener listener) throws IOException {
        try (RecordingReader reader = recording.open()) {
            for (Entry entry = reader.next(); entry != null; entry = reader.next()) {
                if (entry instanceof Entry.Bytes bytes) {
                    listener.bytes(bytes);
                }
            }
        }
    }

    /// When the session began, by its own facts; 1970 if they do not say.
    private long startMicros() throws IOException {
        try (RecordingReader reader = recording.open()) {
            for (Entry entry = reader.next(); entry != null; entry = reader.next()) {
                if (entry instanceof Entry.Fact fact && fact.kind().equals("SESSION_STARTED")) {
                    return startMicros(fact.facts());
                }
            }
        }
        return 0;
    }

    private static long startMicros(Map<String, Object> facts) {
        try {
            return ChronoUnit.MICROS.between(
                    Instant.EPOCH, Instant.parse(String.valueOf(facts.get("startedAt"))));
        } catch (DateTimeException e) {
            return 0;
        }
    }
}
