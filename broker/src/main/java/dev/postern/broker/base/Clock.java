package dev.postern.broker.base;

import java.time.Instant;

/// The wall clock, for times that people and certificates compare. Elapsed time is [Ticker]'s.
@FunctionalInterface
public interface Clock {

    /// The current wall time, which may jump backwards.
    Instant now();

    /// The clock of the machine.
    static Clock system() {
        return Instant::now;
    }
}
