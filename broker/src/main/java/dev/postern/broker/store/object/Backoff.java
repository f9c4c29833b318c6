package dev.postern.broker.store.object;

import dev.postern.broker.base.Randomness;

import java.nio.ByteBuffer;
import java.time.Duration;

/// How long to wait before something is tried again: twice as long after each failure up to a limit, less a random part
/// of up to a half, so that brokers that failed together do not come back together.
record Backoff(Duration first, Duration longest, Randomness randomness) {

    private static final int MAX_DOUBLINGS = 30;

    /// The wait after `failures` failures in a row.
    ///
    /// @param failures from 1
    long nanos(int failures) {
        long whole = first.toNanos() << Math.min(failures - 1, MAX_DOUBLINGS);
        if (whole <= 0 || whole > longest.toNanos()) {
            whole = longest.toNanos();
        }
        long random = ByteBuffer.wrap(randomness.bytes(Integer.BYTES)).getInt() & 0xffff_ffffL;
        return whole - (long) (whole / 2.0 * (random / (double) (1L << 32)));
    }
}
