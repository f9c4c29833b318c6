package dev.postern.replay;

import dev.postern.event.SessionEvent;
import dev.postern.pgwire.MalformedMessageException;
import dev.postern.pgwire.track.MalformedStateException;
import dev.postern.pgwire.track.ProtocolTracker;
import dev.postern.pgwire.track.StateReader;
import dev.postern.pgwire.track.StateWriter;
import dev.postern.recording.format.Origin;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Map;

/// Follows a PostgreSQL session.
///
/// A stream that loses its message boundaries is followed no further: a fact `UNREADABLE` says so.
final class PgSessionTracker implements SessionTracker {

    private final ProtocolTracker tracker;
    private @Nullable EventListener listener;
    private boolean lost;

    PgSessionTracker() {
        this(ProtocolTracker.Rows.ONE_BY_ONE);
    }

    PgSessionTracker(ProtocolTracker.Rows rows) {
        tracker = new ProtocolTracker(this::pass, rows);
    }

    @Override
    public void bytes(Origin origin, long micros, ByteBuffer bytes, EventListener events)
            throws IOException {
        if (lost) {
            return;
        }
        run(
                events,
                () -> {
                    try {
                        switch (origin) {
                            case FRONTEND -> tracker.frontend(micros, bytes);
                            case BACKEND -> tracker.backend(micros, bytes, false);
                            case BROKER_TO_FRONTEND -> tracker.backend(micros, bytes, true);
                            case BROKER_TO_BACKEND -> {}
                        }
                    } catch (MalformedMessageException e) {
                        lost = true;
                        pass(
                                new SessionEvent.BrokerFact(
                                        0,
                                        micros,
                                        "UNREADABLE",
                                        Map.of(
                                                "origin",
                                                origin.name(),
                                                "reason",
                                                String.valueOf(e.getMessage()))));
                    }
                });
    }

    @Override
    public void withdraw(long requests) {
        tracker.withdraw(requests);
    }

    @Override
    public void end(long micros, EventListener events) throws IOException {
        run(events, () -> tracker.finish(micros));
    }

    @Override
    public long messages() {
        return tracker.messages();
    }

    @Override
    public int statements() {
        return tracker.statements();
    }

    @Override
    public boolean isQuiescent() {
        return !lost && tracker.isQuiescent();
    }

    @Override
    public void save(StateWriter out) {
        tracker.save(out);
    }

    /// A tracker that goes on where another saved its state.
    static PgSessionTracker restore(StateReader in) throws MalformedStateException {
        PgSessionTracker restored = new PgSessionTracker();
        restored.tracker.restore(in);
        return restored;
    }

    private void run(EventListener events, Runnable work) throws IOException {
        listener = events;
        try {
            work.run();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } finally {
            listener = null;
        }
    }

    private void pass(SessionEvent event) {
        EventListener to = listener;
        if (to == null) {
            return;
        }
        try {
            to.event(event);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
