package dev.postern.broker.access;

import static dev.postern.broker.access.AccessException.Kind.BAD_INPUT;
import static dev.postern.broker.access.AccessException.Kind.NOT_ACTIVE;
import static dev.postern.broker.access.AccessException.Kind.NOT_APPROVER;
import static dev.postern.broker.access.AccessException.Kind.NOT_REVIEWABLE;
import static dev.postern.broker.access.AccessException.Kind.OWN_REQUEST;

import dev.postern.broker.access.AccessRequest.State;
import dev.postern.broker.access.AccessRequest.Wish;
import dev.postern.broker.audit.AuditCode;
import dev.postern.broker.audit.AuditTrail;
import dev.postern.broker.base.Clock;
import dev.postern.broker.identity.Person;
import dev.postern.broker.store.sql.StateStore;
import dev.postern.broker.target.Target;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// What happens to grants after they were given: they are made longer, and those that nobody approved are reviewed.
public final class Extensions {

    private static final List<String> OUTCOMES = List.of("ok", "follow-up", "incident");

    private final StateStore store;
    private final Decisions decisions;
    private final Asking asking;
    private final AuditTrail audit;
    private final Clock clock;
    private final GrantEnds grantEnds;

    public Extensions(
            StateStore store,
            Decisions decisions,
            Asking asking,
            AuditTrail audit,
            Clock clock,
            GrantEnds grantEnds) {
        this.store = store;
        this.decisions = decisions;
        this.asking = asking;
        this.audit = audit;
        this.clock = clock;
        this.grantEnds = grantEnds;
    }

    /// Makes a grant longer. Whoever may decide does it at once; its own person once, as far as the policy lets them,
    /// and else by a request that another person decides and that then takes the running sessions along.
    ///
    /// @param by how much longer
    /// @return the request with its new end, or the new pending one
    /// @throws AccessException if `person` may not, or the grant is not active
    public AccessRequest extend(
            Person person,
            Target target,
            AccessRequest request,
            Duration by,
            String reason,
            String address)
            throws AccessException {
        boolean isOwn = Decisions.isRequester(person, request);
        if (!isOwn && !decisions.mayDecideFor(person, request.target())) {
            throw decisions.refused(
                    person,
                    request,
                    address,
                    NOT_APPROVER,
                    "None of your roles may decide requests for " + request.target() + ".");
        }
        if (request.state() != State.ACTIVE) {
            throw notActive(request);
        }
        AccessRequests.checkTtl(by, request.demands().longest());
        boolean isAutomatic =
                by.compareTo(request.demands().extendUpTo()) <= 0
                        && request.history().extensions().isEmpty();
        if (isOwn && !isAutomatic) {
            return asking.create(
                    person,
                    target,
                    new Asking.Asked(
                            request.databaseRole(),
                            reason.isBlank() ? request.reason() : reason,
                            by,
                            new Wish(
                                    request.wish().database(),
                                    null,
                                    request.wish().ticket(),
                                    false,
                                    false,
                                    request.id(),
                                    request.wish().scope())),
                    address);
        }
        return move(person, request, by, reason, address);
    }

    private AccessRequest move(
            Person person, AccessRequest request, Duration by, String reason, String address)
            throws AccessException {
        Instant now = clock.now();
        AccessRequest moved =
                store.write(rows -> {
                    AccessRequest current = RequestMapping.read(rows, request.id(), now);
                    Instant end = current.grantEndsAt();
                    AccessRequest.Deed decision = current.decision();
                    if (current.state() != State.ACTIVE || end == null || decision == null) {
                        return current;
                    }
                    Instant newEnd = end.plus(by);
                    Instant latest = begun(current, decision).plus(current.demands().longest());
                    if (newEnd.isAfter(latest)) {
                        return current;
                    }
                    if (rows.approvals()
                            .extend(
                                    current.id(),
                                    RequestMapping.micros(end),
                                    RequestMapping.micros(newEnd),
                                    RequestMapping.columns(person, now, reason))) {
                        audit.write(
                                RequestEvents.of(
                                        AuditCode.REQUEST_EXTENDED,
                                        person,
                                        current,
                                        address,
                                        "extended to " + GrantText.time(newEnd),
                                        reason));
                    }
                    return RequestMapping.read(rows, current.id(), now);
                });
        Instant end = moved.grantEndsAt();
        if (moved.state() != State.ACTIVE || end == null) {
            throw notActive(moved);
        }
        if (end.equals(request.grantEndsAt())) {
            throw new AccessException(
                    BAD_INPUT,
                    "A grant here lasts at most "
                            + request.demands().longest().toMinutes()
                            + " minutes in all.",
                    "Ask for a new one when this one has ended: postern request create "
                            + request.target()
                            + " --as "
                            + request.databaseRole()
                            + " --reason \"...\"");
        }
        grantEnds.grantExtended(moved, end);
        return moved;
    }

    /// Says what was found about access that nobody had approved.
    ///
    /// @param outcome `ok`, `follow-up` or `incident`
    /// @throws AccessException if `person` may not, or there is nothing to review
    public AccessRequest review(
            Person person, AccessRequest request, String outcome, String reason, String address)
            throws AccessException {
        if (Decisions.isRequester(person, request)) {
            throw decisions.refused(
                    person,
                    request,
                    address,
                    OWN_REQUEST,
                    "You asked for it yourself; another person reviews.");
        }
        if (!decisions.mayDecideFor(person, request.target())) {
            throw decisions.refused(
                    person,
                    request,
                    address,
                    NOT_APPROVER,
                    "None of your roles may decide requests for " + request.target() + ".");
        }
        if (!OUTCOMES.contains(outcome) || reason.isBlank()) {
            throw new AccessException(
                    BAD_INPUT,
                    "A review has an outcome and a reason.",
                    "Give --outcome " + String.join("|", OUTCOMES) + " and --reason \"...\"");
        }
        Instant now = clock.now();
        boolean done =
                request.wish().breakGlass()
                        && store.write(rows -> {
                            boolean won =
                                    rows.approvals()
                                            .addReview(
                                                    request.id(),
                                                    request.requester().id(),
                                                    RequestMapping.columns(person, now, reason),
                                                    outcome);
                            if (won) {
                                audit.write(
                                        RequestEvents.of(
                                                AuditCode.REQUEST_REVIEWED,
                                                person,
                                                request,
                                                address,
                                                "reviewed (" + outcome + ")",
                                                reason));
                            }
                            return won;
                        });
        if (!done) {
            throw new AccessException(
                    NOT_REVIEWABLE,
                    request.wish().breakGlass()
                            ? "It was reviewed already."
                            : "It was approved, so there is nothing to review.",
                    "Run: postern request show " + request.shortId());
        }
        return store.read(rows -> RequestMapping.read(rows, request.id(), now));
    }

    private static Instant begun(AccessRequest request, AccessRequest.Deed decision) {
        Instant notBefore = request.wish().notBefore();
        return notBefore != null && notBefore.isAfter(decision.at()) ? notBefore : decision.at();
    }

    private static AccessException notActive(AccessRequest request) {
        return new AccessException(
                NOT_ACTIVE,
                "Only an active grant can be made longer. " + Decisions.already(request),
                "Ask again: postern request create "
                        + request.target()
                        + " --as "
                        + request.databaseRole()
                        + " --reason \"...\"");
    }
}
