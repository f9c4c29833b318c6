package dev.postern.broker.store.sql;

import org.junit.jupiter.api.extension.RegisterExtension;

/// Searches that stop, on a real PostgreSQL.
final class PostgresSearchBudgetIT extends SearchBudgetContract {

    @RegisterExtension static final TestPostgres POSTGRES = TestPostgres.emptying("index");

    @Override
    DatabaseConfig database() {
        return POSTGRES.config();
    }
}
