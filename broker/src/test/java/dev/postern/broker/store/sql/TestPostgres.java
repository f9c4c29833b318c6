package dev.postern.broker.store.sql;

import dev.postern.broker.base.Secret;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import java.io.IOException;
import java.time.Duration;

/// A real PostgreSQL for the tests of one class.
final class TestPostgres implements AutoCloseable {

    /// A machine that does other things at the same time needs more than the ten seconds that are usual.
    private static final Duration LONGEST_START = Duration.ofMinutes(1);

    private final EmbeddedPostgres server;

    private TestPostgres(EmbeddedPostgres server) {
        this.server = server;
    }

    static TestPostgres start() throws IOException {
        return new TestPostgres(EmbeddedPostgres.builder().setPGStartupWait(LONGEST_START).start());
    }

    DatabaseConfig.Postgres config() {
        return new DatabaseConfig.Postgres(
                "jdbc:postgresql://localhost:" + server.getPort() + "/postgres",
                "postgres",
                Secret.of("none"));
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
