package dev.postern.broker.store.sql;

import org.junit.jupiter.api.extension.RegisterExtension;

/// Groups of people, on a real PostgreSQL.
final class PostgresSessionGroupsIT extends SessionGroupsContract {

    @RegisterExtension static final TestPostgres POSTGRES = TestPostgres.emptying("index");

    @Override
    DatabaseConfig database() {
        return POSTGRES.config();
    }
}
