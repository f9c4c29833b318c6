package dev.postern.broker.session;

import dev.postern.broker.access.AccessRequest;
import dev.postern.broker.access.AccessRequests;
import dev.postern.broker.access.GrantEnds;
import dev.postern.broker.access.Lock;
import dev.postern.broker.access.Locks;
import dev.postern.broker.base.Clock;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/// Ends sessions at the end of their grant or certificate, and at once when a grant is revoked or a lock is placed.
///
/// The wall clock is compared every [#PERIOD_MILLIS], so a clock that was set forward counts too. Locks and
/// revocations of other brokers on the same database are read every [#READ_EVERY] comparisons; those of this one count
/// at once. While the database cannot be read, what was read last counts, and no new session begins.
public final class GrantWatch implements GrantEnds, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(GrantWatch.class);

    static final long PERIOD_MILLIS = 250;
    private static final int READ_EVERY = 4;
    private static final String ADMIN_SHUTDOWN = "57P01";

    private final SessionRegistry sessions;
    private final AccessRequests requests;
    private final Locks locks;
    private final Clock clock;
    private final SessionEnds ends = new SessionEnds();
    private final Map<String, String> revoked = new ConcurrentHashMap<>();
    private final ScheduledFuture<?> ticking;
    private int comparisons;
    private boolean closed;

    /// @param scheduler runs the comparisons; not closed by this
    public GrantWatch(
            SessionRegistry sessions,
            AccessRequests requests,
            Locks locks,
            Clock clock,
            ScheduledExecutorService scheduler) {
        this.sessions = sessions;
        this.requests = requests;
        this.locks = locks;
        this.clock = clock;
        this.ticking =
                scheduler.scheduleWithFixedDelay(
                        this::tick, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }

    private synchronized void tick() {
        if (closed) {
            return;
        }
        comparisons++;
        if (comparisons % READ_EVERY == 0) {
            try {
                read();
            } catch (RuntimeException e) {
                LOG.atError()
                        .addKeyValue("phase", "grant-watch")
                        .setCause(e)
                        .log("Locks and revocations of other brokers could not be read");
            }
        }
        endDue();
    }

    private void read() {
        locks.refresh();
        requests.endedLately().forEach(revoked::putIfAbsent);
        requests.grantEnds().forEach(ends::grantEndsAt);
    }

    /// Ends every session whose time has come. One that cannot be ended is tried again at the next comparison and does
    /// not keep the others alive.
    public void endDue() {
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
        ends.forgetAllBut(sessions.all());
    }

    private void endIfDue(LiveSession session, Instant now) {
        Optional<Lock> lock = locks.current(SessionEnds.subjects(session));
        if (lock.isPresent()) {
            session.end("locked", ADMIN_SHUTDOWN, lock.get().text(), "");
            return;
        }
        String grant = session.grant();
        String revocation = grant == null ? null : revoked.get(grant);
        if (revocation != null) {
            session.end("grant-revoked", ADMIN_SHUTDOWN, revocation, "");
            return;
        }
        SessionEnds.End end = ends.of(session);
        if (!now.isBefore(end.at())) {
            session.end(
                    end.byGrant() ? "grant-ended" : "certificate-expired",
                    ADMIN_SHUTDOWN,
                    end.text(),
                    "");
        } else {
            ends.noticeDue(session, end, now).ifPresent(session::announce);
        }
    }

    /// Ends the sessions of the grant, and those that were admitted by it but are not in the registry yet.
    @Override
    public void grantRevoked(AccessRequest request, Instant at, String text) {
        revoked.put(request.id(), text);
        endDue();
    }

    /// Lets the sessions of the grant live until its new end.
    @Override
    public void grantExtended(AccessRequest request, Instant endsAt) {
        ends.grantEndsAt(request.id(), endsAt);
        for (LiveSession session : sessions.livingBy(request.id())) {
            session.announce(
                    new Announcement(
                            Announcement.About.EXTENDED,
                            "this session goes on until " + ends.of(session).at(),
                            "Its grant was made longer.",
                            extension(request)));
        }
    }

    /// Who made the grant longer, and why; nothing if the request does not say.
    private static Map<String, Object> extension(AccessRequest request) {
        List<AccessRequest.Extension> all = request.history().extensions();
        if (all.isEmpty()) {
            return Map.of();
        }
        AccessRequest.Deed deed = all.getLast().deed();
        return new SessionOrder(
                        SessionOrder.Kind.RESUME,
                        new SessionOrder.By(deed.byId(), deed.byName(), deed.byEmail()),
                        deed.reason() == null ? "" : deed.reason(),
                        deed.at())
                .facts();
    }

    /// Ends the comparisons. One that runs has ended when this returns, so that what it reads may be closed then.
    @Override
    public void close() {
        ticking.cancel(false);
        synchronized (this) {
            closed = true;
        }
    }
}
