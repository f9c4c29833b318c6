package dev.postern.broker.store.sql;

import org.junit.jupiter.api.extension.RegisterExtension;

/// Filters of the trail, on a real PostgreSQL.
final class PostgresAuditFilterIT extends AuditFilterContract {

    @RegisterExtension static final TestPostgres POSTGRES = TestPostgres.emptying("state");

    @Override
    DatabaseConfig database() {
        return POSTGRES.config();
    }
}
