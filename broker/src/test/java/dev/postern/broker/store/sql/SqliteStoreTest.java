package dev.postern.broker.store.sql;

/// The contract on files.
final class SqliteStoreTest extends StoreContract {

    @Override
    DatabaseConfig database() {
        return new DatabaseConfig.Sqlite();
    }
}
