package dev.postern.broker.base;

/// The monotonic clock, for elapsed time only; its origin is arbitrary.
@FunctionalInterface
public interface Ticker {

    /// Nanoseconds since an arbitrary origin; never decreases within a process.
    long nanos();

    /// The monotonic clock of the machine.
    static Ticker system() {
        return System::nanoTime;
    }
}
