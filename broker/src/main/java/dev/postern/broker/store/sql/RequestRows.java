package dev.postern.broker.store.sql;

import static dev.postern.broker.store.sql.tables.state.Tables.ACCESS_REQUEST;
import static dev.postern.broker.store.sql.tables.state.Tables.GRANT_SESSION;

import dev.postern.broker.store.sql.RequestRow.DecisionColumns;
import dev.postern.broker.store.sql.RequestRow.PersonColumns;
import dev.postern.broker.store.sql.tables.state.tables.records.AccessRequestRecord;

import org.jooq.DSLContext;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The rows of `access_request` and `grant_session` within one transaction.
public final class RequestRows {

    private final DSLContext db;

    RequestRows(DSLContext db) {
        this.db = db;
    }

    /// Adds a request that nobody has decided.
    public void add(RequestRow row) {
        db.insertInto(ACCESS_REQUEST)
                .set(ACCESS_REQUEST.ID, row.id())
                .set(ACCESS_REQUEST.SHORT_ID, row.shortId())
                .set(ACCESS_REQUEST.REQUESTER_ISSUER, row.requester().issuer())
                .set(ACCESS_REQUEST.REQUESTER_SUBJECT, row.requester().subject())
                .set(ACCESS_REQUEST.REQUESTER_NAME, row.requester().name())
                .set(ACCESS_REQUEST.REQUESTER_EMAIL, row.requester().email())
                .set(ACCESS_REQUEST.TARGET, row.target())
                .set(ACCESS_REQUEST.DATABASE_ROLE, row.databaseRole())
                .set(ACCESS_REQUEST.REASON, row.reason())
                .set(ACCESS_REQUEST.TTL_SECONDS, row.ttlSeconds())
                .set(ACCESS_REQUEST.STATE, row.state())
                .set(ACCESS_REQUEST.VERSION, row.version())
                .set(ACCESS_REQUEST.CREATED_AT, row.createdAt())
                .set(ACCESS_REQUEST.DATABASE_NAME, row.wish().database())
                .set(ACCESS_REQUEST.NOT_BEFORE, row.wish().notBefore())
                .set(ACCESS_REQUEST.TICKET, row.wish().ticket())
                .set(ACCESS_REQUEST.SINGLE_USE, row.wish().singleUse() ? 1L : 0L)
                .set(ACCESS_REQUEST.BREAK_GLASS, row.wish().breakGlass() ? 1L : 0L)
                .set(ACCESS_REQUEST.FOLLOWS_ID, row.wish().follows())
                .set(ACCESS_REQUEST.SCOPE, row.wish().scope())
                .set(ACCESS_REQUEST.DEMANDS, row.wish().demands())
                .execute();
    }

    /// The request with this id.
    public Optional<RequestRow> find(String id) {
        return db.selectFrom(ACCESS_REQUEST)
                .where(ACCESS_REQUEST.ID.eq(id))
                .fetchOptional(RequestRows::row);
    }

    /// At most two requests whose id or short id starts with `prefix`: two mean that it is not unique.
    ///
    /// @param prefix characters of an id only: no `%`, no `_`
    public List<RequestRow> startingWith(String prefix) {
        return db.selectFrom(ACCESS_REQUEST)
                .where(
                        ACCESS_REQUEST
                                .ID
                                .startsWith(prefix)
                                .or(ACCESS_REQUEST.SHORT_ID.startsWith(prefix)))
                .limit(2)
                .fetch(RequestRows::row);
    }

    /// The newest requests first.
    public List<RequestRow> newest(int limit) {
        return db.selectFrom(ACCESS_REQUEST)
                .orderBy(ACCESS_REQUEST.ID.desc())
                .limit(limit)
                .fetch(RequestRows::row);
    }

    /// Approved requests of a person whose grant ends after `now`, the latest end first.
    public List<RequestRow> grantsOf(String issuer, String subject, long now) {
        return db.selectFrom(ACCESS_REQUEST)
                .where(ACCESS_REQUEST.REQUESTER_ISSUER.eq(issuer))
                .and(ACCESS_REQUEST.REQUESTER_SUBJECT.eq(subject))
                .and(ACCESS_REQUEST.STATE.eq("approved"))
                .and(ACCESS_REQUEST.GRANT_ENDS_AT.gt(now))
                .orderBy(ACCESS_REQUEST.GRANT_ENDS_AT.desc())
                .fetch(RequestRows::row);
    }

    /// Changes a pending request of this version to `state`; false if it is no longer so.
    public boolean decide(String id, long version, String state, DecisionColumns decision) {
        return db.update(ACCESS_REQUEST)
                        .set(ACCESS_REQUEST.STATE, state)
                        .set(ACCESS_REQUEST.VERSION, version + 1)
                        .set(ACCESS_REQUEST.DECIDED_AT, decision.at())
                        .set(ACCESS_REQUEST.DECIDED_BY_ID, decision.byId())
                        .set(ACCESS_REQUEST.DECIDED_BY_NAME, decision.byName())
                        .set(ACCESS_REQUEST.DECIDED_BY_EMAIL, decision.byEmail())
                        .set(ACCESS_REQUEST.DECISION_REASON, decision.reason())
                        .set(ACCESS_REQUEST.GRANT_ENDS_AT, decision.grantEndsAt())
                        .where(ACCESS_REQUEST.ID.eq(id))
                        .and(ACCESS_REQUEST.VERSION.eq(version))
                        .and(ACCESS_REQUEST.STATE.eq("pending"))
                        .execute()
                == 1;
    }

    /// Counts a change of a pending request of this version; false if it is no longer so.
    public boolean touch(String id, long version) {
        return db.update(ACCESS_REQUEST)
                        .set(ACCESS_REQUEST.VERSION, version + 1)
                        .where(ACCESS_REQUEST.ID.eq(id))
                        .and(ACCESS_REQUEST.VERSION.eq(version))
                        .and(ACCESS_REQUEST.STATE.eq("pending"))
                        .execute()
                == 1;
    }

    /// Gives a grant for one session to this one; false if another has it.
    public boolean useUp(String id, String session) {
        return db.update(ACCESS_REQUEST)
                        .set(ACCESS_REQUEST.USED_BY, session)
                        .where(ACCESS_REQUEST.ID.eq(id))
                        .and(ACCESS_REQUEST.USED_BY.isNull())
                        .execute()
                == 1;
    }

    /// Requests of a person that are pending or approved, the newest first.
    public List<RequestRow> undecidedOf(String issuer, String subject) {
        return db.selectFrom(ACCESS_REQUEST)
                .where(ACCESS_REQUEST.REQUESTER_ISSUER.eq(issuer))
                .and(ACCESS_REQUEST.REQUESTER_SUBJECT.eq(subject))
                .and(ACCESS_REQUEST.STATE.in("pending", "approved"))
                .orderBy(ACCESS_REQUEST.ID.desc())
                .fetch(RequestRows::row);
    }

    /// Changes an approved request of this version to `revoked`; false if it is no longer so.
    public boolean revoke(String id, long version, DecisionColumns revocation) {
        return db.update(ACCESS_REQUEST)
                        .set(ACCESS_REQUEST.STATE, "revoked")
                        .set(ACCESS_REQUEST.VERSION, version + 1)
                        .set(ACCESS_REQUEST.REVOKED_AT, revocation.at())
                        .set(ACCESS_REQUEST.REVOKED_BY_ID, revocation.byId())
                        .set(ACCESS_REQUEST.REVOKED_BY_NAME, revocation.byName())
                        .set(ACCESS_REQUEST.REVOCATION_REASON, revocation.reason())
                        .where(ACCESS_REQUEST.ID.eq(id))
                        .and(ACCESS_REQUEST.VERSION.eq(version))
                        .and(ACCESS_REQUEST.STATE.eq("approved"))
                        .execute()
                == 1;
    }

    /// Requests that were revoked after `since`.
    public List<RequestRow> revokedSince(long since) {
        return db.selectFrom(ACCESS_REQUEST)
                .where(ACCESS_REQUEST.STATE.eq("revoked"))
                .and(ACCESS_REQUEST.REVOKED_AT.gt(since))
                .fetch(RequestRows::row);
    }

    /// The ends of grants after `now`, by request.
    public Map<String, Long> activeEnds(long now) {
        return db.select(ACCESS_REQUEST.ID, ACCESS_REQUEST.GRANT_ENDS_AT)
                .from(ACCESS_REQUEST)
                .where(ACCESS_REQUEST.STATE.eq("approved"))
                .and(ACCESS_REQUEST.GRANT_ENDS_AT.gt(now))
                .fetchMap(ACCESS_REQUEST.ID, ACCESS_REQUEST.GRANT_ENDS_AT);
    }

    /// Notes that a session lives by a request's grant.
    public void linkSession(String request, String session, long at) {
        db.insertInto(GRANT_SESSION)
                .set(GRANT_SESSION.SESSION_ID, session)
                .set(GRANT_SESSION.REQUEST_ID, request)
                .set(GRANT_SESSION.LINKED_AT, at)
                .execute();
    }

    /// The sessions that lived by a request's grant, oldest first.
    public List<String> sessionsOf(String request) {
        return db.select(GRANT_SESSION.SESSION_ID)
                .from(GRANT_SESSION)
                .where(GRANT_SESSION.REQUEST_ID.eq(request))
                .orderBy(GRANT_SESSION.LINKED_AT, GRANT_SESSION.SESSION_ID)
                .fetch(GRANT_SESSION.SESSION_ID);
    }

    private static RequestRow row(AccessRequestRecord r) {
        Long decidedAt = r.getDecidedAt();
        Long revokedAt = r.getRevokedAt();
        return new RequestRow(
                r.getId(),
                r.getShortId(),
                new PersonColumns(
                        r.getRequesterIssuer(),
                        r.getRequesterSubject(),
                        r.getRequesterName(),
                        r.getRequesterEmail()),
                r.getTarget(),
                r.getDatabaseRole(),
                r.getReason(),
                r.getTtlSeconds(),
                r.getState(),
                r.getVersion(),
                r.getCreatedAt(),
                decidedAt == null
                        ? null
                        : new DecisionColumns(
                                decidedAt,
                                r.getDecidedById(),
                                r.getDecidedByName(),
                                r.getDecidedByEmail(),
                                r.getDecisionReason(),
                                r.getGrantEndsAt()),
                revokedAt == null
                        ? null
                        : new DecisionColumns(
                                revokedAt,
                                r.getRevokedById(),
                                r.getRevokedByName(),
                                "",
                                r.getRevocationReason(),
                                null),
                new RequestRow.WishColumns(
                        r.getDatabaseName(),
                        r.getNotBefore(),
                        r.getTicket(),
                        r.getSingleUse() != 0,
                        r.getBreakGlass() != 0,
                        r.getFollowsId(),
                        r.getScope(),
                        r.getDemands()),
                r.getUsedBy());
    }
}
