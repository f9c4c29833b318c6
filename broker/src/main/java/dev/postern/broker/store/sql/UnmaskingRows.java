package dev.postern.broker.store.sql;

import static dev.postern.broker.store.sql.tables.state.Tables.UNMASKING;

import dev.postern.broker.store.sql.tables.state.tables.records.UnmaskingRecord;

import org.jooq.DSLContext;

import java.util.List;

/// The rows of `unmasking` within one transaction.
public final class UnmaskingRows {

    private static final int MOST = 500;

    private final DSLContext db;

    UnmaskingRows(DSLContext db) {
        this.db = db;
    }

    /// Adds one that nobody has decided.
    public void add(UnmaskingRow row) {
        DeedColumns asked = row.deeds().asked();
        db.insertInto(UNMASKING)
                .set(UNMASKING.ID, row.id())
                .set(UNMASKING.SESSION_ID, row.subject().session())
                .set(UNMASKING.TARGET, row.subject().target())
                .set(UNMASKING.PERSON_ID, row.subject().personId())
                .set(UNMASKING.SCOPE, row.wish().scope())
                .set(UNMASKING.SUBJECT, row.wish().subject())
                .set(UNMASKING.STRONGEST, row.wish().strongest())
                .set(UNMASKING.STATE, row.state())
                .set(UNMASKING.LASTS, row.wish().lasts())
                .set(UNMASKING.ENDS_AT, row.endsAt())
                .set(UNMASKING.ASKED_AT, asked.at())
                .set(UNMASKING.ASKED_BY_ID, asked.byId())
                .set(UNMASKING.ASKED_BY_NAME, asked.byName())
                .set(UNMASKING.ASKED_BY_EMAIL, asked.byEmail())
                .set(UNMASKING.ASKED_REASON, asked.reason())
                .execute();
    }

    /// Decides a pending one; false if it is no longer pending.
    ///
    /// @param endsAt when what is granted ends, 0 if nothing is
    public boolean decide(String id, String state, long endsAt, DeedColumns decided) {
        return db.update(UNMASKING)
                        .set(UNMASKING.STATE, state)
                        .set(UNMASKING.ENDS_AT, endsAt)
                        .set(UNMASKING.DECIDED_AT, decided.at())
                        .set(UNMASKING.DECIDED_BY_ID, decided.byId())
                        .set(UNMASKING.DECIDED_BY_NAME, decided.byName())
                        .set(UNMASKING.DECIDED_BY_EMAIL, decided.byEmail())
                        .set(UNMASKING.DECIDED_REASON, decided.reason())
                        .where(UNMASKING.ID.eq(id))
                        .and(UNMASKING.STATE.eq("pending"))
                        .execute()
                == 1;
    }

    /// What `person` may see of a session at `now`.
    public List<UnmaskingRow> inForce(String session, String person, long now) {
        return db.selectFrom(UNMASKING)
                .where(UNMASKING.SESSION_ID.eq(session))
                .and(UNMASKING.ASKED_BY_ID.eq(person))
                .and(UNMASKING.STATE.eq("granted"))
                .and(UNMASKING.ENDS_AT.gt(now))
                .orderBy(UNMASKING.ID)
                .fetch(UnmaskingRows::row);
    }

    /// The newest 500.
    public List<UnmaskingRow> newest() {
        return db.selectFrom(UNMASKING)
                .orderBy(UNMASKING.ID.desc())
                .limit(MOST)
                .fetch(UnmaskingRows::row);
    }

    private static UnmaskingRow row(UnmaskingRecord r) {
        Long decidedAt = r.getDecidedAt();
        return new UnmaskingRow(
                r.getId(),
                new UnmaskingRow.Subject(r.getSessionId(), r.getTarget(), r.getPersonId()),
                new UnmaskingRow.Wish(r.getScope(), r.getSubject(), r.getStrongest(), r.getLasts()),
                r.getState(),
                r.getEndsAt(),
                new UnmaskingRow.Deeds(
                        new DeedColumns(
                                r.getAskedAt(),
                                r.getAskedById(),
                                r.getAskedByName(),
                                r.getAskedByEmail(),
                                r.getAskedReason()),
                        decidedAt == null
                                ? null
                                : new DeedColumns(
                                        decidedAt,
                                        r.getDecidedById(),
                                        r.getDecidedByName(),
                                        r.getDecidedByEmail(),
                                        r.getDecidedReason())));
    }
}
