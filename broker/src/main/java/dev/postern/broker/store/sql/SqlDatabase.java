package dev.postern.broker.store.sql;

import org.jooq.DSLContext;

import java.util.function.Function;

/// One set of tables, written by one transaction at a time.
///
/// Calls block and are made by virtual or platform threads, never by event loops.
interface SqlDatabase extends AutoCloseable {

    /// Runs `work` in one transaction, after all others that write to the same tables, and rolls it back if it throws.
    ///
    /// @throws StoreException if it failed
    <T> T write(Function<DSLContext, T> work);

    /// Runs `work`, which only reads, on one consistent view of what is committed.
    ///
    /// @throws StoreException if it failed
    <T> T read(Function<DSLContext, T> work);

    /// Leaves nothing of deleted rows in any file.
    void scrub();

    @Override
    void close();
}
