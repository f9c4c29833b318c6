package dev.postern.broker.proxy.pg;

import dev.postern.broker.base.Clock;
import dev.postern.broker.base.Ticker;
import dev.postern.broker.session.Admission;
import dev.postern.broker.session.Announcement;
import dev.postern.broker.target.SessionLimits;

import io.netty.channel.EventLoop;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/// Holds a running session to its limits, and tells its client when the end comes near.
///
/// It looks at the session now and then rather than at every message: a limit is met at most a twentieth of it late. A
/// session whose statement runs is not idle, however long that takes; nor is one that is held. Confined to the session's event loop.
@SuppressWarnings(
        "FutureReturnValueIgnored") // a look that is not taken is not missed: the loop ends
final class SessionWatch {

    private static final long SHORTEST_LOOK_MILLIS = 50;
    private static final long UNLIMITED_LOOK_MILLIS = 15_000;
    private static final long LOOKS_A_LIMIT = 20;
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final int[] WARNINGS_MINUTES = {1, 2, 5, 10};

    private final Relay relay;
    private final SessionLimits limits;
    private final boolean isReplication;
    private final Clock clock;
    private final Ticker ticker;
    private final EventLoop loop;
    private final Instant endsAt;
    private final long begunNanos;
    private final long lookMillis;
    private boolean wasDue;
    private long seenAnswers;
    private long seenBytes;
    private long quietSinceNanos;
    private long askedSinceNanos;
    private boolean isCancelled;
    private int warnedMinutes = Integer.MAX_VALUE;

    /// @param isReplication whether it streams by one endless statement, which has no limit of time
    SessionWatch(
            Relay relay,
            Admission.Allowed allowed,
            boolean isReplication,
            PostgresEdgeServices.Sources sources,
            EventLoop loop) {
        this.relay = relay;
        this.limits = allowed.terms().limits();
        this.isReplication = isReplication;
        this.clock = sources.clock();
        this.ticker = sources.ticker();
        this.loop = loop;
        this.begunNanos = ticker.nanos();
        this.quietSinceNanos = begunNanos;
        this.askedSinceNanos = begunNanos;
        this.endsAt = end(allowed.endsAt(), limits.session(), clock.now());
        this.lookMillis = lookMillis(limits);
    }

    private static Instant end(Instant endsAt, @Nullable Duration session, Instant now) {
        return session == null || endsAt.isBefore(now.plus(session)) ? endsAt : now.plus(session);
    }

    private static long lookMillis(SessionLimits limits) {
        long shortest = UNLIMITED_LOOK_MILLIS * LOOKS_A_LIMIT;
        for (Duration limit :
                Arrays.asList(
                        limits.idle(),
                        limits.idleInTransaction(),
                        limits.session(),
                        limits.statement())) {
            shortest = limit == null ? shortest : Math.min(shortest, limit.toMillis());
        }
        return Math.max(shortest / LOOKS_A_LIMIT, SHORTEST_LOOK_MILLIS);
    }

    void start() {
        warnedMinutes = minutesLeft();
        later();
    }

    private void later() {
        loop.schedule(this::look, lookMillis, TimeUnit.MILLISECONDS);
    }

    private void look() {
        if (relay.isOver()) {
            return;
        }
        long now = ticker.nanos();
        observe(now);
        judge(now);
        warn();
        later();
    }

    private void observe(long now) {
        boolean isDue = relay.isAnswerDue();
        long answers = relay.answers();
        long bytes = relay.frontendBytes();
        if (isDue && (!wasDue || answers != seenAnswers)) {
            askedSinceNanos = now;
            isCancelled = false;
        }
        if (isDue || wasDue || bytes != seenBytes || relay.holding().line().isHolding()) {
            quietSinceNanos = now;
        }
        wasDue = isDue;
        seenAnswers = answers;
        seenBytes = bytes;
    }

    private void judge(long now) {
        if (isOver(limits.session(), begunNanos, now)) {
            end("session-limit", "57P01", "the session limit of " + text(limits.session()));
        } else if (!wasDue && relay.isInTransaction()) {
            if (isOver(limits.idleInTransaction(), quietSinceNanos, now)) {
                end(
                        "idle-in-transaction",
                        "25P03",
                        "the idle-in-transaction limit of " + text(limits.idleInTransaction()));
            }
        } else if (!wasDue) {
            if (isOver(limits.idle(), quietSinceNanos, now)) {
                end("idle", "57P05", "the idle limit of " + text(limits.idle()));
            }
        } else if (!isReplication && isOver(limits.statement(), askedSinceNanos, now)) {
            endStatement(now);
        }
    }

    private static boolean isOver(@Nullable Duration limit, long sinceNanos, long now) {
        return limit != null && now - sinceNanos >= limit.toNanos();
    }

    private void endStatement(long now) {
        Duration limit = limits.statement();
        if (limit == null) {
            return;
        }
        if (!isCancelled) {
            isCancelled = true;
            relay.holding()
                    .announce(
                            new Announcement(
                                    Announcement.About.LIMIT,
                                    "the statement limit of "
                                            + text(limit)
                                            + " is reached; it is being cancelled",
                                    ""));
            relay.cancelStatement();
        } else if (isOver(limit.plus(GRACE), askedSinceNanos, now)) {
            end("statement-limit", "57P01", "the statement limit of " + text(limit));
        }
    }

    private void end(String reason, String sqlState, String limit) {
        relay.end(
                reason,
                new Refusal(
                        reason,
                        sqlState,
                        "session ended: " + limit + " is reached",
                        "An open transaction is rolled back by the server.",
                        "Connect again."));
    }

    /// Tells the client of the end 10, 5, 2 and 1 minutes before.
    private void warn() {
        int left = minutesLeft();
        if (left < warnedMinutes) {
            warnedMinutes = left;
            relay.holding().announceEnd("session ends in " + left + " min, at " + endsAt);
        }
    }

    /// The least of the warnings whose time has come.
    private int minutesLeft() {
        Instant now = clock.now();
        for (int minutes : WARNINGS_MINUTES) {
            if (endsAt.isBefore(now.plus(Duration.ofMinutes(minutes)))) {
                return minutes;
            }
        }
        return Integer.MAX_VALUE;
    }

    private static String text(@Nullable Duration limit) {
        if (limit == null) {
            return "";
        }
        if (limit.toMillis() % 1_000 != 0) {
            return limit.toMillis() + " ms";
        }
        long seconds = limit.toSeconds();
        if (seconds % 3_600 == 0) {
            return seconds / 3_600 + " h";
        }
        return seconds % 60 == 0 ? seconds / 60 + " min" : seconds + " s";
    }
}
