package dev.postern.broker.store.sql;

import static dev.postern.broker.store.sql.tables.state.Tables.ACCESS_APPROVAL;
import static dev.postern.broker.store.sql.tables.state.Tables.ACCESS_EXTENSION;
import static dev.postern.broker.store.sql.tables.state.Tables.ACCESS_REQUEST;
import static dev.postern.broker.store.sql.tables.state.Tables.ACCESS_REVIEW;

import org.jooq.DSLContext;

import java.util.List;
import java.util.Optional;

/// The rows of `access_approval`, `access_extension` and `access_review` within one transaction.
public final class ApprovalRows {

    private final DSLContext db;

    ApprovalRows(DSLContext db) {
        this.db = db;
    }

    /// Adds an approval.
    ///
    /// @throws RuntimeException if the person has approved the request before, or asked for it
    public void add(String request, String requester, DeedColumns deed, long ttlSeconds) {
        db.insertInto(ACCESS_APPROVAL)
                .set(ACCESS_APPROVAL.REQUEST_ID, request)
                .set(ACCESS_APPROVAL.REQUESTER_ID, requester)
                .set(ACCESS_APPROVAL.BY_ID, deed.byId())
                .set(ACCESS_APPROVAL.BY_NAME, deed.byName())
                .set(ACCESS_APPROVAL.BY_EMAIL, deed.byEmail())
                .set(ACCESS_APPROVAL.APPROVED_AT, deed.at())
                .set(ACCESS_APPROVAL.REASON, deed.reason())
                .set(ACCESS_APPROVAL.TTL_SECONDS, ttlSeconds)
                .execute();
    }

    /// The approvals of a request, oldest first.
    public List<Approval> of(String request) {
        return db.selectFrom(ACCESS_APPROVAL)
                .where(ACCESS_APPROVAL.REQUEST_ID.eq(request))
                .orderBy(ACCESS_APPROVAL.APPROVED_AT, ACCESS_APPROVAL.BY_ID)
                .fetch(r ->
                        new Approval(
                                new DeedColumns(
                                        r.getApprovedAt(),
                                        r.getById(),
                                        r.getByName(),
                                        r.getByEmail(),
                                        r.getReason()),
                                r.getTtlSeconds()));
    }

    /// Adds an extension, and moves the end of the grant from `endsAt`; false if the grant no longer ends there.
    public boolean extend(String request, long endsAt, long newEnd, DeedColumns deed) {
        boolean moved =
                db.update(ACCESS_REQUEST)
                                .set(ACCESS_REQUEST.GRANT_ENDS_AT, newEnd)
                                .set(ACCESS_REQUEST.VERSION, ACCESS_REQUEST.VERSION.plus(1))
                                .where(ACCESS_REQUEST.ID.eq(request))
                                .and(ACCESS_REQUEST.STATE.eq("approved"))
                                .and(ACCESS_REQUEST.GRANT_ENDS_AT.eq(endsAt))
                                .execute()
                        == 1;
        if (moved) {
            db.insertInto(ACCESS_EXTENSION)
                    .set(ACCESS_EXTENSION.REQUEST_ID, request)
                    .set(ACCESS_EXTENSION.EXTENDED_AT, deed.at())
                    .set(ACCESS_EXTENSION.BY_ID, deed.byId())
                    .set(ACCESS_EXTENSION.BY_NAME, deed.byName())
                    .set(ACCESS_EXTENSION.BY_EMAIL, deed.byEmail())
                    .set(ACCESS_EXTENSION.REASON, deed.reason())
                    .set(ACCESS_EXTENSION.GRANT_ENDS_AT, newEnd)
                    .execute();
        }
        return moved;
    }

    /// The extensions of a request's grant, oldest first.
    public List<Extension> extensionsOf(String request) {
        return db.selectFrom(ACCESS_EXTENSION)
                .where(ACCESS_EXTENSION.REQUEST_ID.eq(request))
                .orderBy(ACCESS_EXTENSION.GRANT_ENDS_AT)
                .fetch(r ->
                        new Extension(
                                new DeedColumns(
                                        r.getExtendedAt(),
                                        r.getById(),
                                        r.getByName(),
                                        r.getByEmail(),
                                        r.getReason()),
                                r.getGrantEndsAt()));
    }

    /// Adds the review of a request; false if it has one.
    public boolean addReview(String request, String requester, DeedColumns deed, String outcome) {
        return db.insertInto(ACCESS_REVIEW)
                        .set(ACCESS_REVIEW.REQUEST_ID, request)
                        .set(ACCESS_REVIEW.REQUESTER_ID, requester)
                        .set(ACCESS_REVIEW.REVIEWED_AT, deed.at())
                        .set(ACCESS_REVIEW.BY_ID, deed.byId())
                        .set(ACCESS_REVIEW.BY_NAME, deed.byName())
                        .set(ACCESS_REVIEW.BY_EMAIL, deed.byEmail())
                        .set(ACCESS_REVIEW.OUTCOME, outcome)
                        .set(ACCESS_REVIEW.REASON, deed.reason())
                        .onConflictDoNothing()
                        .execute()
                == 1;
    }

    /// The review of a request.
    public Optional<Review> reviewOf(String request) {
        return db.selectFrom(ACCESS_REVIEW)
                .where(ACCESS_REVIEW.REQUEST_ID.eq(request))
                .fetchOptional(r ->
                        new Review(
                                new DeedColumns(
                                        r.getReviewedAt(),
                                        r.getById(),
                                        r.getByName(),
                                        r.getByEmail(),
                                        r.getReason()),
                                r.getOutcome()));
    }

    /// An approval.
    ///
    /// @param ttlSeconds the longest grant that the approver agreed to
    public record Approval(DeedColumns deed, long ttlSeconds) {}

    /// An extension.
    ///
    /// @param grantEndsAt the new end
    public record Extension(DeedColumns deed, long grantEndsAt) {}

    /// A review.
    ///
    /// @param outcome `ok`, `follow-up` or `incident`
    public record Review(DeedColumns deed, String outcome) {}
}
