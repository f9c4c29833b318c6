package dev.postern.broker.store.sql;

import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.SQLDialect;
import org.jooq.conf.Settings;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/// A database with one writer and a few readers.
///
/// SQLite has one writer at a time, and its native calls pin virtual threads to their carriers: so every statement runs
/// on a platform thread that owns its connection, and callers (virtual threads, never event loops) wait for the answer.
/// At most [#MAX_WAITING] calls wait for the writer or for the readers; one more is refused.
final class SqliteDatabase implements SqlDatabase {

    static final int MAX_WAITING = 1024;
    private static final int READERS = 3;
    private static final long ANSWER_SECONDS = 30;
    private static final Settings SETTINGS = new Settings().withRenderSchema(false);

    private final List<Connection> connections = new ArrayList<>();
    private final ArrayBlockingQueue<DSLContext> idleReaders = new ArrayBlockingQueue<>(READERS);
    private final DSLContext writing;
    private final ThreadPoolExecutor writer;
    private final ThreadPoolExecutor readers;

    private SqliteDatabase(SqliteFile file) throws SQLException {
        try {
            writing = context(file.connect());
            for (int i = 0; i < READERS; i++) {
                idleReaders.add(context(file.connectToRead()));
            }
        } catch (SQLException e) {
            closeConnections();
            throw e;
        }
        String name = file.migration() + "-db-";
        writer = executor(1, name + "writer");
        readers = executor(READERS, name + "reader");
    }

    /// Opens a SQLite file, making and migrating it as needed.
    ///
    /// @throws StoreException if it is damaged or cannot be opened
    static SqliteDatabase open(SqliteFile sqlite) {
        sqlite.prepare();
        try {
            return new SqliteDatabase(sqlite);
        } catch (SQLException e) {
            throw new StoreException(
                    StoreException.Kind.FAILED,
                    "cannot open the database " + sqlite.file() + ": " + e.getMessage(),
                    e);
        }
    }

    /// Runs `work` in one transaction that is synced to disk when this returns, and rolled back if it throws.
    @Override
    public <T> T write(Function<DSLContext, T> work) {
        return run(writer, () -> writing.transactionResult(c -> work.apply(c.dsl())));
    }

    /// Runs `work` on one consistent view of what is committed.
    @Override
    public <T> T read(Function<DSLContext, T> work) {
        return run(
                readers,
                () -> {
                    DSLContext context = idleReaders.remove();
                    try {
                        return context.transactionResult(c -> work.apply(c.dsl()));
                    } finally {
                        idleReaders.add(context);
                    }
                });
    }

    /// Moves everything into the main file and empties the write-ahead log, so that no older page lies in it.
    @Override
    public void scrub() {
        run(
                writer,
                () -> {
                    Record answer = writing.fetchSingle("pragma wal_checkpoint(truncate)");
                    if (answer.get(0, Integer.class) != 0) {
                        throw new StoreException(
                                StoreException.Kind.OVERLOADED,
                                "the write-ahead log is being read and could not be emptied; try"
                                        + " again");
                    }
                    return true;
                });
    }

    /// Waits for what is running and closes the files.
    @Override
    public void close() {
        writer.shutdown();
        readers.shutdown();
        try {
            if (!writer.awaitTermination(ANSWER_SECONDS, TimeUnit.SECONDS)
                    || !readers.awaitTermination(ANSWER_SECONDS, TimeUnit.SECONDS)) {
                throw new StoreException(
                        StoreException.Kind.OVERLOADED,
                        "the database did not finish in " + ANSWER_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        closeConnections();
    }

    private static <T> T run(ThreadPoolExecutor executor, Callable<T> work) {
        Future<T> answer;
        try {
            answer = executor.submit(work);
        } catch (RejectedExecutionException e) {
            throw executor.isShutdown()
                    ? new StoreException(StoreException.Kind.CLOSED, "the database is closed", e)
                    : new StoreException(
                            StoreException.Kind.OVERLOADED,
                            MAX_WAITING + " calls wait for the database",
                            e);
        }
        try {
            return answer.get(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException(
                    StoreException.Kind.OVERLOADED,
                    "interrupted while waiting for the database",
                    e);
        } catch (TimeoutException e) {
            answer.cancel(false);
            throw new StoreException(
                    StoreException.Kind.OVERLOADED,
                    "the database did not answer in " + ANSWER_SECONDS + " s",
                    e);
        } catch (ExecutionException e) {
            throw unwrapped(e.getCause() == null ? e : e.getCause());
        }
    }

    private static RuntimeException unwrapped(Throwable cause) {
        if (cause instanceof DataAccessException) {
            return new StoreException(
                    StoreException.Kind.FAILED,
                    "the database failed: " + cause.getMessage(),
                    cause);
        }
        if (cause instanceof RuntimeException unchecked) {
            return unchecked;
        }
        return new StoreException(
                StoreException.Kind.FAILED, "the database failed: " + cause, cause);
    }

    private DSLContext context(Connection connection) {
        connections.add(connection);
        return DSL.using(connection, SQLDialect.SQLITE, SETTINGS);
    }

    private void closeConnections() {
        for (Connection connection : connections) {
            try {
                connection.close();
            } catch (SQLException e) {
                throw new StoreException(
                        StoreException.Kind.FAILED, "the database could not be closed", e);
            }
        }
    }

    private static ThreadPoolExecutor executor(int threads, String name) {
        ThreadPoolExecutor executor =
                new ThreadPoolExecutor(
                        threads,
                        threads,
                        0,
                        TimeUnit.SECONDS,
                        new ArrayBlockingQueue<>(MAX_WAITING),
                        Thread.ofPlatform().daemon().name(name, 0).factory());
        executor.prestartAllCoreThreads();
        return executor;
    }
}
