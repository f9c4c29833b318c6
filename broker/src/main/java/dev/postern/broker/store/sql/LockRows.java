package dev.postern.broker.store.sql;

import static dev.postern.broker.store.sql.tables.state.Tables.ACCESS_LOCK;

import dev.postern.broker.store.sql.tables.state.tables.records.AccessLockRecord;

import org.jooq.DSLContext;

import java.util.List;
import java.util.Optional;

/// The rows of `access_lock` within one transaction.
public final class LockRows {

    private final DSLContext db;

    LockRows(DSLContext db) {
        this.db = db;
    }

    /// Adds a lock.
    public void add(LockRow row) {
        DeedColumns placed = row.placed();
        db.insertInto(ACCESS_LOCK)
                .set(ACCESS_LOCK.ID, row.id())
                .set(ACCESS_LOCK.SCOPE, row.scope())
                .set(ACCESS_LOCK.SUBJECT, row.subject())
                .set(ACCESS_LOCK.ENDS_AT, row.endsAt())
                .set(ACCESS_LOCK.PLACED_AT, placed.at())
                .set(ACCESS_LOCK.PLACED_BY_ID, placed.byId())
                .set(ACCESS_LOCK.PLACED_BY_NAME, placed.byName())
                .set(ACCESS_LOCK.PLACED_BY_EMAIL, placed.byEmail())
                .set(ACCESS_LOCK.PLACED_REASON, placed.reason())
                .execute();
    }

    /// Lifts a lock that nobody has lifted; false if there is none such.
    public boolean lift(String id, DeedColumns lifted) {
        return db.update(ACCESS_LOCK)
                        .set(ACCESS_LOCK.LIFTED_AT, lifted.at())
                        .set(ACCESS_LOCK.LIFTED_BY_ID, lifted.byId())
                        .set(ACCESS_LOCK.LIFTED_BY_NAME, lifted.byName())
                        .set(ACCESS_LOCK.LIFTED_BY_EMAIL, lifted.byEmail())
                        .set(ACCESS_LOCK.LIFTED_REASON, lifted.reason())
                        .where(ACCESS_LOCK.ID.eq(id))
                        .and(ACCESS_LOCK.LIFTED_AT.isNull())
                        .execute()
                == 1;
    }

    /// The lock with this id.
    public Optional<LockRow> find(String id) {
        return db.selectFrom(ACCESS_LOCK).where(ACCESS_LOCK.ID.eq(id)).fetchOptional(LockRows::row);
    }

    /// The locks that nobody has lifted and that do not end before `now`, the oldest first.
    public List<LockRow> active(long now) {
        return db.selectFrom(ACCESS_LOCK)
                .where(ACCESS_LOCK.LIFTED_AT.isNull())
                .and(ACCESS_LOCK.ENDS_AT.isNull().or(ACCESS_LOCK.ENDS_AT.gt(now)))
                .orderBy(ACCESS_LOCK.ID)
                .fetch(LockRows::row);
    }

    /// The newest locks first, whatever became of them.
    public List<LockRow> newest(int limit) {
        return db.selectFrom(ACCESS_LOCK)
                .orderBy(ACCESS_LOCK.ID.desc())
                .limit(limit)
                .fetch(LockRows::row);
    }

    private static LockRow row(AccessLockRecord r) {
        Long liftedAt = r.getLiftedAt();
        return new LockRow(
                r.getId(),
                r.getScope(),
                r.getSubject(),
                r.getEndsAt(),
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
}
