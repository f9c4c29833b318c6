package dev.postern.broker.store.sql;

import org.junit.jupiter.api.extension.RegisterExtension;

/// Risks of sessions, on a real PostgreSQL.
final class PostgresSessionRiskIT extends SessionRiskContract {

    @RegisterExtension static final TestPostgres POSTGRES = TestPostgres.emptying("index");

    @Override
    DatabaseConfig database() {
        return POSTGRES.config();
    }
}
