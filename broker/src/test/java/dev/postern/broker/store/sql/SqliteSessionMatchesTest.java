package dev.postern.broker.store.sql;

/// Matches in a session, in a file.
final class SqliteSessionMatchesTest extends SessionMatchesContract {

    @Override
    DatabaseConfig database() {
        return new DatabaseConfig.Sqlite();
    }
}
