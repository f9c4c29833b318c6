package dev.postern.broker.store.sql;

/// Risks of sessions, in a file.
final class SqliteSessionRiskTest extends SessionRiskContract {

    @Override
    DatabaseConfig database() {
        return new DatabaseConfig.Sqlite();
    }
}
