package dev.postern.broker.base;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;

/// A wall clock that never goes back: set back, it goes on by elapsed time until the machine's clock has caught up.
///
/// What ends at a time thus ends no later than was promised, however the machine's clock is set: forward it ends sooner,
/// back it does not end later. If the machine's clock was wrong and ahead, its times stay ahead until the process is started
/// again. Thread-safe.
public final class SteadyClock implements Clock {

    private static final Logger LOG = LoggerFactory.getLogger(SteadyClock.class);

    /// A step by less is the ordinary care of a time service, and not told of.
    private static final Duration TOLD = Duration.ofSeconds(1);

    private final Clock machine;
    private final Ticker ticker;
    private Instant anchor;
    private long anchorNanos;
    private boolean isBehind;

    /// @param machine what the clock of the machine says
    /// @param ticker  elapsed time
    public SteadyClock(Clock machine, Ticker ticker) {
        this.machine = machine;
        this.ticker = ticker;
        this.anchor = machine.now();
        this.anchorNanos = ticker.nanos();
    }

    @Override
    public synchronized Instant now() {
        Instant wall = machine.now();
        long nanos = ticker.nanos();
        Instant elapsed = anchor.plusNanos(nanos - anchorNanos);
        if (wall.isBefore(elapsed)) {
            tellBehind(Duration.between(wall, elapsed));
            return elapsed;
        }
        if (Duration.between(elapsed, wall).compareTo(TOLD) >= 0) {
            LOG.atWarn()
                    .addKeyValue("seconds", Duration.between(elapsed, wall).toSeconds())
                    .log("the machine's clock was set forward: what ends at a time ends sooner");
        }
        isBehind = false;
        anchor = wall;
        anchorNanos = nanos;
        return wall;
    }

    private void tellBehind(Duration behind) {
        if (!isBehind && behind.compareTo(TOLD) >= 0) {
            isBehind = true;
            LOG.atWarn()
                    .addKeyValue("seconds", behind.toSeconds())
                    .log(
                            "the machine's clock was set back: the broker goes on by elapsed time;"
                                    + " if the clock was wrong before, start the broker again");
        }
    }
}
