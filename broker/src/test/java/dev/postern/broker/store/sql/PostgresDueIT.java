package dev.postern.broker.store.sql;

import org.junit.jupiter.api.extension.RegisterExtension;

/// The queue of reviews, on a real PostgreSQL.
final class PostgresDueIT extends DueContract {

    @RegisterExtension static final TestPostgres POSTGRES = TestPostgres.emptying("index");

    @Override
    DatabaseConfig database() {
        return POSTGRES.config();
    }
}
