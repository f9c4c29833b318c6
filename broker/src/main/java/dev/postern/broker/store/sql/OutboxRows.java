package dev.postern.broker.store.sql;

import static dev.postern.broker.store.sql.tables.state.Tables.OUTBOX;
import static dev.postern.broker.store.sql.tables.state.Tables.OUTBOX_PLACE;

import dev.postern.broker.store.sql.tables.state.tables.records.OutboxRecord;

import org.jooq.DSLContext;

import java.util.List;
import java.util.OptionalLong;

/// The rows of `outbox` and `outbox_place` within one transaction.
public final class OutboxRows {

    private static final long ONLY = 1;
    private static final String WAITING = "waiting";

    private final DSLContext db;

    OutboxRows(DSLContext db) {
        this.db = db;
    }

    /// The last event of the audit trail that was put into the outbox, if one ever was.
    public OptionalLong place() {
        Long event =
                db.select(OUTBOX_PLACE.AUDIT_EVENT)
                        .from(OUTBOX_PLACE)
                        .fetchOne(OUTBOX_PLACE.AUDIT_EVENT);
        return event == null ? OptionalLong.empty() : OptionalLong.of(event);
    }

    /// Goes on behind this event of the audit trail.
    public void moveTo(long event) {
        db.insertInto(OUTBOX_PLACE)
                .set(OUTBOX_PLACE.ID, ONLY)
                .set(OUTBOX_PLACE.AUDIT_EVENT, event)
                .onConflict(OUTBOX_PLACE.ID)
                .doUpdate()
                .set(OUTBOX_PLACE.AUDIT_EVENT, event)
                .execute();
    }

    /// Adds a message that is due at once; nothing if the receiver has one of this event.
    ///
    /// @return whether it was added
    public boolean add(OutboxRow row) {
        return db.insertInto(OUTBOX)
                        .set(OUTBOX.EVENT_KEY, row.eventKey())
                        .set(OUTBOX.RECEIVER, row.receiver())
                        .set(OUTBOX.EVENT, row.event())
                        .set(OUTBOX.BODY, row.body())
                        .set(OUTBOX.MADE_AT, row.madeAt())
                        .set(OUTBOX.NEXT_AT, row.madeAt())
                        .onConflictDoNothing()
                        .execute()
                == 1;
    }

    /// Whether the receiver has a message of this event.
    public boolean has(String eventKey, String receiver) {
        return db.fetchExists(
                OUTBOX, OUTBOX.EVENT_KEY.eq(eventKey).and(OUTBOX.RECEIVER.eq(receiver)));
    }

    /// The messages of a receiver that are due, the longest due first.
    public List<OutboxRow> due(String receiver, long now, int limit) {
        return db.selectFrom(OUTBOX)
                .where(OUTBOX.STATE.eq(WAITING))
                .and(OUTBOX.RECEIVER.eq(receiver))
                .and(OUTBOX.NEXT_AT.le(now))
                .orderBy(OUTBOX.NEXT_AT, OUTBOX.MADE_AT, OUTBOX.EVENT_KEY)
                .limit(limit)
                .fetch(OutboxRows::row);
    }

    /// Takes a message for one more attempt, so that nobody else tries it before `until`; false if somebody has.
    public boolean claim(OutboxRow row, long until) {
        return db.update(OUTBOX)
                        .set(OUTBOX.ATTEMPTS, row.attempts() + 1)
                        .set(OUTBOX.NEXT_AT, until)
                        .where(OUTBOX.EVENT_KEY.eq(row.eventKey()))
                        .and(OUTBOX.RECEIVER.eq(row.receiver()))
                        .and(OUTBOX.STATE.eq(WAITING))
                        .and(OUTBOX.ATTEMPTS.eq(row.attempts()))
                        .execute()
                == 1;
    }

    /// The message has arrived.
    public void sent(OutboxRow row) {
        end(row, "sent", "");
    }

    /// Nobody tries the message any more.
    public void giveUp(OutboxRow row, String problem) {
        end(row, "given-up", problem);
    }

    /// The message did not arrive, and is due again at `next`.
    public void failed(OutboxRow row, String problem, long next) {
        db.update(OUTBOX)
                .set(OUTBOX.PROBLEM, problem)
                .set(OUTBOX.NEXT_AT, next)
                .where(OUTBOX.EVENT_KEY.eq(row.eventKey()))
                .and(OUTBOX.RECEIVER.eq(row.receiver()))
                .execute();
    }

    /// Deletes the messages made before `before` that nobody tries any more.
    public int clear(long before) {
        return db.deleteFrom(OUTBOX)
                .where(OUTBOX.STATE.ne(WAITING))
                .and(OUTBOX.MADE_AT.lt(before))
                .execute();
    }

    private void end(OutboxRow row, String state, String problem) {
        db.update(OUTBOX)
                .set(OUTBOX.STATE, state)
                .set(OUTBOX.PROBLEM, problem)
                .where(OUTBOX.EVENT_KEY.eq(row.eventKey()))
                .and(OUTBOX.RECEIVER.eq(row.receiver()))
                .execute();
    }

    private static OutboxRow row(OutboxRecord r) {
        return new OutboxRow(
                r.getEventKey(),
                r.getReceiver(),
                r.getEvent(),
                r.getBody(),
                r.getMadeAt(),
                r.getAttempts());
    }
}
