package dev.postern.broker.store.sql;

import dev.postern.broker.base.Secret;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

import java.io.IOException;

/// Searches that stop, on a real PostgreSQL.
final class PostgresSearchBudgetIT extends SearchBudgetContract {

    private static @Nullable EmbeddedPostgres server;

    @BeforeAll
    static void start() throws IOException {
        server = EmbeddedPostgres.builder().start();
    }

    @AfterAll
    static void stop() throws IOException {
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void empty() {
        PostgresDatabase.drop(config(), "index");
    }

    @Override
    DatabaseConfig database() {
        return config();
    }

    private static DatabaseConfig.Postgres config() {
        EmbeddedPostgres running = server;
        if (running == null) {
            throw new IllegalStateException("the server was not started");
        }
        return new DatabaseConfig.Postgres(
                "jdbc:postgresql://localhost:" + running.getPort() + "/postgres",
                "postgres",
                Secret.of("none"));
    }
}
