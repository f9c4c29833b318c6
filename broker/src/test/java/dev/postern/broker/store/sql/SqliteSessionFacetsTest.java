package dev.postern.broker.store.sql;

/// Facets of sessions, in a file.
final class SqliteSessionFacetsTest extends SessionFacetsContract {

    @Override
    DatabaseConfig database() {
        return new DatabaseConfig.Sqlite();
    }
}
