package dev.postern.cli.system;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import java.io.IOException;
import java.time.Duration;

/// A PostgreSQL that trusts everybody on loopback, as a target.
final class TestDatabase {

    /// A machine that does other things at the same time needs more than the ten seconds that are usual.
    private static final Duration LONGEST_START = Duration.ofMinutes(1);

    private TestDatabase() {}

    static EmbeddedPostgres start() throws IOException {
        return EmbeddedPostgres.builder()
                .setPGStartupWait(LONGEST_START)
                .setServerConfig("unix_socket_directories", "")
                .start();
    }
}
