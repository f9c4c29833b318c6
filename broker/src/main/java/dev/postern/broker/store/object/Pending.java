package dev.postern.broker.store.object;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// The sessions whose files wait to be stored, and how the store answered last. Thread-safe.
///
/// A failure of the store closes the gate for all of them for a while; a failure of one session delays only it.
final class Pending {

    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(2);
    private static final long NOT_YET_NANOS = Duration.ofMillis(200).toNanos();
    private static final int NOT_YET_DOUBLINGS = 7;

    private final UploadSpool.Machine machine;
    private final Backoff backoff;
    private final Map<String, Waiting> waiting = new LinkedHashMap<>();
    private final Set<String> claimed = new HashSet<>();
    private final Semaphore news = new Semaphore(0);
    private long bytes;
    private int failures;
    private long openAtNanos;
    private long answeredAtNanos;
    private StoreStatus.@Nullable Problem problem;

    Pending(UploadSpool.Machine machine) {
        this.machine = machine;
        this.backoff = new Backoff(FIRST, LONGEST, machine.randomness());
        this.openAtNanos = machine.ticker().nanos();
        this.answeredAtNanos = openAtNanos;
    }

    /// One session.
    private static final class Waiting {
        private final Instant since;
        private long bytes;
        private long dueNanos;
        private int failures;
        private boolean taken;

        private Waiting(Instant since, long dueNanos) {
            this.since = since;
            this.dueNanos = dueNanos;
        }
    }

    /// What waits.
    record Sum(
            int count,
            long bytes,
            @Nullable Instant oldest,
            StoreStatus.@Nullable Problem problem) {}

    synchronized void add(String session, long fileBytes) {
        Waiting one =
                waiting.computeIfAbsent(
                        session,
                        key -> new Waiting(machine.clock().now(), machine.ticker().nanos()));
        bytes += fileBytes - one.bytes;
        one.bytes = fileBytes;
        wake();
    }

    synchronized boolean has(String session) {
        return waiting.containsKey(session);
    }

    synchronized Sum sum() {
        Instant oldest = null;
        for (Waiting one : waiting.values()) {
            if (oldest == null || one.since.isBefore(oldest)) {
                oldest = one.since;
            }
        }
        return new Sum(waiting.size(), bytes, oldest, problem);
    }

    /// A session that is due and that no other worker has; null if there is none.
    synchronized @Nullable String take() {
        long now = machine.ticker().nanos();
        for (Map.Entry<String, Waiting> entry : waiting.entrySet()) {
            Waiting one = entry.getValue();
            if (!one.taken && one.dueNanos - now <= 0 && !claimed.contains(entry.getKey())) {
                one.taken = true;
                return entry.getKey();
            }
        }
        return null;
    }

    /// Takes a session, whether it waits or not, so that no other worker handles it.
    synchronized boolean claim(String session) {
        Waiting one = waiting.get(session);
        return (one == null || !one.taken) && claimed.add(session);
    }

    synchronized void release(String session) {
        claimed.remove(session);
    }

    /// Says that the files of a session are stored but for `left` bytes that came meanwhile.
    synchronized void done(String session, long left) {
        succeeded();
        Waiting one = waiting.get(session);
        if (one == null) {
            return;
        }
        bytes += left - one.bytes;
        one.bytes = left;
        one.taken = false;
        one.failures = 0;
        if (left == 0) {
            waiting.remove(session);
        }
    }

    /// Puts a session back that is not finished yet, which is no failure.
    synchronized void notYet(String session) {
        Waiting one = waiting.get(session);
        if (one != null) {
            delay(session, NOT_YET_NANOS << Math.min(one.failures, NOT_YET_DOUBLINGS));
            one.failures++;
        }
    }

    /// Puts a session back that the store did not take because it does not take anything.
    synchronized void putBack(String session) {
        delay(session, 0);
    }

    /// Puts a session back for a while.
    synchronized void failedAlone(String session) {
        Waiting one = waiting.get(session);
        if (one != null) {
            one.failures++;
            delay(session, backoff.nanos(one.failures));
        }
    }

    private void delay(String session, long nanos) {
        Waiting one = waiting.get(session);
        if (one != null) {
            one.taken = false;
            one.dueNanos = machine.ticker().nanos() + nanos;
        }
    }

    /// Says that the store answered.
    synchronized void succeeded() {
        failures = 0;
        problem = null;
        openAtNanos = machine.ticker().nanos();
        answeredAtNanos = openAtNanos;
    }

    /// Says that the store did not.
    ///
    /// @return whether this is the first failure in a row
    synchronized boolean failed(String text) {
        failures++;
        Instant since = problem == null ? machine.clock().now() : problem.since();
        problem = new StoreStatus.Problem(since, text);
        openAtNanos = machine.ticker().nanos() + backoff.nanos(failures);
        return failures == 1;
    }

    /// Nanoseconds until the store may be asked again; 0 or less for now.
    synchronized long untilOpen() {
        return openAtNanos - machine.ticker().nanos();
    }

    synchronized long sinceLastAnswer() {
        return machine.ticker().nanos() - answeredAtNanos;
    }

    /// Nanoseconds until a session that waits for its time is due.
    synchronized long untilNext() {
        long now = machine.ticker().nanos();
        long least = Long.MAX_VALUE;
        for (Waiting one : waiting.values()) {
            if (!one.taken) {
                least = Math.min(least, Math.max(one.dueNanos - now, 0));
            }
        }
        return least;
    }

    /// Waits for news, at most `nanos`.
    void await(long nanos) throws InterruptedException {
        if (news.tryAcquire(nanos, TimeUnit.NANOSECONDS)) {
            news.drainPermits();
        }
    }

    /// Wakes whoever waits for news.
    void wake() {
        news.release(UploadSpool.WORKERS);
    }
}
