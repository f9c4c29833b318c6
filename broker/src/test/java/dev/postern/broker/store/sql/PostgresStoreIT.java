package dev.postern.broker.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.postern.broker.base.Secret;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.List;

/// The contract on a real PostgreSQL.
final class PostgresStoreIT extends StoreContract {

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
        PostgresDatabase.drop(config("postgres"), "state");
        PostgresDatabase.drop(config("postgres"), "index");
    }

    @Override
    DatabaseConfig database() {
        return config("postgres");
    }

    private static DatabaseConfig.Postgres config(String user) {
        EmbeddedPostgres running = server;
        if (running == null) {
            throw new IllegalStateException("the server was not started");
        }
        return new DatabaseConfig.Postgres(
                "jdbc:postgresql://localhost:" + running.getPort() + "/postgres",
                user,
                Secret.of("none"));
    }

    @Test
    void unreachableServer_isNamed() {
        DatabaseConfig nobody =
                new DatabaseConfig.Postgres(
                        "jdbc:postgresql://localhost:1/postgres", "postern", Secret.of("s3cret"));
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> StateStore.open(nobody, folder.resolve("state.db")))
                .withMessageContaining("localhost:1")
                .withMessageContaining("check that it runs")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("s3cret"));
    }

    @Test
    void sharedIndex_isNotDroppedForAWrongKey() {
        try (IndexStore store = index()) {
            new IndexRows(store).write(List.of(IndexSamples.batch("S1", 5, true)));
        }
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> index(ring()))
                .withMessageContaining("reindex");
        try (IndexStore store = index()) {
            assertThat(new IndexRows(store).statements("S1", 0, 10)).hasSize(5);
        }
    }
}
