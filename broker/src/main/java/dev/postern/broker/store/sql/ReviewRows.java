package dev.postern.broker.store.sql;

import static dev.postern.broker.store.sql.tables.state.Tables.SESSION_REVIEW;

import dev.postern.broker.store.sql.tables.state.tables.records.SessionReviewRecord;

import org.jooq.DSLContext;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/// The rows of `session_review` within one transaction.
public final class ReviewRows {

    private final DSLContext db;

    ReviewRows(DSLContext db) {
        this.db = db;
    }

    /// Adds a review of a session that has none that stands.
    ///
    /// @throws org.jooq.exception.DataAccessException if it has
    public void add(ReviewRow row) {
        SignatureColumns reviewed = row.reviewed();
        db.insertInto(SESSION_REVIEW)
                .set(SESSION_REVIEW.ID, row.id())
                .set(SESSION_REVIEW.SESSION_ID, row.session())
                .set(SESSION_REVIEW.PERSON_ID, row.personId())
                .set(SESSION_REVIEW.OUTCOME, row.outcome())
                .set(SESSION_REVIEW.REVIEWED_AT, reviewed.at())
                .set(SESSION_REVIEW.BY_ID, reviewed.byId())
                .set(SESSION_REVIEW.BY_NAME, reviewed.byName())
                .set(SESSION_REVIEW.BY_EMAIL, reviewed.byEmail())
                .execute();
    }

    /// Takes a review back that stands; false if there is none such.
    public boolean takeBack(String id, SignatureColumns takenBack) {
        return db.update(SESSION_REVIEW)
                        .set(SESSION_REVIEW.TAKEN_BACK_AT, takenBack.at())
                        .set(SESSION_REVIEW.TAKEN_BACK_BY_ID, takenBack.byId())
                        .set(SESSION_REVIEW.TAKEN_BACK_BY_NAME, takenBack.byName())
                        .set(SESSION_REVIEW.TAKEN_BACK_BY_EMAIL, takenBack.byEmail())
                        .where(SESSION_REVIEW.ID.eq(id))
                        .and(SESSION_REVIEW.TAKEN_BACK_AT.isNull())
                        .execute()
                == 1;
    }

    /// The reviews of a session, the oldest first, those that were taken back too.
    public List<ReviewRow> of(String session) {
        return db.selectFrom(SESSION_REVIEW)
                .where(SESSION_REVIEW.SESSION_ID.eq(session))
                .orderBy(SESSION_REVIEW.REVIEWED_AT, SESSION_REVIEW.ID)
                .fetch(ReviewRows::row);
    }

    /// The reviews of these sessions that stand; at most one of each.
    ///
    /// @param sessions at most 1000
    public List<ReviewRow> standing(Collection<String> sessions) {
        return db.selectFrom(SESSION_REVIEW)
                .where(SESSION_REVIEW.SESSION_ID.in(sessions))
                .and(SESSION_REVIEW.TAKEN_BACK_AT.isNull())
                .fetch(ReviewRows::row);
    }

    /// The outcomes of all reviews that stand, by session.
    public Map<String, String> outcomes() {
        return db.select(SESSION_REVIEW.SESSION_ID, SESSION_REVIEW.OUTCOME)
                .from(SESSION_REVIEW)
                .where(SESSION_REVIEW.TAKEN_BACK_AT.isNull())
                .fetchMap(SESSION_REVIEW.SESSION_ID, SESSION_REVIEW.OUTCOME);
    }

    private static ReviewRow row(SessionReviewRecord r) {
        Long takenBackAt = r.getTakenBackAt();
        return new ReviewRow(
                r.getId(),
                r.getSessionId(),
                r.getPersonId(),
                r.getOutcome(),
                new SignatureColumns(r.getReviewedAt(), r.getById(), r.getByName(), r.getByEmail()),
                takenBackAt == null
                        ? null
                        : new SignatureColumns(
                                takenBackAt,
                                r.getTakenBackById(),
                                r.getTakenBackByName(),
                                r.getTakenBackByEmail()));
    }
}
