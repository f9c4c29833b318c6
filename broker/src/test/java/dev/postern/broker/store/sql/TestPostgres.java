package dev.postern.broker.store.sql;

import dev.postern.broker.base.Secret;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/// One real PostgreSQL for all test classes of a run; each test finds the schemas that its class is about empty.
final class TestPostgres implements BeforeEachCallback {

    /// A machine that does other things at the same time needs more than the ten seconds that are usual.
    private static final Duration LONGEST_START = Duration.ofMinutes(1);

    private static final Namespace NAMESPACE = Namespace.create(TestPostgres.class);

    private final List<String> schemas;
    private DatabaseConfig.@Nullable Postgres config;

    /// The server, until all tests have run.
    private record Server(EmbeddedPostgres postgres) implements AutoCloseable {

        static Server start() {
            try {
                return new Server(
                        EmbeddedPostgres.builder().setPGStartupWait(LONGEST_START).start());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        DatabaseConfig.Postgres config() {
            return new DatabaseConfig.Postgres(
                    "jdbc:postgresql://localhost:" + postgres.getPort() + "/postgres",
                    "postgres",
                    Secret.of("none"));
        }

        @Override
        public void close() throws IOException {
            postgres.close();
        }
    }

    private TestPostgres(List<String> schemas) {
        this.schemas = schemas;
    }

    /// @param schemas `state`, `index` or both
    static TestPostgres emptying(String... schemas) {
        return new TestPostgres(List.of(schemas));
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        DatabaseConfig.Postgres running =
                context.getRoot()
                        .getStore(NAMESPACE)
                        .getOrComputeIfAbsent(Server.class, type -> Server.start(), Server.class)
                        .config();
        schemas.forEach(schema -> PostgresDatabase.drop(running, schema));
        config = running;
    }

    /// Where it is, while a test runs.
    DatabaseConfig.Postgres config() {
        return Objects.requireNonNull(config);
    }
}
