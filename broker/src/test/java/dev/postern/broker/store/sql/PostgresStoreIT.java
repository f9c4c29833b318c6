package dev.postern.broker.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.postern.broker.base.Secret;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.List;

/// The contract on a real PostgreSQL.
final class PostgresStoreIT extends StoreContract {

    @RegisterExtension static final TestPostgres POSTGRES = TestPostgres.emptying("state", "index");

    @Override
    DatabaseConfig database() {
        return config("postgres");
    }

    private static DatabaseConfig.Postgres config(String user) {
        return new DatabaseConfig.Postgres(POSTGRES.config().url(), user, Secret.of("none"));
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
