package dev.postern.broker.store.sql;

import org.junit.jupiter.api.extension.RegisterExtension;

/// Saved searches on a real PostgreSQL.
final class PostgresSavedSearchIT extends SavedSearchContract {

    @RegisterExtension static final TestPostgres POSTGRES = TestPostgres.emptying("state");

    @Override
    DatabaseConfig database() {
        return POSTGRES.config();
    }
}
