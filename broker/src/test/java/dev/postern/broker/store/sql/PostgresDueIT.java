package dev.postern.broker.store.sql;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

import java.io.IOException;

/// The queue of reviews, on a real PostgreSQL.
final class PostgresDueIT extends DueContract {

    private static @Nullable TestPostgres server;

    @BeforeAll
    static void start() throws IOException {
        server = TestPostgres.start();
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
        return requireNonNull(server).config();
    }
}
