package dev.postern.broker.session;

import dev.postern.broker.access.AccessRequest;
import dev.postern.broker.access.GrantText;
import dev.postern.broker.access.Lock;
import dev.postern.broker.base.Clock;
import dev.postern.broker.base.Ulids;
import dev.postern.broker.identity.Person;
import dev.postern.broker.policy.Circumstances;
import dev.postern.broker.target.SessionLimits;
import dev.postern.broker.target.TargetLogin;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Makes an admission of a wish that the policy allows, if there is room for one more session.
final class Admitting {

    private final SessionGatekeeper.Sources sources;
    private final Clock clock;
    private final Ulids ulids;

    Admitting(SessionGatekeeper.Sources sources, Clock clock, Ulids ulids) {
        this.sources = sources;
        this.clock = clock;
        this.ulids = ulids;
    }

    /// @param rule the role of the policy that allows it
    Admission admit(Wish wish, TargetLogin login, String rule, @Nullable AccessRequest grant) {
        Optional<Lock> lock = lock(wish, grant);
        if (lock.isPresent()) {
            return Refusals.locked(lock.get());
        }
        boolean isReplication = wish.attempt().replication();
        if (isReplication && !allowsReplication(wish)) {
            return Refusals.replication(wish.attempt().user(), wish.target().name());
        }
        SessionLimits limits = sources.policy().limits(rule);
        return switch (sources.quotas().take(quotas(wish, login, rule, limits))) {
            case SessionQuotas.Answer.UsedUp(SessionQuotas.Quota quota) -> Refusals.quota(quota);
            case SessionQuotas.Answer.Taken(SessionQuotas.Lease lease) ->
                    admitted(wish, login, limits, lease, grant);
        };
    }

    private Optional<Lock> lock(Wish wish, @Nullable AccessRequest grant) {
        Person person = wish.person();
        return sources.locks()
                .on(
                        Lock.Subjects.of(person, sources.policy().roleNames(person))
                                .at(wish.target().name(), grant == null ? null : grant.id()));
    }

    private boolean allowsReplication(Wish wish) {
        return sources.policy()
                .allowsReplication(
                        wish.person(),
                        wish.target(),
                        wish.database(),
                        wish.attempt().user(),
                        Circumstances.of(clock.now(), wish.attempt().address()));
    }

    private static List<SessionQuotas.Quota> quotas(
            Wish wish, TargetLogin login, String rule, SessionLimits limits) {
        String person = wish.person().id();
        String target = wish.target().name();
        SessionLimits ofTarget = wish.target().options().limits();
        List<SessionQuotas.Quota> all =
                List.of(
                        quota("role " + rule, limits.sessions(), "role " + rule),
                        quota(
                                "role " + rule + " " + person,
                                limits.sessionsPerPerson(),
                                wish.person().email() + " in role " + rule),
                        quota("target " + target, ofTarget.sessions(), "target " + target),
                        quota(
                                "target " + target + " " + person,
                                ofTarget.sessionsPerPerson(),
                                wish.person().email() + " on target " + target),
                        quota(
                                "login " + target + " " + login.databaseRole(),
                                login.sessions(),
                                "login " + login.databaseRole() + " of target " + target));
        return all.stream().filter(quota -> quota.most() > 0).toList();
    }

    private static SessionQuotas.Quota quota(String key, int most, String name) {
        return new SessionQuotas.Quota(key, most, name);
    }

    private Admission admitted(
            Wish wish,
            TargetLogin login,
            SessionLimits ofRole,
            SessionQuotas.Lease lease,
            @Nullable AccessRequest grant) {
        Instant endsAt = wish.certificateEnd();
        String endReason = SessionEnds.certificateText(endsAt);
        if (grant != null) {
            Instant grantEnd = grant.grantEndsAt();
            if (grantEnd != null && grantEnd.isBefore(endsAt)) {
                endsAt = grantEnd;
                endReason = GrantText.ended(grant, grantEnd);
            }
        }
        String session = ulids.next();
        return new Admission.Allowed(
                session,
                wish.target(),
                login,
                wish.database(),
                wish.attempt().user(),
                endsAt,
                endReason,
                grant == null ? null : grant.id(),
                facts(wish, session, grant),
                terms(wish, session, endsAt, ofRole, lease));
    }

    private SessionTerms terms(
            Wish wish,
            String session,
            Instant endsAt,
            SessionLimits ofRole,
            SessionQuotas.Lease lease) {
        SessionLimits limits = ofRole.and(wish.target().options().limits());
        Instant until =
                limits.session() == null
                        ? endsAt
                        : earlier(endsAt, clock.now().plus(limits.session()));
        boolean isTold = wish.target().options().announce().covers(wish.attempt().application());
        return new SessionTerms(
                limits,
                isTold ? sources.greeting().text(session, wish.target().durability(), until) : "",
                wish.attempt().replication(),
                lease);
    }

    private Map<String, Object> facts(Wish wish, String session, @Nullable AccessRequest grant) {
        Person person = wish.person();
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("session", session);
        facts.put("startedAt", clock.now().toString());
        facts.put("person", PersonFacts.of(person));
        facts.put("roles", sources.policy().roleNames(person).stream().sorted().toList());
        facts.put("target", wish.target().name());
        facts.put("database", wish.database());
        facts.put("databaseRole", wish.attempt().user());
        facts.put(
                "client",
                Map.of(
                        "address", wish.attempt().address(),
                        "application", wish.attempt().application()));
        facts.put("certificate", wish.certificate().serial());
        facts.put("login", wish.certificate().loginId());
        facts.put("certificateEndsAt", wish.certificateEnd().toString());
        if (grant != null) {
            facts.put("grant", grant.id());
            facts.put("grantEndsAt", String.valueOf(grant.grantEndsAt()));
            if (grant.decision() != null) {
                facts.put("grantApprovedAt", grant.decision().at().toString());
            }
            if (!grant.wish().ticket().isEmpty()) {
                facts.put("grantTicket", grant.wish().ticket());
            }
            if (grant.wish().breakGlass()) {
                facts.put("grantBreakGlass", true);
            }
            if (!grant.wish().scope().isEmpty()) {
                facts.put("grantScope", grant.wish().scope().texts());
            }
        }
        return facts;
    }

    static Instant earlier(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }
}
