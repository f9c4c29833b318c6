package dev.postern.broker.store.sql;

import static dev.postern.broker.store.sql.tables.state.Tables.SESSION_NOTE;

import dev.postern.broker.store.sql.tables.state.tables.records.SessionNoteRecord;

import org.jooq.DSLContext;

import java.util.List;

/// The rows of `session_note` within one transaction.
public final class NoteRows {

    private static final byte[] NOTHING = {};

    private final DSLContext db;

    NoteRows(DSLContext db) {
        this.db = db;
    }

    /// Adds a note.
    public void add(NoteRow row) {
        SignatureColumns written = row.written();
        db.insertInto(SESSION_NOTE)
                .set(SESSION_NOTE.ID, row.id())
                .set(SESSION_NOTE.SESSION_ID, row.session())
                .set(SESSION_NOTE.KIND, row.kind())
                .set(SESSION_NOTE.STATEMENT, row.statement())
                .set(SESSION_NOTE.SEALED_ANCHOR, row.sealedAnchor())
                .set(SESSION_NOTE.SEALED_TEXT, row.sealedText())
                .set(SESSION_NOTE.WRITTEN_AT, written.at())
                .set(SESSION_NOTE.BY_ID, written.byId())
                .set(SESSION_NOTE.BY_NAME, written.byName())
                .set(SESSION_NOTE.BY_EMAIL, written.byEmail())
                .execute();
    }

    /// Takes the text of a note that nobody has removed, and keeps its anchor; false if there is none such.
    public boolean remove(String id, SignatureColumns removed) {
        return db.update(SESSION_NOTE)
                        .set(SESSION_NOTE.SEALED_TEXT, NOTHING)
                        .set(SESSION_NOTE.REMOVED_AT, removed.at())
                        .set(SESSION_NOTE.REMOVED_BY_ID, removed.byId())
                        .set(SESSION_NOTE.REMOVED_BY_NAME, removed.byName())
                        .set(SESSION_NOTE.REMOVED_BY_EMAIL, removed.byEmail())
                        .where(SESSION_NOTE.ID.eq(id))
                        .and(SESSION_NOTE.REMOVED_AT.isNull())
                        .execute()
                == 1;
    }

    /// The notes of a session, the oldest first, removed ones too.
    public List<NoteRow> of(String session) {
        return db.selectFrom(SESSION_NOTE)
                .where(SESSION_NOTE.SESSION_ID.eq(session))
                .orderBy(SESSION_NOTE.WRITTEN_AT, SESSION_NOTE.ID)
                .fetch(NoteRows::row);
    }

    /// How many notes a session has, removed ones too.
    public int count(String session) {
        return db.fetchCount(SESSION_NOTE, SESSION_NOTE.SESSION_ID.eq(session));
    }

    /// Takes all notes of a session out.
    ///
    /// @return how many there were
    public int forget(String session) {
        return db.deleteFrom(SESSION_NOTE).where(SESSION_NOTE.SESSION_ID.eq(session)).execute();
    }

    private static NoteRow row(SessionNoteRecord r) {
        Long removedAt = r.getRemovedAt();
        return new NoteRow(
                r.getId(),
                r.getSessionId(),
                r.getKind(),
                r.getStatement(),
                r.getSealedAnchor(),
                r.getSealedText(),
                new SignatureColumns(r.getWrittenAt(), r.getById(), r.getByName(), r.getByEmail()),
                removedAt == null
                        ? null
                        : new SignatureColumns(
                                removedAt,
                                r.getRemovedById(),
                                r.getRemovedByName(),
                                r.getRemovedByEmail()));
    }
}
