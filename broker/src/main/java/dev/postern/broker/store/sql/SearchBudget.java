package dev.postern.broker.store.sql;

import dev.postern.broker.base.Ticker;

import java.time.Duration;

/// How much a search may look into before it answers what it has found so far. For one search; not thread-safe.
///
/// Whatever the budget, a search that is asked to go on gets further than it was.
public final class SearchBudget {

    private static final long LOOKS = 50_000;
    private static final long LOOKING_NANOS = 800_000_000;
    private static final long COUNTING_NANOS = 200_000_000;

    private final long looks;
    private final Ticker ticker;
    private final long nanos;
    private final long began;
    private long used;

    private SearchBudget(long looks, long nanos, Ticker ticker) {
        this.looks = looks;
        this.nanos = nanos;
        this.ticker = ticker;
        this.began = ticker.nanos();
    }

    /// A budget that begins now.
    ///
    /// @param looks  so many pieces of the index may be looked into, from 0: chunks of statements, or sessions
    /// @param within so much time may go by
    public static SearchBudget of(long looks, Duration within, Ticker ticker) {
        return new SearchBudget(looks, within.toNanos(), ticker);
    }

    /// A budget for somebody who waits for the answer.
    public static SearchBudget forPeople(Ticker ticker) {
        return new SearchBudget(LOOKS, LOOKING_NANOS, ticker);
    }

    /// A budget that is never spent.
    public static SearchBudget unlimited() {
        return new SearchBudget(Long.MAX_VALUE, Long.MAX_VALUE, () -> 0);
    }

    /// A budget that begins now for counting what there is besides what was found, which nobody should wait for.
    SearchBudget toCount(long looks) {
        return new SearchBudget(looks, COUNTING_NANOS, ticker);
    }

    void spend() {
        used++;
    }

    boolean isSpent() {
        return used >= looks || ticker.nanos() - began >= nanos;
    }
}
