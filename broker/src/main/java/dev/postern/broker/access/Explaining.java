package dev.postern.broker.access;

import dev.postern.broker.base.Clock;
import dev.postern.broker.identity.Person;
import dev.postern.broker.policy.AccessPolicy;
import dev.postern.broker.policy.Circumstances;
import dev.postern.broker.policy.Decision;
import dev.postern.broker.policy.Rule;
import dev.postern.broker.target.Target;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Says why somebody may or may not use a target, from the same policy, grants and locks that a connection is judged by.
public final class Explaining {

    private final AccessPolicy policy;
    private final AccessRequests requests;
    private final Locks locks;
    private final Clock clock;

    public Explaining(AccessPolicy policy, AccessRequests requests, Locks locks, Clock clock) {
        this.policy = policy;
        this.requests = requests;
        this.locks = locks;
        this.clock = clock;
    }

    /// What would happen if `person` connected now.
    ///
    /// @param address where they would come from, without a port; empty for anywhere
    public Explanation explain(
            Person person, Target target, String database, String databaseRole, String address) {
        List<Step> steps = new ArrayList<>();
        Instant now = clock.now();
        Circumstances circumstances =
                address.isEmpty() ? Circumstances.ANY : new Circumstances(now, address);
        Set<String> roles = policy.roleNames(person);
        steps.add(
                new Step(
                        "roles",
                        !roles.isEmpty(),
                        roles.isEmpty()
                                ? "none of the groups " + person.groups() + " gives a role"
                                : "the groups "
                                        + person.groups()
                                        + " give the roles "
                                        + roles.stream()
                                                .sorted()
                                                .collect(Collectors.joining(", "))));
        addTarget(steps, target, database, databaseRole);
        for (AccessPolicy.Finding finding :
                policy.findings(person, target, database, databaseRole, circumstances)) {
            steps.add(
                    new Step(
                            "rule",
                            finding.kind() == AccessPolicy.Finding.Kind.ALLOWS,
                            rule(finding)));
        }
        Decision decision = policy.decide(person, target, database, databaseRole, circumstances);
        Optional<AccessRequest> grant =
                addDecision(steps, decision, person, target, database, databaseRole);
        Optional<Lock> lock =
                locks.on(
                        Lock.Subjects.of(person, roles)
                                .at(target.name(), grant.map(AccessRequest::id).orElse(null)));
        steps.add(
                new Step(
                        "locks",
                        lock.isEmpty(),
                        lock.map(Lock::text).orElse("no lock is in the way")));
        boolean isAllowed =
                lock.isEmpty()
                        && hasLogin(target, databaseRole)
                        && hasDatabase(target, database)
                        && (decision instanceof Decision.Open || grant.isPresent());
        return new Explanation(
                isAllowed,
                steps,
                policy.approverRoles(target.name()),
                next(isAllowed, lock, decision, target.name(), databaseRole));
    }

    private static void addTarget(
            List<Step> steps, Target target, String database, String databaseRole) {
        boolean knows = hasLogin(target, databaseRole);
        steps.add(
                new Step(
                        "target",
                        knows,
                        "the broker "
                                + (knows ? "can" : "has no way to")
                                + " log in to "
                                + target.name()
                                + " as "
                                + databaseRole));
        boolean isOffered = hasDatabase(target, database);
        steps.add(
                new Step(
                        "database",
                        isOffered,
                        "database "
                                + database
                                + (isOffered ? " can" : " cannot")
                                + " be asked for on "
                                + target.name()));
    }

    private Optional<AccessRequest> addDecision(
            List<Step> steps,
            Decision decision,
            Person person,
            Target target,
            String database,
            String databaseRole) {
        return switch (decision) {
            case Decision.Open open -> {
                steps.add(new Step("policy", true, "open by role " + open.role()));
                yield Optional.empty();
            }
            case Decision.Denied denied -> {
                steps.add(new Step("policy", false, denied.why()));
                yield Optional.empty();
            }
            case Decision.NeedsRequest needs -> {
                steps.add(
                        new Step(
                                "policy",
                                true,
                                "with a grant, by role "
                                        + needs.role()
                                        + "; it takes "
                                        + needs.terms().approvals()
                                        + " approval(s), lasts at most "
                                        + needs.terms().longestGrant().toMinutes()
                                        + " minutes"));
                Optional<AccessRequest> grant =
                        requests.grant(person, target.name(), databaseRole, database);
                steps.add(
                        new Step(
                                "grant",
                                grant.isPresent(),
                                grant.map(g ->
                                                "grant "
                                                        + g.shortId()
                                                        + " lasts until "
                                                        + g.grantEndsAt())
                                        .orElse("there is no active grant")));
                yield grant;
            }
        };
    }

    private static String rule(AccessPolicy.Finding finding) {
        String what =
                switch (finding.kind()) {
                    case ALLOWS ->
                            finding.rule().access() == Rule.Access.OPEN
                                    ? "allows it"
                                    : "allows it with a grant";
                    case NOT_NOW -> "allows it " + finding.detail();
                    case DENIES -> "denies it, whatever else allows it";
                };
        return "a rule of role " + finding.role() + " " + what;
    }

    private static String next(
            boolean isAllowed,
            Optional<Lock> lock,
            Decision decision,
            String target,
            String databaseRole) {
        if (isAllowed) {
            return "postern db connect " + target + " --as " + databaseRole;
        }
        if (lock.isPresent()) {
            return "postern lock rm " + lock.get().id();
        }
        return decision instanceof Decision.NeedsRequest
                ? "postern request create " + target + " --as " + databaseRole + " --reason \"...\""
                : "ask an administrator for a role that allows it";
    }

    private static boolean hasLogin(Target target, String databaseRole) {
        return target.logins().stream()
                .anyMatch(login ->
                        login.databaseRole().equals(databaseRole)
                                || login.databaseRole().equals("*"));
    }

    private static boolean hasDatabase(Target target, String database) {
        return target.databases().contains(database) || target.databases().contains("*");
    }

    /// Why.
    ///
    /// @param approvers names of the roles that decide requests for the target
    /// @param next      the next command, or whom to ask
    public record Explanation(
            boolean allowed, List<Step> steps, List<String> approvers, String next) {
        public Explanation {
            steps = List.copyOf(steps);
            approvers = List.copyOf(approvers);
        }
    }

    /// One thing that was looked at.
    ///
    /// @param ok whether it is no obstacle
    public record Step(String about, boolean ok, String text) {}
}
