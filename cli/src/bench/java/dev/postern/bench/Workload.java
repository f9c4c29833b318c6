package dev.postern.bench;

/// What is measured.
enum Workload {
    SIMPLE_1("simple", 1),
    SIMPLE_8("simple", 8),
    PREPARED_8("prepared", 8),
    SIMPLE_32("simple", 32),
    COPY_OUT("", 1),
    ROWS_OUT("", 1),
    COPY_IN("", 1),
    CONNECT("simple", 4),
    IDLE("", 1_000);

    private final String mode;
    private final int clients;

    Workload(String mode, int clients) {
        this.mode = mode;
        this.clients = clients;
    }

    /// pgbench's name of the protocol's way to ask.
    String mode() {
        return mode;
    }

    int clients() {
        return clients;
    }

    /// Whether a broker that waits for the disk is measured too: where bytes are the load, the modes do not differ.
    boolean inEveryMode() {
        return this == SIMPLE_1 || this == SIMPLE_8 || this == PREPARED_8 || this == SIMPLE_32;
    }
}
