package dev.postern.broker.store.sql;

/// Groups of statements, in a file.
final class SqliteStatementGroupsTest extends StatementGroupsContract {

    @Override
    DatabaseConfig database() {
        return new DatabaseConfig.Sqlite();
    }
}
