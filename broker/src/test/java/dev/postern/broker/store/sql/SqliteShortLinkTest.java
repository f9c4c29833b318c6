package dev.postern.broker.store.sql;

/// Short links in a file.
final class SqliteShortLinkTest extends ShortLinkContract {

    @Override
    DatabaseConfig database() {
        return new DatabaseConfig.Sqlite();
    }
}
