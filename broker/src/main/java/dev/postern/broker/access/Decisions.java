package dev.postern.broker.access;

import static dev.postern.broker.access.AccessException.Kind.ALREADY_APPROVED;
import static dev.postern.broker.access.AccessException.Kind.NOT_ACTIVE;
import static dev.postern.broker.access.AccessException.Kind.NOT_APPROVER;
import static dev.postern.broker.access.AccessException.Kind.NOT_PENDING;
import static dev.postern.broker.access.AccessException.Kind.OWN_REQUEST;

import dev.postern.broker.access.AccessRequest.Deed;
import dev.postern.broker.access.AccessRequest.State;
import dev.postern.broker.audit.AuditCode;
import dev.postern.broker.audit.AuditTrail;
import dev.postern.broker.base.Clock;
import dev.postern.broker.identity.Person;
import dev.postern.broker.policy.AccessPolicy;
import dev.postern.broker.store.sql.ApprovalRows;
import dev.postern.broker.store.sql.RequestRow.DecisionColumns;
import dev.postern.broker.store.sql.StateStore;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Deciding requests and revoking grants.
///
/// Nobody decides their own request, whatever their roles, nor from a second account with the same e-mail. The right to
/// approve is judged when the decision is made. Two decisions at the same time: the row's version lets one win, in the
/// transaction that writes the audit event; the other reads who was first.
public final class Decisions {

    private final StateStore store;
    private final AccessPolicy policy;
    private final AuditTrail audit;
    private final Clock clock;
    private final GrantEnds grantEnds;

    public Decisions(
            StateStore store,
            AccessPolicy policy,
            AuditTrail audit,
            Clock clock,
            GrantEnds grantEnds) {
        this.store = store;
        this.policy = policy;
        this.audit = audit;
        this.clock = clock;
        this.grantEnds = grantEnds;
    }

    /// Whether `person` may decide `request`, and why.
    public Verdict judge(Person person, AccessRequest request) {
        if (isRequester(person, request)) {
            return new Verdict(false, "You asked for it yourself; another person decides.");
        }
        Optional<String> role = approverRole(person, request);
        if (role.isEmpty()) {
            return new Verdict(false, notApprover(request));
        }
        if (request.state() != State.PENDING) {
            return new Verdict(false, already(request));
        }
        if (hasApproved(person, request.history().approvals())) {
            return new Verdict(
                    false, "You have approved it; another person's approval is missing.");
        }
        return new Verdict(
                true,
                "Your role " + role.get() + " decides requests for " + request.target() + ".");
    }

    /// Whether `person` may decide other people's requests for `target`.
    public boolean mayDecideFor(Person person, String target) {
        return policy.approverRole(person, target, List.of()).isPresent();
    }

    /// Approves a pending request. With the last approval that it needs its grant is given; the shortest time that an
    /// approver agreed to counts.
    ///
    /// @param ttl shorter than asked for, or null for as long as asked for
    /// @throws AccessException if `person` may not, the request is decided, or `ttl` is longer than asked for
    public AccessRequest approve(
            Person person,
            AccessRequest request,
            @Nullable String reason,
            @Nullable Duration ttl,
            String address)
            throws AccessException {
        Duration granted = ttl == null ? request.ttl() : ttl;
        AccessRequests.checkTtl(granted, request.ttl());
        Instant now = now();
        Outcome outcome =
                decide(
                        person,
                        request,
                        address,
                        (rows, current) -> {
                            String id = current.id();
                            List<ApprovalRows.Approval> before = rows.approvals().of(id);
                            if (hasApproved(person, current.history().approvals())) {
                                return false;
                            }
                            boolean isLast = before.size() + 1 >= current.demands().approvals();
                            long shortest =
                                    before.stream()
                                            .mapToLong(ApprovalRows.Approval::ttlSeconds)
                                            .reduce(granted.toSeconds(), Math::min);
                            Instant end =
                                    RequestMapping.grantEnd(
                                            current, Duration.ofSeconds(shortest), now);
                            boolean won =
                                    isLast
                                            ? rows.requests()
                                                    .decide(
                                                            id,
                                                            current.version(),
                                                            "approved",
                                                            columns(person, now, reason, end))
                                            : rows.requests().touch(id, current.version());
                            if (won) {
                                rows.approvals()
                                        .add(
                                                id,
                                                current.requester().id(),
                                                RequestMapping.columns(
                                                        person, now, reason == null ? "" : reason),
                                                granted.toSeconds());
                                audit.write(
                                        RequestEvents.of(
                                                isLast
                                                        ? AuditCode.REQUEST_APPROVED
                                                        : AuditCode.REQUEST_SECONDED,
                                                person,
                                                current,
                                                address,
                                                isLast
                                                        ? "approved"
                                                        : "gave one of the approvals of",
                                                reason));
                            }
                            return won;
                        });
        follow(outcome.request(), person);
        return outcome.request();
    }

    /// Denies a pending request.
    ///
    /// @throws AccessException if `person` may not, or the request is decided
    public AccessRequest deny(
            Person person, AccessRequest request, @Nullable String reason, String address)
            throws AccessException {
        DecisionColumns decision = columns(person, now(), reason, null);
        return decide(
                        person,
                        request,
                        address,
                        (rows, current) -> {
                            boolean won =
                                    rows.requests()
                                            .decide(
                                                    current.id(),
                                                    current.version(),
                                                    "denied",
                                                    decision);
                            if (won) {
                                audit.write(
                                        RequestEvents.of(
                                                AuditCode.REQUEST_DENIED,
                                                person,
                                                current,
                                                address,
                                                "denied",
                                                reason));
                            }
                            return won;
                        })
                .request();
    }

    /// Ends a grant and its sessions; the requester may do so too.
    ///
    /// @throws AccessException if `person` may not, or there is no grant that lasts
    public AccessRequest revoke(
            Person person, AccessRequest request, @Nullable String reason, String address)
            throws AccessException {
        if (!isRequester(person, request) && !mayDecideFor(person, request.target())) {
            throw refused(person, request, address, NOT_APPROVER, notApprover(request));
        }
        Instant now = now();
        DecisionColumns revocation = columns(person, now, reason, null);
        Optional<AccessRequest> revoked =
                store.write(rows -> {
                    AccessRequest current = RequestMapping.read(rows, request.id(), now);
                    if (!current.state().hasGrant()
                            || !rows.requests()
                                    .revoke(current.id(), current.version(), revocation)) {
                        return Optional.<AccessRequest>empty();
                    }
                    audit.write(
                            RequestEvents.of(
                                    AuditCode.REQUEST_REVOKED,
                                    person,
                                    current,
                                    address,
                                    "revoked",
                                    reason));
                    return Optional.of(RequestMapping.read(rows, current.id(), now));
                });
        if (revoked.isEmpty()) {
            AccessRequest current =
                    store.read(rows -> RequestMapping.read(rows, request.id(), now));
            throw new AccessException(NOT_ACTIVE, already(current), "Nothing is left to revoke.");
        }
        grantEnds.grantRevoked(
                revoked.get(), now, GrantText.revoked(revoked.get(), person.name(), now, reason));
        return revoked.get();
    }

    /// A grant that makes another one longer takes its sessions along.
    private void follow(AccessRequest approved, Person person) {
        Instant end = approved.grantEndsAt();
        String followed = approved.wish().follows();
        if (approved.state() != State.ACTIVE || end == null || followed.isEmpty()) {
            return;
        }
        Instant now = now();
        boolean moved =
                store.write(rows -> {
                    AccessRequest earlier = RequestMapping.read(rows, followed, now);
                    Instant earlierEnd = earlier.grantEndsAt();
                    return earlier.state() == State.ACTIVE
                            && earlierEnd != null
                            && earlierEnd.isBefore(end)
                            && rows.approvals()
                                    .extend(
                                            followed,
                                            RequestMapping.micros(earlierEnd),
                                            RequestMapping.micros(end),
                                            RequestMapping.columns(
                                                    person, now, "request " + approved.shortId()));
                });
        if (moved) {
            grantEnds.grantExtended(
                    store.read(rows -> RequestMapping.read(rows, followed, now)), end);
        }
    }

    private Outcome decide(Person person, AccessRequest request, String address, Change change)
            throws AccessException {
        if (isRequester(person, request)) {
            throw refused(
                    person,
                    request,
                    address,
                    OWN_REQUEST,
                    "You asked for it yourself; another person decides.");
        }
        if (approverRole(person, request).isEmpty()) {
            throw refused(person, request, address, NOT_APPROVER, notApprover(request));
        }
        Instant now = now();
        Outcome outcome =
                store.write(rows -> {
                    AccessRequest current = RequestMapping.read(rows, request.id(), now);
                    boolean won = current.state() == State.PENDING && change.apply(rows, current);
                    return new Outcome(won, RequestMapping.read(rows, request.id(), now));
                });
        if (!outcome.won()) {
            throw outcome.request().state() == State.PENDING
                    ? new AccessException(
                            ALREADY_APPROVED,
                            "You have approved it already; another person's approval is missing.",
                            "Ask another person whose role may decide requests for "
                                    + request.target()
                                    + " to run: postern request approve "
                                    + request.shortId())
                    : new AccessException(
                            NOT_PENDING,
                            already(outcome.request()),
                            "Run: postern request show " + request.shortId());
        }
        return outcome;
    }

    private Optional<String> approverRole(Person person, AccessRequest request) {
        return policy.approverRole(person, request.target(), request.demands().reviewers());
    }

    private String notApprover(AccessRequest request) {
        List<String> reviewers = request.demands().reviewers();
        return "None of your roles may decide "
                + (reviewers.isEmpty()
                        ? "requests for " + request.target()
                        : "this request; it takes " + String.join(" or ", reviewers))
                + ".";
    }

    static boolean isRequester(Person person, AccessRequest request) {
        return person.id().equals(request.requester().id())
                || isSameEmail(person.email(), request.requester().email());
    }

    private static boolean hasApproved(Person person, List<Deed> approvals) {
        return approvals.stream()
                .anyMatch(deed ->
                        deed.byId().equals(person.id())
                                || isSameEmail(deed.byEmail(), person.email()));
    }

    private static boolean isSameEmail(String a, String b) {
        return !a.isBlank() && a.toLowerCase(Locale.ROOT).equals(b.toLowerCase(Locale.ROOT));
    }

    AccessException refused(
            Person person,
            AccessRequest request,
            String address,
            AccessException.Kind kind,
            String why) {
        audit.write(RequestEvents.refused(person, request, address, kind.code(), why));
        List<String> roles =
                request.demands().reviewers().isEmpty()
                        ? policy.approverRoles(request.target())
                        : request.demands().reviewers();
        return new AccessException(
                kind,
                why,
                "Ask somebody with the role "
                        + String.join(" or ", roles)
                        + " to run: postern request show "
                        + request.shortId());
    }

    static DecisionColumns columns(
            Person person, Instant now, @Nullable String reason, @Nullable Instant grantEndsAt) {
        return new DecisionColumns(
                RequestMapping.micros(now),
                person.id(),
                person.name(),
                person.email(),
                reason,
                grantEndsAt == null ? null : RequestMapping.micros(grantEndsAt));
    }

    static String already(AccessRequest request) {
        Deed deed = request.revocation() == null ? request.decision() : request.revocation();
        if (deed == null) {
            Instant over = request.decideBy();
            return request.state() == State.EXPIRED && over != null
                    ? "Nobody decided it until " + GrantText.time(over) + "."
                    : "It is still pending.";
        }
        String at = GrantText.time(deed.at());
        return switch (request.state()) {
            case PENDING -> "It is still pending.";
            case REVOKED -> "It was already revoked by " + deed.byName() + " at " + at + ".";
            case APPROVED, ACTIVE, USED, DENIED ->
                    "It was already decided by " + deed.byName() + " at " + at + ".";
            case EXPIRED ->
                    "It was already decided by "
                            + deed.byName()
                            + " at "
                            + at
                            + ", and its grant has ended.";
        };
    }

    private Instant now() {
        return clock.now().truncatedTo(ChronoUnit.MICROS);
    }

    /// Whether a person may decide, and why, in a sentence.
    public record Verdict(boolean canDecide, String why) {}

    /// What a decision writes; false if another was first.
    @FunctionalInterface
    private interface Change {
        boolean apply(StateStore.Rows rows, AccessRequest current);
    }

    private record Outcome(boolean won, AccessRequest request) {}
}
