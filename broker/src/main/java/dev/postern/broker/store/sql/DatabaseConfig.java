package dev.postern.broker.store.sql;

import dev.postern.broker.base.Secret;

/// Where state and index are kept.
public sealed interface DatabaseConfig {

    /// In files of the data folder.
    record Sqlite() implements DatabaseConfig {}

    /// In a PostgreSQL database, in schemas of their own.
    ///
    /// @param url `jdbc:postgresql://HOST:PORT/DATABASE`, with the driver's parameters
    record Postgres(String url, String user, Secret password) implements DatabaseConfig {}
}
