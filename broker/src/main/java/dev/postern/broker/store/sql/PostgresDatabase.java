package dev.postern.broker.store.sql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;

import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.conf.Settings;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;

import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// A schema of a PostgreSQL database that brokers may share.
///
/// Whoever writes holds the schema's advisory lock until its transaction ends, so that writers follow one another as they do
/// on one machine. The pool is small: a call that finds no connection in [#WAIT_MILLIS] is refused.
final class PostgresDatabase implements SqlDatabase {

    private static final int CONNECTIONS = 8;
    private static final long WAIT_MILLIS = 10_000;
    private static final Map<String, String> TIMEOUTS =
            Map.of(
                    "connectTimeout",
                    "10",
                    "socketTimeout",
                    "40",
                    "reWriteBatchedInserts",
                    "true",
                    "ApplicationName",
                    "postern",
                    "options",
                    "-c statement_timeout=30000 -c lock_timeout=25000"
                            + " -c idle_in_transaction_session_timeout=60000");
    private static final Settings SETTINGS = new Settings().withRenderSchema(false);

    private final HikariDataSource source;
    private final DSLContext context;
    private final String schema;

    private PostgresDatabase(HikariDataSource source, String schema) {
        this.source = source;
        this.context = DSL.using(source, SQLDialect.POSTGRES, SETTINGS);
        this.schema = schema;
    }

    /// Opens the schema `postern_SET`, making and migrating it as needed.
    ///
    /// @throws StoreException if it cannot be reached or its tables are of another version
    static PostgresDatabase open(DatabaseConfig.Postgres config, String set) {
        String schema = schema(set);
        HikariDataSource source = connect(config, schema);
        try {
            new Migrations(set).onPostgres(source, schema, schema + " at " + config.url());
            return new PostgresDatabase(source, schema);
        } catch (RuntimeException e) {
            source.close();
            throw e;
        }
    }

    /// Takes a schema and all in it away; nothing happens if it is not there.
    static void drop(DatabaseConfig.Postgres config, String set) {
        String schema = schema(set);
        try (HikariDataSource source = connect(config, schema)) {
            DSL.using(source, SQLDialect.POSTGRES)
                    .dropSchemaIfExists(DSL.name(schema))
                    .cascade()
                    .execute();
        } catch (DataAccessException e) {
            throw new StoreException(
                    StoreException.Kind.FAILED,
                    "the schema " + schema + " cannot be dropped: " + e.getMessage(),
                    e);
        }
    }

    private static String schema(String set) {
        return "postern_" + set;
    }

    private static HikariDataSource connect(DatabaseConfig.Postgres config, String schema) {
        HikariConfig pool = new HikariConfig();
        pool.setPoolName(schema);
        pool.setJdbcUrl(config.url());
        pool.setUsername(config.user());
        pool.setPassword(config.password().reveal());
        pool.setSchema(schema);
        pool.setMaximumPoolSize(CONNECTIONS);
        pool.setMinimumIdle(1);
        pool.setConnectionTimeout(WAIT_MILLIS);
        TIMEOUTS.forEach(pool::addDataSourceProperty);
        try {
            return new HikariDataSource(pool);
        } catch (HikariPool.PoolInitializationException e) {
            throw unreachable(config, e);
        }
    }

    private static StoreException unreachable(DatabaseConfig.Postgres config, Exception cause) {
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return new StoreException(
                StoreException.Kind.FAILED,
                "the database "
                        + config.url()
                        + " cannot be used as "
                        + config.user()
                        + ": "
                        + root.getMessage()
                        + "; check that it runs, and the user and password in the configuration",
                cause);
    }

    @Override
    public <T> T write(Function<DSLContext, T> work) {
        return run(sql -> {
            sql.execute("select pg_advisory_xact_lock(hashtext(?))", schema);
            return work.apply(sql);
        });
    }

    @Override
    public <T> T read(Function<DSLContext, T> work) {
        return run(sql -> {
            sql.execute("set transaction isolation level repeatable read read only");
            return work.apply(sql);
        });
    }

    private <T> T run(Function<DSLContext, T> work) {
        try {
            return context.transactionResult(configuration -> work.apply(configuration.dsl()));
        } catch (DataAccessException e) {
            throw new StoreException(
                    StoreException.Kind.FAILED, "the database failed: " + e.getMessage(), e);
        }
    }

    /// Rewrites pages that hold deleted rows. The server's write-ahead log and its archive keep older pages as long as
    /// its administrators let them.
    @Override
    public void scrub() {
        try {
            List<String> tables =
                    context.select(DSL.field("tablename", String.class))
                            .from("pg_catalog.pg_tables")
                            .where(DSL.field("schemaname", String.class).eq(schema))
                            .fetch(0, String.class);
            for (String table : tables) {
                context.execute("vacuum {0}", DSL.name(schema, table));
            }
        } catch (DataAccessException e) {
            throw new StoreException(
                    StoreException.Kind.FAILED,
                    "deleted rows could not be cleaned up: " + e.getMessage(),
                    e);
        }
    }

    @Override
    public void close() {
        source.close();
    }
}
