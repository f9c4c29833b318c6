package dev.postern.broker.access;

import static dev.postern.broker.access.AccessException.Kind.NOT_ACTIVE;
import static dev.postern.broker.access.AccessException.Kind.NOT_APPROVER;
import static dev.postern.broker.access.AccessException.Kind.NOT_PENDING;
import static dev.postern.broker.access.AccessException.Kind.OWN_REQUEST;

import dev.postern.broker.access.AccessRequest.Deed;
import dev.postern.broker.access.AccessRequest.State;
import dev.postern.broker.audit.Actor;
import dev.postern.broker.audit.AuditCode;
import dev.postern.broker.audit.AuditTrail;
import dev.postern.broker.base.Clock;
import dev.postern.broker.identity.Person;
import dev.postern.broker.policy.AccessPolicy;
import dev.postern.broker.store.sql.RequestRow;
import dev.postern.broker.store.sql.RequestRow.DecisionColumns;
import dev.postern.broker.store.sql.StateStore;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Deciding requests and revoking grants.
///
/// Nobody decides their own request, whatever their roles. The right to approve is judged when the decision is made.
/// Two
/// decisions at the same time: the row's version lets one win, in the transaction that writes the audit event; the
/// other reads who was first.
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
        Optional<String> role = policy.approverRole(person, request.target());
        if (role.isEmpty()) {
            return new Verdict(
                    false, "None of your roles may decide requests for " + request.target() + ".");
        }
        return request.state() == State.PENDING
                ? new Verdict(
                        true,
                        "Your role "
                                + role.get()
                                + " decides requests for "
                                + request.target()
                                + ".")
                : new Verdict(false, already(request));
    }

    /// Whether `person` may decide other people's requests for `target`.
    public boolean mayDecideFor(Person person, String target) {
        return policy.approverRole(person, target).isPresent();
    }

    /// Approves a pending request: its grant starts now.
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
        Instant endsAt = now().plus(granted);
        return decide(
                person,
                request,
                new Verb("approved", AuditCode.REQUEST_APPROVED),
                reason,
                endsAt,
                address);
    }

    /// Denies a pending request.
    ///
    /// @throws AccessException if `person` may not, or the request is decided
    public AccessRequest deny(
            Person person, AccessRequest request, @Nullable String reason, String address)
            throws AccessException {
        return decide(
                person,
                request,
                new Verb("denied", AuditCode.REQUEST_DENIED),
                reason,
                null,
                address);
    }

    /// Ends an active grant and its sessions; the requester may do so too.
    ///
    /// @throws AccessException if `person` may not, or the grant is not active
    public AccessRequest revoke(
            Person person, AccessRequest request, @Nullable String reason, String address)
            throws AccessException {
        if (!isRequester(person, request)
                && policy.approverRole(person, request.target()).isEmpty()) {
            throw refused(person, request, address, NOT_APPROVER, judge(person, request).why());
        }
        Instant now = now();
        DecisionColumns revocation = columns(person, now, reason, null);
        Optional<AccessRequest> revoked =
                store.write(rows -> {
                    AccessRequest current = read(rows, request.id(), now);
                    if (current.state() != State.ACTIVE
                            || !rows.requests()
                                    .revoke(current.id(), current.version(), revocation)) {
                        return Optional.<AccessRequest>empty();
                    }
                    audit.write(
                            event(
                                    AuditCode.REQUEST_REVOKED,
                                    person,
                                    current,
                                    address,
                                    "revoked",
                                    reason));
                    return Optional.of(read(rows, current.id(), now));
                });
        if (revoked.isEmpty()) {
            AccessRequest current = store.read(rows -> read(rows, request.id(), now));
            throw new AccessException(NOT_ACTIVE, already(current), "Nothing is left to revoke.");
        }
        grantEnds.grantRevoked(
                revoked.get(), now, GrantText.revoked(revoked.get(), person.name(), now, reason));
        return revoked.get();
    }

    private AccessRequest decide(
            Person person,
            AccessRequest request,
            Verb verb,
            @Nullable String reason,
            @Nullable Instant grantEndsAt,
            String address)
            throws AccessException {
        if (isRequester(person, request)) {
            throw refused(
                    person,
                    request,
                    address,
                    OWN_REQUEST,
                    "You asked for it yourself; another person decides.");
        }
        if (policy.approverRole(person, request.target()).isEmpty()) {
            throw refused(person, request, address, NOT_APPROVER, judge(person, request).why());
        }
        Instant now = now();
        DecisionColumns decision = columns(person, now, reason, grantEndsAt);
        Outcome outcome =
                store.write(rows -> {
                    AccessRequest current = read(rows, request.id(), now);
                    boolean won =
                            current.state() == State.PENDING
                                    && rows.requests()
                                            .decide(
                                                    current.id(),
                                                    current.version(),
                                                    verb.state(),
                                                    decision);
                    if (won) {
                        audit.write(
                                event(verb.code(), person, current, address, verb.state(), reason));
                    }
                    return new Outcome(won, read(rows, request.id(), now));
                });
        if (!outcome.won()) {
            throw new AccessException(
                    NOT_PENDING,
                    already(outcome.request()),
                    "Run: postern request show " + request.shortId());
        }
        return outcome.request();
    }

    private static boolean isRequester(Person person, AccessRequest request) {
        String email = person.email().toLowerCase(Locale.ROOT);
        return person.id().equals(request.requester().id())
                || (!email.isBlank()
                        && email.equals(request.requester().email().toLowerCase(Locale.ROOT)));
    }

    private AccessException refused(
            Person person,
            AccessRequest request,
            String address,
            AccessException.Kind kind,
            String why) {
        audit.write(
                new AuditTrail.NewEvent(
                        AuditCode.REQUEST_REFUSED,
                        new Actor(person.id(), person.name(), person.email()),
                        address,
                        request.target(),
                        null,
                        Map.of("request", request.id(), "code", kind.code()),
                        person.email()
                                + " tried to decide request "
                                + request.shortId()
                                + ": "
                                + why));
        return new AccessException(
                kind, why, "Ask somebody whose role may decide requests for " + request.target());
    }

    private static AuditTrail.NewEvent event(
            AuditCode code,
            Person person,
            AccessRequest request,
            String address,
            String did,
            @Nullable String reason) {
        return new AuditTrail.NewEvent(
                code,
                new Actor(person.id(), person.name(), person.email()),
                address,
                request.target(),
                null,
                Map.of(
                        "request", request.id(),
                        "requester", request.requester().email(),
                        "role", request.databaseRole(),
                        "reason", reason == null ? "" : reason),
                person.email()
                        + " "
                        + did
                        + " "
                        + request.databaseRole()
                        + " on "
                        + request.target()
                        + " for "
                        + request.requester().email()
                        + " (request "
                        + request.shortId()
                        + ")");
    }

    private static AccessRequest read(StateStore.Rows rows, String id, Instant now) {
        RequestRow row =
                rows.requests()
                        .find(id)
                        .orElseThrow(() ->
                                new IllegalStateException(
                                        "request " + id + " is gone from the state"));
        return RequestMapping.request(row, rows.requests().sessionsOf(id), now);
    }

    private static DecisionColumns columns(
            Person person, Instant now, @Nullable String reason, @Nullable Instant grantEndsAt) {
        return new DecisionColumns(
                RequestMapping.micros(now),
                person.id(),
                person.name(),
                person.email(),
                reason,
                grantEndsAt == null ? null : RequestMapping.micros(grantEndsAt));
    }

    private static String already(AccessRequest request) {
        Deed deed = request.revocation() == null ? request.decision() : request.revocation();
        if (deed == null) {
            return "It is still pending.";
        }
        String at = GrantText.time(deed.at());
        return switch (request.state()) {
            case PENDING -> "It is still pending.";
            case REVOKED -> "It was already revoked by " + deed.byName() + " at " + at + ".";
            case ACTIVE, DENIED -> "It was already decided by " + deed.byName() + " at " + at + ".";
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

    private record Verb(String state, AuditCode code) {}

    private record Outcome(boolean won, AccessRequest request) {}
}
