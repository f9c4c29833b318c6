package dev.postern.broker.index;

import dev.postern.broker.base.MachineLoad;

/// How long to rest after some work, so that indexing takes what sessions leave.
///
/// A lower thread priority would do it too, but every thread has to reach a safepoint before memory is collected, and one
/// that the scheduler leaves waiting would make all sessions wait.
final class Pace {

    /// Between two rounds at least so long passes, so that news of the meantime are written together.
    static final long ROUND_NANOS = 100_000_000;

    /// A round that has worked so long leaves the rest to the next one, so that what a rest is a multiple of stays short.
    static final long LONGEST_ROUND_NANOS = 40_000_000;

    private static final long LONGEST_REST_NANOS = 1_000_000_000;

    /// The same while somebody looks at a running session.
    private static final long LONGEST_LOOKED_AT_REST_NANOS = 250_000_000;

    private static final double BUSY = 0.75;
    private static final double FULL = 0.92;
    private static final int BUSY_RESTS = 2;
    private static final int FULL_RESTS = 19;

    private final MachineLoad load;

    Pace(MachineLoad load) {
        this.load = load;
    }

    /// Nanoseconds to rest after `worked` nanoseconds of work: nothing on an idle machine, 19 times as long on a full
    /// one, never more than a second, and a quarter of one if somebody waits for the news.
    long rest(long worked, boolean isLookedAt) {
        double now = load.recent();
        int times = now >= FULL ? FULL_RESTS : now >= BUSY ? BUSY_RESTS : 0;
        return Math.min(
                worked * times, isLookedAt ? LONGEST_LOOKED_AT_REST_NANOS : LONGEST_REST_NANOS);
    }
}
