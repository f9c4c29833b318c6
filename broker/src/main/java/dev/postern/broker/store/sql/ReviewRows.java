package dev.postern.broker.store.sql;

import static dev.postern.broker.store.sql.tables.state.Tables.REVIEW_ASSIGNMENT;
import static dev.postern.broker.store.sql.tables.state.Tables.SESSION_REVIEW;

import dev.postern.broker.store.sql.tables.state.tables.records.SessionReviewRecord;

import org.jooq.DSLContext;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/// The rows of `session_review` and `review_assignment` within one transaction.
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
                .set(SESSION_REVIEW.CHECKLIST, row.checklist())
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

    /// Notes who is to review a session, instead of whoever was to.
    public void assign(AssignmentRow row) {
        unassign(row.session());
        SignatureColumns assigned = row.assigned();
        db.insertInto(REVIEW_ASSIGNMENT)
                .set(REVIEW_ASSIGNMENT.SESSION_ID, row.session())
                .set(REVIEW_ASSIGNMENT.PERSON_ID, row.personId())
                .set(REVIEW_ASSIGNMENT.TO_ID, row.to().id())
                .set(REVIEW_ASSIGNMENT.TO_NAME, row.to().name())
                .set(REVIEW_ASSIGNMENT.TO_EMAIL, row.to().email())
                .set(REVIEW_ASSIGNMENT.ASSIGNED_AT, assigned.at())
                .set(REVIEW_ASSIGNMENT.BY_ID, assigned.byId())
                .set(REVIEW_ASSIGNMENT.BY_NAME, assigned.byName())
                .set(REVIEW_ASSIGNMENT.BY_EMAIL, assigned.byEmail())
                .execute();
    }

    /// Lets nobody in particular review a session; false if it was so.
    public boolean unassign(String session) {
        return db.deleteFrom(REVIEW_ASSIGNMENT)
                        .where(REVIEW_ASSIGNMENT.SESSION_ID.eq(session))
                        .execute()
                == 1;
    }

    /// Who is to review these sessions.
    ///
    /// @param sessions at most 1000
    public List<AssignmentRow> assignments(Collection<String> sessions) {
        return db.selectFrom(REVIEW_ASSIGNMENT)
                .where(REVIEW_ASSIGNMENT.SESSION_ID.in(sessions))
                .fetch(r ->
                        new AssignmentRow(
                                r.getSessionId(),
                                r.getPersonId(),
                                new AssignmentRow.To(r.getToId(), r.getToName(), r.getToEmail()),
                                new SignatureColumns(
                                        r.getAssignedAt(),
                                        r.getById(),
                                        r.getByName(),
                                        r.getByEmail())));
    }

    /// The ids of those who are to review sessions, by session.
    public Map<String, String> assignees() {
        return db.select(REVIEW_ASSIGNMENT.SESSION_ID, REVIEW_ASSIGNMENT.TO_ID)
                .from(REVIEW_ASSIGNMENT)
                .fetchMap(REVIEW_ASSIGNMENT.SESSION_ID, REVIEW_ASSIGNMENT.TO_ID);
    }

    private static ReviewRow row(SessionReviewRecord r) {
        Long takenBackAt = r.getTakenBackAt();
        return new ReviewRow(
                r.getId(),
                r.getSessionId(),
                r.getPersonId(),
                r.getOutcome(),
                r.getChecklist(),
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
