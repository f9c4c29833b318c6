package dev.postern.broker.store.sql;

import static dev.postern.broker.store.sql.tables.index.tables.IndexKey.INDEX_KEY;

import dev.postern.broker.base.Randomness;
import dev.postern.broker.store.chunk.CorruptChunkException;
import dev.postern.broker.store.chunk.IndexCipher;
import dev.postern.keys.KeyEncryptionKeys;
import dev.postern.keys.KeyPurpose;
import dev.postern.keys.WrappedKey;

import org.jooq.DSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import java.util.function.Function;

/// The searchable facts of recordings, in a database that may be dropped at any time and made again from the recordings.
///
/// What people or servers wrote is encrypted in it under an index key, which lies beside it, wrapped under a
/// key-encryption key. An index whose key cannot be had, whose file is damaged or whose tables are of another version is
/// of no use: it is dropped, and an empty one takes its place.
public final class IndexStore implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(IndexStore.class);
    private static final String KEY_SUBJECT = "search index";

    private final SqlDatabase database;
    private final IndexCipher cipher;
    private final TokenIndex tokens;
    private final IndexWriter writer;
    private final AtomicBoolean isInDoubt = new AtomicBoolean();

    private IndexStore(SqlDatabase database, IndexCipher cipher, TokenIndex tokens) {
        this.database = database;
        this.cipher = cipher;
        this.tokens = tokens;
        this.writer = new IndexWriter(cipher, tokens);
    }

    /// Opens the index where the configuration says.
    ///
    /// An index on PostgreSQL may be another broker's too: one that is of no use is not dropped but refused.
    ///
    /// @param file the file, if it is in one
    public static IndexStore open(
            DatabaseConfig config, Path file, KeyEncryptionKeys keys, Randomness randomness) {
        return switch (config) {
            case DatabaseConfig.Sqlite ignored -> open(file, keys, randomness);
            case DatabaseConfig.Postgres postgres -> openPostgres(postgres, keys, randomness);
        };
    }

    private static IndexStore openPostgres(
            DatabaseConfig.Postgres config, KeyEncryptionKeys keys, Randomness randomness) {
        PostgresDatabase database = PostgresDatabase.open(config, "index");
        try {
            return new IndexStore(
                    database,
                    new IndexCipher(key(database, keys, randomness), randomness),
                    new PostgresTokenIndex());
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    /// Takes away whatever index there is, so that the next one is made from nothing.
    public static void drop(DatabaseConfig config, Path file) {
        switch (config) {
            case DatabaseConfig.Sqlite ignored -> drop(file);
            case DatabaseConfig.Postgres postgres -> PostgresDatabase.drop(postgres, "index");
        }
    }

    /// Opens the index in a SQLite file, making it if it is not there.
    ///
    /// @param keys wrap and unwrap the index key
    public static IndexStore open(Path file, KeyEncryptionKeys keys, Randomness randomness) {
        try {
            return openFile(file, keys, randomness);
        } catch (StoreException e) {
            if (e.kind() != StoreException.Kind.CORRUPT
                    && e.kind() != StoreException.Kind.OTHER_VERSION) {
                throw e;
            }
            LOG.atWarn()
                    .addKeyValue("reason", e.getMessage())
                    .log("the search index is dropped and made again from the recordings");
            drop(file);
            return openFile(file, keys, randomness);
        }
    }

    private static IndexStore openFile(Path file, KeyEncryptionKeys keys, Randomness randomness) {
        SqliteDatabase database = SqliteDatabase.open(SqliteFile.cache(file, "index"));
        try {
            return new IndexStore(
                    database,
                    new IndexCipher(key(database, keys, randomness), randomness),
                    new SqliteTokenIndex());
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    /// The index key, made if there is none, wrapped anew if another key-encryption key wraps now.
    private static byte[] key(SqlDatabase database, KeyEncryptionKeys keys, Randomness randomness) {
        return database.write(sql -> {
            byte[] stored =
                    sql.select(INDEX_KEY.WRAPPED).from(INDEX_KEY).fetchOne(INDEX_KEY.WRAPPED);
            try {
                if (stored == null) {
                    byte[] key = randomness.bytes(IndexCipher.KEY_BYTES);
                    sql.insertInto(INDEX_KEY)
                            .set(INDEX_KEY.ID, 1L)
                            .set(INDEX_KEY.WRAPPED, wrap(keys, key))
                            .execute();
                    return key;
                }
                WrappedKey wrapped = WrappedKey.parse(stored);
                byte[] key = keys.unwrap(KeyPurpose.INDEX, KEY_SUBJECT, wrapped);
                if (!wrapped.keyEncryptionKeyId().equals(keys.currentId())) {
                    sql.update(INDEX_KEY).set(INDEX_KEY.WRAPPED, wrap(keys, key)).execute();
                }
                return key;
            } catch (IOException e) {
                throw new StoreException(
                        StoreException.Kind.CORRUPT,
                        "the key of the search index cannot be had: "
                                + e.getMessage()
                                + "; give the key-encryption key that wraps it, or have the index"
                                + " made anew with the reindex command",
                        e);
            }
        });
    }

    private static byte[] wrap(KeyEncryptionKeys keys, byte[] key) throws IOException {
        return keys.wrap(KeyPurpose.INDEX, KEY_SUBJECT, key).toBytes();
    }

    private static void drop(Path file) {
        try {
            for (String suffix : List.of("", "-wal", "-shm")) {
                Files.deleteIfExists(file.resolveSibling(file.getFileName() + suffix));
            }
        } catch (IOException e) {
            throw new StoreException(
                    StoreException.Kind.FAILED,
                    "cannot delete the useless search index " + file + ": " + e,
                    e);
        }
    }

    static StoreException corrupt(CorruptChunkException cause) {
        return new StoreException(
                StoreException.Kind.CORRUPT,
                "the search index is damaged: "
                        + cause.getMessage()
                        + "; stop the broker, delete index.db and start it again to make the index"
                        + " anew",
                cause);
    }

    IndexCipher cipher() {
        return cipher;
    }

    TokenIndex tokens() {
        return tokens;
    }

    <T> T write(BiFunction<DSLContext, IndexWriter, T> work) {
        try {
            return database.write(sql -> {
                if (isInDoubt.getAndSet(false)) {
                    writer.doubt();
                }
                return work.apply(sql, writer);
            });
        } catch (RuntimeException e) {
            isInDoubt.set(true);
            throw e;
        }
    }

    <T> T read(Function<DSLContext, T> work) {
        return database.read(work);
    }

    /// Leaves nothing of deleted rows in any file.
    void scrub() {
        database.scrub();
    }

    @Override
    public void close() {
        database.close();
    }
}
