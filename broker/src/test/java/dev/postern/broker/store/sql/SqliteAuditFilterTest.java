package dev.postern.broker.store.sql;

/// Filters of the trail, in a file.
final class SqliteAuditFilterTest extends AuditFilterContract {

    @Override
    DatabaseConfig database() {
        return new DatabaseConfig.Sqlite();
    }
}
