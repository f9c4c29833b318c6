package dev.postern.broker.store.sql;

import static dev.postern.broker.store.sql.tables.state.Tables.AUDIT_EVENT;

import dev.postern.broker.store.sql.tables.state.tables.records.AuditEventRecord;

import org.jooq.DSLContext;

import java.util.List;
import java.util.Optional;

/// The rows of `audit_event` within one transaction.
public final class AuditRows {

    private final DSLContext db;

    AuditRows(DSLContext db) {
        this.db = db;
    }

    /// The newest row, if there is one.
    public Optional<AuditRow> last() {
        return db.selectFrom(AUDIT_EVENT)
                .orderBy(AUDIT_EVENT.ID.desc())
                .limit(1)
                .fetchOptional(AuditRows::row);
    }

    /// Adds a row; its id must be free.
    public void add(AuditRow row) {
        db.insertInto(AUDIT_EVENT)
                .set(AUDIT_EVENT.ID, row.id())
                .set(AUDIT_EVENT.OCCURRED_AT, row.occurredAt())
                .set(AUDIT_EVENT.CODE, row.code())
                .set(AUDIT_EVENT.PERSON_ID, row.personId())
                .set(AUDIT_EVENT.PERSON_NAME, row.personName())
                .set(AUDIT_EVENT.PERSON_EMAIL, row.personEmail())
                .set(AUDIT_EVENT.ADDRESS, row.address())
                .set(AUDIT_EVENT.TARGET, row.target())
                .set(AUDIT_EVENT.SESSION_ID, row.session())
                .set(AUDIT_EVENT.DETAIL, row.detail())
                .set(AUDIT_EVENT.SENTENCE, row.sentence())
                .set(AUDIT_EVENT.PREVIOUS_HASH, row.previousHash())
                .set(AUDIT_EVENT.ROW_HASH, row.rowHash())
                .execute();
    }

    /// At most `limit` rows with an id below `beforeId`, newest first.
    public List<AuditRow> before(long beforeId, int limit) {
        return db.selectFrom(AUDIT_EVENT)
                .where(AUDIT_EVENT.ID.lt(beforeId))
                .orderBy(AUDIT_EVENT.ID.desc())
                .limit(limit)
                .fetch(AuditRows::row);
    }

    /// At most `limit` rows with an id above `afterId`, oldest first.
    public List<AuditRow> after(long afterId, int limit) {
        return db.selectFrom(AUDIT_EVENT)
                .where(AUDIT_EVENT.ID.gt(afterId))
                .orderBy(AUDIT_EVENT.ID)
                .limit(limit)
                .fetch(AuditRows::row);
    }

    private static AuditRow row(AuditEventRecord r) {
        return new AuditRow(
                r.getId(),
                r.getOccurredAt(),
                r.getCode(),
                r.getPersonId(),
                r.getPersonName(),
                r.getPersonEmail(),
                r.getAddress(),
                r.getTarget(),
                r.getSessionId(),
                r.getDetail(),
                r.getSentence(),
                r.getPreviousHash(),
                r.getRowHash());
    }
}
