package dev.postern.broker.store.sql;

import org.junit.jupiter.api.extension.RegisterExtension;

/// Groups of statements, on a real PostgreSQL.
final class PostgresStatementGroupsIT extends StatementGroupsContract {

    @RegisterExtension static final TestPostgres POSTGRES = TestPostgres.emptying("index");

    @Override
    DatabaseConfig database() {
        return POSTGRES.config();
    }
}
