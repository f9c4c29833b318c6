package dev.postern.broker.app;

import dev.postern.broker.base.Ticker;
import dev.postern.broker.session.LiveSession;
import dev.postern.broker.session.SessionRegistry;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// The end of all sessions of a broker that stops and accepts no more.
///
/// Who is idle is ended at once. Whose statement runs or transaction is open is told, and ended when that is over, at
/// the latest at the limit; then, or when somebody [hurries][#hurry], the rest is cancelled and ended. Sessions that are
/// admitted meanwhile, because their client came before, are treated alike.
final class Draining {

    private static final Logger LOG = LoggerFactory.getLogger(Draining.class);

    private static final String REASON = "shutdown";
    private static final String ADMIN_SHUTDOWN = "57P01";
    private static final String TEXT = "the broker is shutting down";
    private static final long STEP_MILLIS = 50;
    private static final Duration LONGEST_END = Duration.ofSeconds(5);

    private final SessionRegistry sessions;
    private final Duration limit;
    private final Ticker ticker;
    private final CountDownLatch hurry = new CountDownLatch(1);

    Draining(SessionRegistry sessions, Duration limit, Ticker ticker) {
        this.sessions = sessions;
        this.limit = limit;
        this.ticker = ticker;
    }

    /// Waits no longer for anybody; may be called from any thread, before [#run] too.
    void hurry() {
        hurry.countDown();
    }

    /// Returns when no session runs, or those that do cannot be ended.
    void run() {
        try {
            letFinish();
            end();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void letFinish() throws InterruptedException {
        String notice =
                TEXT
                        + "; this session ends with its statement or transaction, at the latest in "
                        + limit.toSeconds()
                        + " s";
        Set<String> told = new HashSet<>();
        long began = ticker.nanos();
        while (!sessions.all().isEmpty() && ticker.nanos() - began < limit.toNanos()) {
            for (LiveSession session : sessions.all()) {
                if (told.add(session.id())) {
                    session.endWhenIdle(REASON, ADMIN_SHUTDOWN, TEXT, notice);
                }
            }
            if (hurry.await(STEP_MILLIS, TimeUnit.MILLISECONDS)) {
                return;
            }
        }
    }

    private void end() throws InterruptedException {
        String why =
                hurry.getCount() == 0
                        ? "The broker was told to end at once."
                        : "A statement ran or a transaction was open "
                                + limit.toSeconds()
                                + " s after the broker began to stop.";
        CountDownLatch never = new CountDownLatch(1);
        long began = ticker.nanos();
        Collection<LiveSession> left = sessions.all();
        if (!left.isEmpty()) {
            LOG.atInfo()
                    .addKeyValue("reason", REASON)
                    .addKeyValue("sessions", left.size())
                    .log("Sessions that did not finish are ended");
        }
        while (!left.isEmpty() && ticker.nanos() - began < LONGEST_END.toNanos()) {
            left.forEach(session -> session.end(REASON, ADMIN_SHUTDOWN, TEXT, why));
            never.await(STEP_MILLIS, TimeUnit.MILLISECONDS);
            left = sessions.all();
        }
    }
}
