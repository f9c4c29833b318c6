package dev.postern.broker.store.sql;

import org.jooq.DSLContext;

import java.nio.file.Path;
import java.util.function.Function;

/// The searchable facts of recordings, in a file that may be deleted at any time and made again from the recordings.
public final class IndexStore implements AutoCloseable {

    private final SqlDatabase database;

    private IndexStore(SqlDatabase database) {
        this.database = database;
    }

    /// Opens the index, making it if it is not there.
    ///
    /// @throws StoreException kind CORRUPT if the file is damaged: delete it and index again
    public static IndexStore open(Path file) {
        return new IndexStore(SqlDatabase.open(file, "index"));
    }

    <T> T write(Function<DSLContext, T> work) {
        return database.write(work);
    }

    <T> T read(Function<DSLContext, T> work) {
        return database.read(work);
    }

    @Override
    public void close() {
        database.close();
    }
}
