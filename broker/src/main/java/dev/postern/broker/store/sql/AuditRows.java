package dev.postern.broker.store.sql;

import static dev.postern.broker.store.sql.tables.state.Tables.AUDIT_EVENT;

import dev.postern.broker.store.sql.tables.state.tables.records.AuditEventRecord;

import org.jooq.DSLContext;
import org.jooq.impl.DSL;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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
                .execute();
    }

    /// At most `limit` of the rows that are asked for with an id below `beforeId`, newest first.
    public List<AuditRow> before(AuditFilter filter, long beforeId, int limit) {
        return db.selectFrom(AUDIT_EVENT)
                .where(AUDIT_EVENT.ID.lt(beforeId))
                .and(filter.condition())
                .orderBy(AUDIT_EVENT.ID.desc())
                .limit(limit)
                .fetch(AuditRows::row);
    }

    /// How many rows are asked for, counted up to `most`.
    public int count(AuditFilter filter, int most) {
        return db.fetchCount(
                DSL.selectOne().from(AUDIT_EVENT).where(filter.condition()).limit(most));
    }

    /// At most `limit` rows with an id above `afterId`, oldest first.
    public List<AuditRow> after(long afterId, int limit) {
        return db.selectFrom(AUDIT_EVENT)
                .where(AUDIT_EVENT.ID.gt(afterId))
                .orderBy(AUDIT_EVENT.ID)
                .limit(limit)
                .fetch(AuditRows::row);
    }

    /// The ids of at most `limit` events about a session, oldest first.
    public List<Long> ofSession(String session, int limit) {
        return db.select(AUDIT_EVENT.ID)
                .from(AUDIT_EVENT)
                .where(AUDIT_EVENT.SESSION_ID.eq(session))
                .orderBy(AUDIT_EVENT.ID)
                .limit(limit)
                .fetch(AUDIT_EVENT.ID);
    }

    /// The ids of the events about a session with one of these codes, oldest first.
    public List<Long> ofSession(String session, Collection<String> codes) {
        return db.select(AUDIT_EVENT.ID)
                .from(AUDIT_EVENT)
                .where(AUDIT_EVENT.SESSION_ID.eq(session))
                .and(AUDIT_EVENT.CODE.in(codes))
                .orderBy(AUDIT_EVENT.ID)
                .fetch(AUDIT_EVENT.ID);
    }

    /// The ids of at most `limit` events with one of these codes whose detail holds a text, oldest first.
    ///
    /// @param text a piece of JSON
    public List<Long> withDetail(Collection<String> codes, String text, int limit) {
        return db.select(AUDIT_EVENT.ID)
                .from(AUDIT_EVENT)
                .where(AUDIT_EVENT.CODE.in(codes))
                .and(AUDIT_EVENT.DETAIL.contains(text))
                .orderBy(AUDIT_EVENT.ID)
                .limit(limit)
                .fetch(AUDIT_EVENT.ID);
    }

    /// The sessions that have an event with the one code and none with the other.
    public List<String> sessionsWithout(String code, String missing) {
        return db.selectDistinct(AUDIT_EVENT.SESSION_ID)
                .from(AUDIT_EVENT)
                .where(AUDIT_EVENT.CODE.eq(code))
                .and(
                        AUDIT_EVENT.SESSION_ID.notIn(
                                DSL.select(AUDIT_EVENT.SESSION_ID)
                                        .from(AUDIT_EVENT)
                                        .where(AUDIT_EVENT.CODE.eq(missing))
                                        .and(AUDIT_EVENT.SESSION_ID.isNotNull())))
                .fetch(AUDIT_EVENT.SESSION_ID);
    }

    /// Those of `sessions` that have an event with one of `codes`.
    ///
    /// @param sessions at most 500
    public Set<String> sessionsWith(Collection<String> sessions, Collection<String> codes) {
        return db.selectDistinct(AUDIT_EVENT.SESSION_ID)
                .from(AUDIT_EVENT)
                .where(AUDIT_EVENT.SESSION_ID.in(sessions))
                .and(AUDIT_EVENT.CODE.in(codes))
                .fetchSet(AUDIT_EVENT.SESSION_ID);
    }

    /// Deletes all rows, to make them anew from the site log.
    ///
    /// @return how many there were
    public int clear() {
        return db.deleteFrom(AUDIT_EVENT).execute();
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
                r.getSentence());
    }
}
