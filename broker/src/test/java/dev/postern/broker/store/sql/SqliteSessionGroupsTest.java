package dev.postern.broker.store.sql;

/// Groups of people, in a file.
final class SqliteSessionGroupsTest extends SessionGroupsContract {

    @Override
    DatabaseConfig database() {
        return new DatabaseConfig.Sqlite();
    }
}
