package dev.postern.broker.store.sql;

import static dev.postern.broker.store.sql.tables.state.Tables.ERASURE;
import static dev.postern.broker.store.sql.tables.state.Tables.LEGAL_HOLD;

import dev.postern.broker.store.sql.tables.state.tables.records.ErasureRecord;
import dev.postern.broker.store.sql.tables.state.tables.records.LegalHoldRecord;

import org.jooq.DSLContext;

import java.util.List;
import java.util.Optional;

/// The rows of `legal_hold` and `erasure` within one transaction.
public final class RetentionRows {

    private final DSLContext db;

    RetentionRows(DSLContext db) {
        this.db = db;
    }

    /// Adds a hold.
    public void addHold(HoldRow row) {
        DeedColumns placed = row.placed();
        db.insertInto(LEGAL_HOLD)
                .set(LEGAL_HOLD.ID, row.id())
                .set(LEGAL_HOLD.SCOPE, row.scope())
                .set(LEGAL_HOLD.SUBJECT, row.subject())
                .set(LEGAL_HOLD.PLACED_AT, placed.at())
                .set(LEGAL_HOLD.PLACED_BY_ID, placed.byId())
                .set(LEGAL_HOLD.PLACED_BY_NAME, placed.byName())
                .set(LEGAL_HOLD.PLACED_BY_EMAIL, placed.byEmail())
                .set(LEGAL_HOLD.PLACED_REASON, placed.reason())
                .execute();
    }

    /// Lifts a hold that holds; false if there is none such.
    public boolean liftHold(String id, DeedColumns lifted) {
        return db.update(LEGAL_HOLD)
                        .set(LEGAL_HOLD.LIFTED_AT, lifted.at())
                        .set(LEGAL_HOLD.LIFTED_BY_ID, lifted.byId())
                        .set(LEGAL_HOLD.LIFTED_BY_NAME, lifted.byName())
                        .set(LEGAL_HOLD.LIFTED_BY_EMAIL, lifted.byEmail())
                        .set(LEGAL_HOLD.LIFTED_REASON, lifted.reason())
                        .where(LEGAL_HOLD.ID.eq(id))
                        .and(LEGAL_HOLD.LIFTED_AT.isNull())
                        .execute()
                == 1;
    }

    /// All holds, the newest first, lifted ones too.
    public List<HoldRow> holds() {
        return db.selectFrom(LEGAL_HOLD).orderBy(LEGAL_HOLD.ID.desc()).fetch(RetentionRows::hold);
    }

    /// The oldest hold on a session, its person or its target that is not lifted.
    public Optional<HoldRow> holdOn(String session, String personId, String target) {
        return db.selectFrom(LEGAL_HOLD)
                .where(LEGAL_HOLD.LIFTED_AT.isNull())
                .and(
                        LEGAL_HOLD
                                .SCOPE
                                .eq("session")
                                .and(LEGAL_HOLD.SUBJECT.eq(session))
                                .or(
                                        LEGAL_HOLD
                                                .SCOPE
                                                .eq("person")
                                                .and(LEGAL_HOLD.SUBJECT.eq(personId)))
                                .or(
                                        LEGAL_HOLD
                                                .SCOPE
                                                .eq("target")
                                                .and(LEGAL_HOLD.SUBJECT.eq(target))))
                .orderBy(LEGAL_HOLD.ID)
                .limit(1)
                .fetchOptional(RetentionRows::hold);
    }

    /// Adds an erasure.
    public void addErasure(ErasureRow row) {
        DeedColumns asked = row.deeds().asked();
        ErasureRow.Subject subject = row.subject();
        db.insertInto(ERASURE)
                .set(ERASURE.ID, row.id())
                .set(ERASURE.SESSION_ID, subject.session())
                .set(ERASURE.TARGET, subject.target())
                .set(ERASURE.PERSON_ID, subject.personId())
                .set(ERASURE.PERSON_NAME, subject.personName())
                .set(ERASURE.SESSION_STARTED_AT, subject.startedAt())
                .set(ERASURE.LEGAL_BASIS, row.legalBasis())
                .set(ERASURE.STATE, row.state())
                .set(ERASURE.ASKED_AT, asked.at())
                .set(ERASURE.ASKED_BY_ID, asked.byId())
                .set(ERASURE.ASKED_BY_NAME, asked.byName())
                .set(ERASURE.ASKED_BY_EMAIL, asked.byEmail())
                .set(ERASURE.ASKED_REASON, asked.reason())
                .execute();
    }

    /// Changes a pending erasure to `state`; false if it is no longer pending.
    public boolean decideErasure(String id, String state, DeedColumns decided) {
        return db.update(ERASURE)
                        .set(ERASURE.STATE, state)
                        .set(ERASURE.DECIDED_AT, decided.at())
                        .set(ERASURE.DECIDED_BY_ID, decided.byId())
                        .set(ERASURE.DECIDED_BY_NAME, decided.byName())
                        .set(ERASURE.DECIDED_BY_EMAIL, decided.byEmail())
                        .set(ERASURE.DECIDED_REASON, decided.reason())
                        .where(ERASURE.ID.eq(id))
                        .and(ERASURE.STATE.eq("pending"))
                        .execute()
                == 1;
    }

    /// Notes that the content of a confirmed erasure is gone.
    public void finishErasure(String id, long at) {
        db.update(ERASURE)
                .set(ERASURE.STATE, "done")
                .set(ERASURE.FINISHED_AT, at)
                .where(ERASURE.ID.eq(id))
                .and(ERASURE.STATE.eq("confirmed"))
                .execute();
    }

    /// The erasure with this id.
    public Optional<ErasureRow> erasure(String id) {
        return db.selectFrom(ERASURE)
                .where(ERASURE.ID.eq(id))
                .fetchOptional(RetentionRows::erasure);
    }

    /// All erasures, the newest first.
    public List<ErasureRow> erasures() {
        return db.selectFrom(ERASURE).orderBy(ERASURE.ID.desc()).fetch(RetentionRows::erasure);
    }

    /// Erasures in a state, the oldest first.
    public List<ErasureRow> erasuresIn(String state) {
        return db.selectFrom(ERASURE)
                .where(ERASURE.STATE.eq(state))
                .orderBy(ERASURE.ID)
                .fetch(RetentionRows::erasure);
    }

    private static HoldRow hold(LegalHoldRecord r) {
        Long liftedAt = r.getLiftedAt();
        return new HoldRow(
                r.getId(),
                r.getScope(),
                r.getSubject(),
                new DeedColumns(
                        r.getPlacedAt(),
                        r.getPlacedById(),
                        r.getPlacedByName(),
                        r.getPlacedByEmail(),
                        r.getPlacedReason()),
                liftedAt == null
                        ? null
                        : new DeedColumns(
                                liftedAt,
                                r.getLiftedById(),
                                r.getLiftedByName(),
                                r.getLiftedByEmail(),
                                r.getLiftedReason()));
    }

    private static ErasureRow erasure(ErasureRecord r) {
        Long decidedAt = r.getDecidedAt();
        return new ErasureRow(
                r.getId(),
                new ErasureRow.Subject(
                        r.getSessionId(),
                        r.getTarget(),
                        r.getPersonId(),
                        r.getPersonName(),
                        r.getSessionStartedAt()),
                r.getLegalBasis(),
                r.getState(),
                new ErasureRow.Deeds(
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
                                        r.getDecidedReason())),
                r.getFinishedAt());
    }
}
