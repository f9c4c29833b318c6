package dev.postern.broker.store.sql;

import org.junit.jupiter.api.extension.RegisterExtension;

/// Short links on a real PostgreSQL.
final class PostgresShortLinkIT extends ShortLinkContract {

    @RegisterExtension static final TestPostgres POSTGRES = TestPostgres.emptying("state");

    @Override
    DatabaseConfig database() {
        return POSTGRES.config();
    }
}
