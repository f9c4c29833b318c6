package dev.postern.broker.session;

import dev.postern.broker.access.AccessRequest;
import dev.postern.broker.access.GrantEnds;
import dev.postern.broker.base.Clock;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/// Ends sessions at the end of their grant or certificate, and at once when a grant is revoked.
///
/// The wall clock is compared every [#PERIOD_MILLIS], so a clock that was set forward counts too.
public final class GrantWatch implements GrantEnds, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(GrantWatch.class);

    static final long PERIOD_MILLIS = 250;
    private static final String ADMIN_SHUTDOWN = "57P01";

    private final SessionRegistry sessions;
    private final EndText endText;
    private final Clock clock;
    private final Map<String, String> revoked = new ConcurrentHashMap<>();
    private final ScheduledFuture<?> ticking;

    /// @param scheduler runs the comparisons; not closed by this
    public GrantWatch(
            SessionRegistry sessions,
            EndText endText,
            Clock clock,
            ScheduledExecutorService scheduler) {
        this.sessions = sessions;
        this.endText = endText;
        this.clock = clock;
        this.ticking =
                scheduler.scheduleWithFixedDelay(
                        this::endDue, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }

    /// Ends every session whose time has come. One that cannot be ended is tried again at the next comparison and does
    /// not keep the others alive.
    void endDue() {
        Instant now = clock.now();
        for (LiveSession session : sessions.all()) {
            try {
                endIfDue(session, now);
            } catch (RuntimeException e) {
                LOG.atError()
                        .addKeyValue("session", session.id())
                        .setCause(e)
                        .log("A session could not be ended");
            }
        }
    }

    private void endIfDue(LiveSession session, Instant now) {
        String grant = session.grant();
        String revocation = grant == null ? null : revoked.get(grant);
        if (revocation != null) {
            session.end("grant-revoked", ADMIN_SHUTDOWN, revocation, "");
        } else if (!now.isBefore(session.endsAt())) {
            session.end(
                    grant == null ? "certificate-expired" : "grant-ended",
                    ADMIN_SHUTDOWN,
                    endText.of(session),
                    "");
        }
    }

    /// Ends the sessions of the grant, and those that were admitted by it but are not in the registry yet.
    @Override
    public void grantRevoked(AccessRequest request, Instant at, String text) {
        revoked.put(request.id(), text);
        endDue();
    }

    @Override
    public void close() {
        ticking.cancel(false);
    }

    /// The last words of a session whose time has come.
    @FunctionalInterface
    public interface EndText {
        String of(LiveSession session);
    }
}
