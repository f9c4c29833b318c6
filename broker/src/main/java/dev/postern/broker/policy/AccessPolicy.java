package dev.postern.broker.policy;

import dev.postern.broker.identity.Person;
import dev.postern.broker.identity.Rights;
import dev.postern.broker.target.SessionLimits;
import dev.postern.broker.target.Target;
import dev.postern.broker.target.TargetLogin;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Judges by the roles of the configuration: what no rule allows is denied, and one rule that denies wins.
public final class AccessPolicy implements Rights {

    private final List<Role> roles;

    public AccessPolicy(List<Role> roles) {
        this.roles = List.copyOf(roles);
    }

    /// Whether `person` may use `database` of `target` as `databaseRole`. Expects a target that exists, and checks
    /// nothing of the target itself.
    public Decision decide(Person person, Target target, String database, String databaseRole) {
        List<Role> held = rolesOf(person);
        for (Role role : held) {
            if (role.deny().stream()
                    .anyMatch(rule -> rule.covers(target, database, databaseRole))) {
                return new Decision.Denied("role " + role.name() + " denies it");
            }
        }
        Decision best =
                new Decision.Denied(
                        held.isEmpty()
                                ? "none of your groups gives you a role"
                                : "none of your roles (" + names(held) + ") allows it");
        for (Role role : held) {
            for (Rule rule : role.allow()) {
                if (rule.covers(target, database, databaseRole)) {
                    best = better(best, decision(role, rule));
                }
            }
        }
        return best;
    }

    /// As [#decide(Person, Target, String, String)], over the databases of the target: the best of them.
    public Decision decideAnyDatabase(Person person, Target target, String databaseRole) {
        Set<String> databases = new LinkedHashSet<>(target.databases());
        if (databases.remove(Rule.ANY) || databases.isEmpty()) {
            rolesOf(person).stream()
                    .flatMap(role -> role.allow().stream())
                    .filter(rule -> rule.selects(target))
                    .forEach(rule -> databases.addAll(rule.databases()));
        }
        Decision best =
                new Decision.Denied("none of your roles allows any of its databases as this role");
        for (String database : databases) {
            best = better(best, decide(person, target, database, databaseRole));
        }
        return best;
    }

    /// The database roles of `target` that `person` may use or ask for, in the target's order.
    public List<String> databaseRoles(Person person, Target target) {
        Set<String> candidates = new LinkedHashSet<>();
        for (TargetLogin login : target.logins()) {
            if (!login.databaseRole().equals(Rule.ANY)) {
                candidates.add(login.databaseRole());
            } else {
                rolesOf(person).stream()
                        .flatMap(role -> role.allow().stream())
                        .filter(rule -> rule.selects(target))
                        .flatMap(rule -> rule.databaseRoles().stream())
                        .filter(name -> !name.equals(Rule.ANY))
                        .forEach(candidates::add);
            }
        }
        List<String> usable = new ArrayList<>();
        for (String candidate : candidates) {
            if (!(decideAnyDatabase(person, target, candidate) instanceof Decision.Denied)) {
                usable.add(candidate);
            }
        }
        return usable;
    }

    /// Whether one of the rules that allow this gives replication connections as well.
    public boolean allowsReplication(
            Person person, Target target, String database, String databaseRole) {
        return rolesOf(person).stream()
                .flatMap(role -> role.allow().stream())
                .anyMatch(
                        rule -> rule.replication() && rule.covers(target, database, databaseRole));
    }

    /// The limits of a role, none for a role that is not there.
    public SessionLimits limits(String role) {
        return roles.stream()
                .filter(r -> r.name().equals(role))
                .map(Role::limits)
                .findFirst()
                .orElse(SessionLimits.NONE);
    }

    /// The role that lets `person` decide requests for `target`, if there is one.
    public Optional<String> approverRole(Person person, String target) {
        return rolesOf(person).stream()
                .filter(role -> Rule.matches(role.approve(), target))
                .map(Role::name)
                .findFirst();
    }

    @Override
    public Granted of(Person person) {
        List<Role> held = rolesOf(person);
        return new Granted(
                held.stream().map(Role::name).collect(Collectors.toSet()),
                held.stream().anyMatch(Role::seeAllSessions),
                held.stream().anyMatch(role -> !role.approve().isEmpty()),
                held.stream().anyMatch(Role::endSessions),
                held.stream().anyMatch(Role::eraseRecordings));
    }

    private List<Role> rolesOf(Person person) {
        return roles.stream()
                .filter(role -> role.groups().stream().anyMatch(person.groups()::contains))
                .toList();
    }

    private static Decision decision(Role role, Rule rule) {
        return switch (rule.access()) {
            case OPEN -> new Decision.Open(role.name());
            case ON_REQUEST -> new Decision.NeedsRequest(role.name(), rule.longestGrant());
        };
    }

    private static Decision better(Decision a, Decision b) {
        return rank(b).compareTo(rank(a)) > 0 ? b : a;
    }

    /// Open is best, then the longest grant.
    private static Duration rank(Decision decision) {
        return switch (decision) {
            case Decision.Open open -> Duration.ofSeconds(Long.MAX_VALUE);
            case Decision.NeedsRequest request -> request.longestGrant();
            case Decision.Denied denied -> Duration.ofSeconds(-1);
        };
    }

    private static String names(List<Role> roles) {
        return roles.stream().map(Role::name).collect(Collectors.joining(", "));
    }
}
