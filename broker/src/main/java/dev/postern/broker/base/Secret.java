package dev.postern.broker.base;

/// A value that is never printed: its [#toString] is `***`, and it has no other accessor than [#reveal].
public final class Secret {

    private final String value;

    private Secret(String value) {
        this.value = value;
    }

    /// A secret that holds `value`.
    public static Secret of(String value) {
        return new Secret(value);
    }

    /// The value itself; the caller must not log, store or format it.
    public String reveal() {
        return value;
    }

    @Override
    public String toString() {
        return "***";
    }
}
