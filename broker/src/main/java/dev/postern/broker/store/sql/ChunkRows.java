package dev.postern.broker.store.sql;

import static dev.postern.broker.store.sql.tables.index.tables.Chunk.CHUNK;

import dev.postern.broker.store.chunk.Chunk;
import dev.postern.broker.store.chunk.CorruptChunkException;
import dev.postern.broker.store.chunk.IndexCipher;
import dev.postern.broker.store.chunk.StatementTexts;
import dev.postern.broker.store.chunk.TokenSet;
import dev.postern.broker.store.chunk.Tokenizer;
import dev.postern.broker.store.sql.tables.index.tables.records.ChunkRecord;
import dev.postern.broker.store.sql.tables.index.tables.records.StatementRecord;

import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The rows of `chunk` and their tokens within one transaction of the writer.
///
/// Statements of one session gather in its open chunk until they are many or long; then it is closed, and a new one
/// begins. The texts of an open chunk are not in the token index: there are as many as running sessions, and each is looked
/// into.
final class ChunkRows {

    private final IndexCipher cipher;
    private final TokenIndex tokens;
    private final Tokenizer tokenizer;

    ChunkRows(IndexCipher cipher, TokenIndex tokens) {
        this.cipher = cipher;
        this.tokens = tokens;
        this.tokenizer = cipher.tokenizer();
    }

    /// The session's open chunk as it was left, or null.
    @Nullable FillingChunk open(DSLContext sql, long session) {
        ChunkRecord row =
                sql.selectFrom(CHUNK)
                        .where(CHUNK.SESSION_KEY.eq(session).and(CHUNK.CLOSED.isFalse()))
                        .fetchOne();
        if (row == null) {
            return null;
        }
        FillingChunk chunk = new FillingChunk(row.getId(), false);
        for (StatementTexts statement : texts(session, row.getId(), row.getContent())) {
            chunk.putBack(statement);
        }
        chunk.putBack(row);
        return chunk;
    }

    /// A number no chunk has had yet.
    static long nextId(DSLContext sql) {
        Long last = sql.select(DSL.max(CHUNK.ID)).from(CHUNK).fetchOne(0, Long.class);
        return last == null ? 1 : last + 1;
    }

    /// Writes a chunk with at least one statement; a closed one gets its tokens.
    void write(DSLContext sql, long session, FillingChunk chunk, boolean closed) {
        ChunkRecord row = new ChunkRecord();
        row.setId(chunk.id());
        row.setSessionKey(session);
        row.setClosed(closed);
        chunk.describe(row);
        row.setContent(cipher.seal(scope(session), place(chunk.id()), Chunk.encode(chunk.texts())));
        if (chunk.isNew()) {
            sql.insertInto(CHUNK).set(row).execute();
        } else {
            sql.update(CHUNK).set(row).where(CHUNK.ID.eq(chunk.id())).execute();
        }
        if (closed) {
            tokens.add(sql, chunk.id(), tokens(chunk.texts()));
        }
    }

    /// Takes all chunks of a session out.
    void remove(DSLContext sql, long session) {
        for (ChunkRecord row :
                sql.selectFrom(CHUNK)
                        .where(CHUNK.SESSION_KEY.eq(session).and(CHUNK.CLOSED.isTrue()))
                        .fetch()) {
            tokens.remove(sql, row.getId(), tokens(texts(session, row.getId(), row.getContent())));
        }
        sql.deleteFrom(CHUNK).where(CHUNK.SESSION_KEY.eq(session)).execute();
    }

    /// The texts in the content of a chunk.
    List<StatementTexts> texts(long session, long id, byte[] content) {
        try {
            return Chunk.decode(cipher.open(scope(session), place(id), content));
        } catch (CorruptChunkException e) {
            throw IndexStore.corrupt(e);
        }
    }

    /// The texts of a statement, from its chunk, which is decrypted once for all that `known` is given to.
    StatementTexts texts(
            DSLContext sql, StatementRecord row, Map<Long, Map<Long, StatementTexts>> known) {
        StatementTexts texts =
                known.computeIfAbsent(row.getChunkId(), id -> chunk(sql, row.getSessionKey(), id))
                        .get(row.getOrdinal());
        if (texts == null) {
            throw new StoreException(
                    StoreException.Kind.CORRUPT,
                    "the index lacks the text of a statement; stop the broker, delete index.db and"
                            + " start it again to make the index anew");
        }
        return texts;
    }

    private Map<Long, StatementTexts> chunk(DSLContext sql, long session, long id) {
        byte[] content =
                sql.select(CHUNK.CONTENT)
                        .from(CHUNK)
                        .where(CHUNK.ID.eq(id))
                        .fetchOne(CHUNK.CONTENT);
        Map<Long, StatementTexts> byOrdinal = new HashMap<>();
        if (content != null) {
            texts(session, id, content).forEach(texts -> byOrdinal.put(texts.ordinal(), texts));
        }
        return byOrdinal;
    }

    private long[] tokens(Iterable<StatementTexts> statements) {
        TokenSet all = new TokenSet();
        java.util.Set<String> seen = new java.util.HashSet<>();
        for (StatementTexts statement : statements) {
            String mark = statement.mark();
            String text = mark == null ? statement.sql() : statement.sql() + '\0' + mark;
            if (statement.error() != null || seen.add(text)) {
                statement.addTokens(tokenizer, all);
            }
        }
        return all.toArray();
    }

    static String scope(long session) {
        return "session " + session;
    }

    private static String place(long id) {
        return "chunk " + id;
    }
}
