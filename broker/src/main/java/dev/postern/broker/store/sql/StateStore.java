package dev.postern.broker.store.sql;

import org.jooq.DSLContext;

import java.nio.file.Path;
import java.util.function.Function;

/// What only this database knows: sign-ins, certificates, access requests, holds and erasures, notes and reviews,
/// saved searches, short links, the audit trail.
public final class StateStore implements AutoCloseable {

    private final SqlDatabase database;

    private StateStore(SqlDatabase database) {
        this.database = database;
    }

    /// Opens the state, making it if it is not there.
    ///
    /// @throws StoreException if the file is damaged or cannot be opened: the broker must not start
    public static StateStore open(Path file) {
        return new StateStore(SqliteDatabase.open(SqliteFile.truth(file, "state")));
    }

    /// Opens the state where the configuration says.
    ///
    /// @param file the file, if it is in one
    /// @throws StoreException if the database is damaged or cannot be opened: the broker must not start
    public static StateStore open(DatabaseConfig config, Path file) {
        return switch (config) {
            case DatabaseConfig.Sqlite ignored -> open(file);
            case DatabaseConfig.Postgres postgres ->
                    new StateStore(PostgresDatabase.open(postgres, "state"));
        };
    }

    /// Runs `work` in one transaction that is synced to disk when this returns, and rolled back if it throws.
    /// One at a time; blocks, so never call it from an event loop or from within another `work`.
    ///
    /// @throws StoreException if it failed
    public <T> T write(Function<Rows, T> work) {
        return database.write(db -> work.apply(rows(db)));
    }

    /// Runs `work`, which must only read. Blocks.
    ///
    /// @throws StoreException if it failed
    public <T> T read(Function<Rows, T> work) {
        return database.read(db -> work.apply(rows(db)));
    }

    private static Rows rows(DSLContext db) {
        return new Rows(
                new AuditRows(db),
                new RequestRows(db),
                new LoginRows(db),
                new RetentionRows(db),
                new LockRows(db),
                new ApprovalRows(db),
                new OutboxRows(db),
                new ManagedRows(db),
                new NoteRows(db),
                new ReviewRows(db),
                new UnmaskingRows(db),
                new SavedSearchRows(db),
                new ShortLinkRows(db));
    }

    @Override
    public void close() {
        database.close();
    }

    /// The tables within one transaction.
    public record Rows(
            AuditRows audit,
            RequestRows requests,
            LoginRows logins,
            RetentionRows retention,
            LockRows locks,
            ApprovalRows approvals,
            OutboxRows outbox,
            ManagedRows managed,
            NoteRows notes,
            ReviewRows reviews,
            UnmaskingRows unmaskings,
            SavedSearchRows searches,
            ShortLinkRows links) {}
}
