package dev.postern.broker.store.object;

/// What an object holds, which decides whether it may be locked, replaced and erased.
public enum ObjectKind {
    /// A finished recording: written once, locked if the store locks objects.
    RECORDING("recordings/"),
    /// The wrapped data key of a recording: may be replaced and erased, is never locked.
    KEY_FILE("recording-keys/"),
    /// A signed checkpoint of the site log: written once, locked if the store locks objects.
    CHECKPOINT("checkpoints/");

    private final String prefix;

    ObjectKind(String prefix) {
        this.prefix = prefix;
    }

    /// What the names of such objects begin with.
    public String prefix() {
        return prefix;
    }

    /// The kind of the object of this name.
    ///
    /// @throws IllegalArgumentException if no kind has such names
    public static ObjectKind of(String name) {
        for (ObjectKind kind : values()) {
            if (name.startsWith(kind.prefix)) {
                return kind;
            }
        }
        throw new IllegalArgumentException("no kind of object is named " + name);
    }
}
