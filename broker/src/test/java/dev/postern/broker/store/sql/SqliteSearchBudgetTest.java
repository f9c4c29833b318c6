package dev.postern.broker.store.sql;

/// Searches that stop, in a file.
final class SqliteSearchBudgetTest extends SearchBudgetContract {

    @Override
    DatabaseConfig database() {
        return new DatabaseConfig.Sqlite();
    }
}
