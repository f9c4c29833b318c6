package dev.postern.broker.store.sql;

/// The queue of reviews, in a file.
final class SqliteDueTest extends DueContract {

    @Override
    DatabaseConfig database() {
        return new DatabaseConfig.Sqlite();
    }
}
