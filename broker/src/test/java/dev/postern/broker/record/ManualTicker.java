package dev.postern.broker.record;

import dev.postern.broker.base.Ticker;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/// A monotonic clock that moves only when a test says so.
final class ManualTicker implements Ticker {

    private final AtomicLong nanos = new AtomicLong(1);

    @Override
    public long nanos() {
        return nanos.get();
    }

    void advance(Duration by) {
        nanos.addAndGet(by.toNanos());
    }
}
