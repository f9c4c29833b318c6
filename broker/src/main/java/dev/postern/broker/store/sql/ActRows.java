package dev.postern.broker.store.sql;

import static dev.postern.broker.store.sql.tables.index.tables.Session.SESSION;
import static dev.postern.broker.store.sql.tables.index.tables.SessionAct.SESSION_ACT;

import dev.postern.broker.store.chunk.CorruptChunkException;
import dev.postern.broker.store.chunk.IndexCipher;
import dev.postern.broker.store.chunk.PackedReader;
import dev.postern.broker.store.chunk.PackedWriter;
import dev.postern.broker.store.sql.tables.index.tables.records.SessionActRecord;

import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

import java.util.List;

/// Acts upon sessions, in the index.
public final class ActRows {

    private static final String SCOPE = "acts";

    private final IndexStore store;

    ActRows(IndexStore store) {
        this.store = store;
    }

    /// The first `limit` acts upon a session, in its order.
    public List<ActRow> of(String session, int limit) {
        return store.read(sql ->
                sql.select(SESSION_ACT.fields())
                        .from(SESSION_ACT)
                        .join(SESSION)
                        .on(SESSION.KEY.eq(SESSION_ACT.SESSION_KEY))
                        .where(SESSION.ID.eq(session))
                        .orderBy(SESSION_ACT.NUMBER)
                        .limit(limit)
                        .fetchInto(SESSION_ACT)
                        .map(record -> row(session, record, store.cipher())));
    }

    /// On sessions: those that have an act of the kind.
    static Condition any(String kind) {
        return DSL.exists(
                DSL.selectOne()
                        .from(SESSION_ACT)
                        .where(SESSION_ACT.SESSION_KEY.eq(SESSION.KEY))
                        .and(SESSION_ACT.KIND.eq(kind)));
    }

    /// Writes acts over those that are there.
    ///
    /// @param key of the session with this `id`
    static void write(DSLContext sql, long key, String id, List<ActRow> acts, IndexCipher cipher) {
        for (ActRow act : acts) {
            SessionActRecord record = new SessionActRecord();
            record.setSessionKey(key);
            record.setNumber(act.number());
            record.setKind(act.kind());
            record.setAtMicros(act.atMicros());
            record.setOrdinal(act.ordinal());
            record.setSealedTexts(cipher.seal(SCOPE, name(id, act.number()), texts(act)));
            sql.insertInto(SESSION_ACT)
                    .set(record)
                    .onConflict(SESSION_ACT.SESSION_KEY, SESSION_ACT.NUMBER)
                    .doUpdate()
                    .set(record)
                    .execute();
        }
    }

    private static String name(String session, long number) {
        return session + " " + number;
    }

    private static byte[] texts(ActRow act) {
        PackedWriter texts = new PackedWriter();
        ActRow.By by = act.by();
        texts.stringOrNull(by == null ? null : by.id());
        texts.string(by == null ? "" : by.name());
        texts.string(by == null ? "" : by.email());
        texts.string(act.reason());
        texts.string(act.text());
        return texts.toArray();
    }

    private static ActRow row(String session, SessionActRecord record, IndexCipher cipher) {
        try {
            PackedReader texts =
                    new PackedReader(
                            cipher.open(
                                    SCOPE,
                                    name(session, record.getNumber()),
                                    record.getSealedTexts()));
            String id = texts.stringOrNull();
            String name = texts.string();
            String email = texts.string();
            return new ActRow(
                    record.getNumber(),
                    record.getKind(),
                    record.getAtMicros(),
                    record.getOrdinal(),
                    id == null ? null : new ActRow.By(id, name, email),
                    texts.string(),
                    texts.string());
        } catch (CorruptChunkException e) {
            throw IndexStore.corrupt(e);
        }
    }

    static void remove(DSLContext sql, long session) {
        sql.deleteFrom(SESSION_ACT).where(SESSION_ACT.SESSION_KEY.eq(session)).execute();
    }

    static void clear(DSLContext sql) {
        sql.deleteFrom(SESSION_ACT).execute();
    }
}
