package dev.postern.broker.store.sql;

import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A SQLite file, readable by its owner alone, in write-ahead mode; what is deleted in it is overwritten.
///
/// @param file      its path
/// @param migration the set of migrations it holds: a folder under `db/`
/// @param durability how much of what was written survives a power loss
record SqliteFile(Path file, String migration, Durability durability) {

    private static final int BUSY_MILLIS = 10_000;
    private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+)\\.(\\d+).*");

    /// What survives a power loss.
    enum Durability {
        /// Every commit.
        EVERY_COMMIT,
        /// A whole file, perhaps without the latest commits: for what can be made again.
        CONSISTENT
    }

    /// A file that only it knows what is in it.
    static SqliteFile truth(Path file, String migration) {
        return new SqliteFile(file, migration, Durability.EVERY_COMMIT);
    }

    /// A file that can be made again from others.
    static SqliteFile cache(Path file, String migration) {
        return new SqliteFile(file, migration, Durability.CONSISTENT);
    }

    /// Makes the file if it is not there, checks it and brings its tables up to date.
    ///
    /// @throws StoreException if the file is damaged, is not ours to read, or was written by a newer broker
    void prepare() {
        try {
            makePrivate();
            try (Connection connection = connect()) {
                checkVersion(single(connection, "select sqlite_version()"));
                String verdict = single(connection, "pragma quick_check(1)");
                if (!verdict.equals("ok")) {
                    throw corrupt(verdict, null);
                }
            }
        } catch (IOException e) {
            throw new StoreException(
                    StoreException.Kind.FAILED,
                    "cannot make " + file + ": " + e + "; check its folder's owner",
                    e);
        } catch (SQLException e) {
            throw corrupt(String.valueOf(e.getMessage()), e);
        }
        new Migrations(migration)
                .onSqlite(source(SQLiteConfig.TransactionMode.IMMEDIATE), file.toString());
    }

    /// A connection that the caller closes; its transactions begin by taking the write lock.
    Connection connect() throws SQLException {
        return source(SQLiteConfig.TransactionMode.IMMEDIATE).getConnection();
    }

    /// A connection that the caller closes; its transactions only read, all of it as it was at their first statement.
    Connection connectToRead() throws SQLException {
        return source(SQLiteConfig.TransactionMode.DEFERRED).getConnection();
    }

    /// Refuses SQLite before 3.51.3 (a WAL fault that loses commits) and the withdrawn 3.52.0.
    static void checkVersion(String version) {
        Matcher parts = VERSION.matcher(version);
        long number =
                parts.matches()
                        ? Long.parseLong(parts.group(1)) * 1_000_000
                                + Long.parseLong(parts.group(2)) * 1_000
                                + Long.parseLong(parts.group(3))
                        : 0;
        if (number < 3_051_003 || number == 3_052_000) {
            throw new StoreException(
                    StoreException.Kind.UNSUITABLE_LIBRARY,
                    "SQLite "
                            + version
                            + " cannot be trusted with this data; 3.51.3 or newer is needed, but"
                            + " not 3.52.0");
        }
    }

    private SQLiteDataSource source(SQLiteConfig.TransactionMode transactions) {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(
                switch (durability) {
                    case EVERY_COMMIT -> SQLiteConfig.SynchronousMode.FULL;
                    case CONSISTENT -> SQLiteConfig.SynchronousMode.NORMAL;
                });
        config.setPragma(SQLiteConfig.Pragma.SECURE_DELETE, "true");
        config.setTransactionMode(transactions);
        config.setBusyTimeout(BUSY_MILLIS);
        config.enforceForeignKeys(true);
        config.enableLoadExtension(false);
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + file.toAbsolutePath());
        return source;
    }

    private void makePrivate() throws IOException {
        if (file.toString().contains("?")) {
            throw new IOException("a path with ? cannot be opened");
        }
        var folder =
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
        Path parent = file.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent, folder);
        }
        var own = PosixFilePermissions.fromString("rw-------");
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(own));
        } catch (FileAlreadyExistsException e) {
            Files.setPosixFilePermissions(file, own);
        }
    }

    private StoreException corrupt(String verdict, @Nullable Throwable cause) {
        String message =
                "the database "
                        + file
                        + " is damaged (quick_check: "
                        + verdict
                        + "); restore it from a backup. Recordings do not depend on it and stay"
                        + " verifiable";
        return cause == null
                ? new StoreException(StoreException.Kind.CORRUPT, message)
                : new StoreException(StoreException.Kind.CORRUPT, message, cause);
    }

    private static String single(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            return result.next() ? String.valueOf(result.getString(1)) : "";
        }
    }
}
