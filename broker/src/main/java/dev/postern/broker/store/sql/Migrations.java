package dev.postern.broker.store.sql;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.FluentConfiguration;

import java.util.Map;

import javax.sql.DataSource;

/// Brings the tables of a set up to date: the scripts in `db/SET/common` and those of the engine.
///
/// @param set a folder under `db/`
record Migrations(String set) {

    /// In a SQLite file.
    void onSqlite(DataSource source, String where) {
        migrate(configuration(source, "sqlite", "blob", " without rowid"), where);
    }

    /// In a schema of a PostgreSQL database, which is made if it is not there.
    void onPostgres(DataSource source, String schema, String where) {
        migrate(configuration(source, "postgres", "bytea", "").schemas(schema), where);
    }

    private FluentConfiguration configuration(
            DataSource source, String engine, String blob, String clustered) {
        return Flyway.configure(Migrations.class.getClassLoader())
                .dataSource(source)
                .locations("classpath:db/" + set + "/common", "classpath:db/" + set + "/" + engine)
                .placeholders(Map.of("blob", blob, "clustered", clustered));
    }

    private static void migrate(FluentConfiguration configuration, String where) {
        try {
            configuration.load().migrate();
        } catch (FlywayException e) {
            throw new StoreException(
                    StoreException.Kind.OTHER_VERSION,
                    "cannot bring the tables of "
                            + where
                            + " up to date: "
                            + e.getMessage()
                            + "; if a newer broker wrote it, start that one",
                    e);
        }
    }
}
