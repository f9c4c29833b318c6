package dev.postern.broker.store.sql;

/// Saved searches in a file.
final class SqliteSavedSearchTest extends SavedSearchContract {

    @Override
    DatabaseConfig database() {
        return new DatabaseConfig.Sqlite();
    }
}
