package dev.postern.bench;

import java.nio.file.Path;
import java.util.Map;

/// Something that a client can connect to.
///
/// @param name        as the tables say it
/// @param environment libpq's variables
/// @param pid         the process between client and server; 0 if there is none
/// @param data        the broker's data directory; the bench's own folder for the others
record Endpoint(String name, Map<String, String> environment, long pid, Path data) {

    static final String DIRECT = "direct TLS";
    static final String POOLER = "PgBouncer";
    static final String BARE = "bare relay";
    static final String WRITE_THROUGH = "write-through";
    static final String STRICT = "strict";
    static final String STRICT_FULL = "strict-full";

    boolean isBroker() {
        return !name.equals(DIRECT) && !name.equals(POOLER) && !name.equals(BARE);
    }
}
