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

/// Judges by the roles of the configuration: what no rule allows is denied, and one rule that denies wins. Thread-safe;
/// every judgement is by one version of the roles.
public final class AccessPolicy implements Rights {

    private volatile List<Role> roles;

    public AccessPolicy(List<Role> roles) {
        this.roles = List.copyOf(roles);
    }

    /// Judges by these roles from now on.
    public void replace(List<Role> others) {
        roles = List.copyOf(others);
    }

    /// Whether `person` may use `database` of `target` as `databaseRole`. Expects a target that exists, and checks
    /// nothing of the target itself.
    public Decision decide(
            Person person,
            Target target,
            String database,
            String databaseRole,
            Circumstances circumstances) {
        List<Role> held = rolesOf(person);
        Decision best = new Decision.Denied(nothingAllows(held));
        for (Finding finding : findings(person, target, database, databaseRole, circumstances)) {
            switch (finding.kind()) {
                case DENIES -> {
                    return new Decision.Denied("role " + finding.role() + " denies it");
                }
                case NOT_NOW ->
                        best =
                                best instanceof Decision.Denied
                                        ? new Decision.Denied(
                                                "role "
                                                        + finding.role()
                                                        + " allows it "
                                                        + finding.detail())
                                        : best;
                case ALLOWS -> best = better(best, decision(finding));
            }
        }
        return best;
    }

    /// As [#decide], over the databases of the target: the best of them.
    public Decision decideAnyDatabase(
            Person person, Target target, String databaseRole, Circumstances circumstances) {
        Set<String> databases = new LinkedHashSet<>(target.databases());
        if (databases.remove(Selection.ANY) || databases.isEmpty()) {
            rolesOf(person).stream()
                    .flatMap(role -> role.allow().stream())
                    .map(rule -> rule.selection().of(person))
                    .filter(selection -> selection.selects(target))
                    .forEach(selection -> databases.addAll(selection.databases()));
        }
        Decision best =
                new Decision.Denied("none of your roles allows any of its databases as this role");
        for (String database : databases) {
            best = better(best, decide(person, target, database, databaseRole, circumstances));
        }
        return best;
    }

    /// The database roles of `target` that `person` may use or ask for, in the target's order.
    public List<String> databaseRoles(Person person, Target target) {
        Set<String> candidates = new LinkedHashSet<>();
        for (TargetLogin login : target.logins()) {
            if (!login.databaseRole().equals(Selection.ANY)) {
                candidates.add(login.databaseRole());
            } else {
                rolesOf(person).stream()
                        .flatMap(role -> role.allow().stream())
                        .map(rule -> rule.selection().of(person))
                        .filter(selection -> selection.selects(target))
                        .flatMap(selection -> selection.databaseRoles().stream())
                        .filter(name -> !name.equals(Selection.ANY))
                        .forEach(candidates::add);
            }
        }
        List<String> usable = new ArrayList<>();
        for (String candidate : candidates) {
            if (!(decideAnyDatabase(person, target, candidate, Circumstances.ANY)
                    instanceof Decision.Denied)) {
                usable.add(candidate);
            }
        }
        return usable;
    }

    /// What each rule that is about this says, in the order of the roles.
    public List<Finding> findings(
            Person person,
            Target target,
            String database,
            String databaseRole,
            Circumstances circumstances) {
        List<Finding> findings = new ArrayList<>();
        for (Role role : rolesOf(person)) {
            for (Rule rule : role.deny()) {
                if (rule.selection().of(person).covers(target, database, databaseRole)) {
                    findings.add(new Finding(role.name(), Finding.Kind.DENIES, rule, ""));
                }
            }
            for (Rule rule : role.allow()) {
                if (rule.selection().of(person).covers(target, database, databaseRole)) {
                    Optional<String> unmet = rule.conditions().unmet(circumstances);
                    findings.add(
                            new Finding(
                                    role.name(),
                                    unmet.isPresent() ? Finding.Kind.NOT_NOW : Finding.Kind.ALLOWS,
                                    rule,
                                    unmet.orElse("")));
                }
            }
        }
        return findings;
    }

    /// What one rule says about an attempt.
    ///
    /// @param role   the role it belongs to
    /// @param detail why it does not count now, or empty
    public record Finding(String role, Kind kind, Rule rule, String detail) {

        /// What a rule can say.
        public enum Kind {
            ALLOWS,
            /// It would allow it at another time or from another place.
            NOT_NOW,
            DENIES
        }
    }

    /// Whether one of the rules that allow this gives replication connections as well.
    public boolean allowsReplication(
            Person person,
            Target target,
            String database,
            String databaseRole,
            Circumstances circumstances) {
        return findings(person, target, database, databaseRole, circumstances).stream()
                .anyMatch(finding ->
                        finding.kind() == Finding.Kind.ALLOWS && finding.rule().replication());
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
    ///
    /// @param reviewers names of roles, one of which it must be; empty for any
    public Optional<String> approverRole(Person person, String target, List<String> reviewers) {
        return rolesOf(person).stream()
                .filter(role -> Selection.matches(role.approve(), target))
                .map(Role::name)
                .filter(name -> reviewers.isEmpty() || reviewers.contains(name))
                .findFirst();
    }

    /// The names of the roles whose people may decide requests for `target`.
    public List<String> approverRoles(String target) {
        return roles.stream()
                .filter(role -> Selection.matches(role.approve(), target))
                .map(Role::name)
                .toList();
    }

    @Override
    public Granted of(Person person) {
        List<Role> held = rolesOf(person);
        return new Granted(
                held.stream().map(Role::name).collect(Collectors.toSet()),
                has(held, Power.SEE_ALL_SESSIONS),
                held.stream()
                        .flatMap(role -> role.seeSessions().stream())
                        .collect(Collectors.toSet()),
                held.stream().anyMatch(role -> !role.approve().isEmpty()),
                has(held, Power.END_SESSIONS),
                has(held, Power.ERASE_RECORDINGS),
                has(held, Power.PLACE_LOCKS),
                has(held, Power.ADMINISTER),
                has(held, Power.UNMASK));
    }

    /// The names of the roles that `person` holds.
    public Set<String> roleNames(Person person) {
        return rolesOf(person).stream().map(Role::name).collect(Collectors.toSet());
    }

    private List<Role> rolesOf(Person person) {
        return roles.stream()
                .filter(role -> role.groups().stream().anyMatch(person.groups()::contains))
                .toList();
    }

    private static boolean has(List<Role> held, Power power) {
        return held.stream().anyMatch(role -> role.powers().contains(power));
    }

    private static String nothingAllows(List<Role> held) {
        return held.isEmpty()
                ? "none of your groups gives you a role"
                : "none of your roles ("
                        + held.stream().map(Role::name).collect(Collectors.joining(", "))
                        + ") allows it";
    }

    private static Decision decision(Finding finding) {
        return switch (finding.rule().access()) {
            case OPEN -> new Decision.Open(finding.role());
            case ON_REQUEST -> new Decision.NeedsRequest(finding.role(), finding.rule().terms());
        };
    }

    private static Decision better(Decision a, Decision b) {
        return rank(b).compareTo(rank(a)) > 0 ? b : a;
    }

    /// Open is best, then the longest grant.
    private static Duration rank(Decision decision) {
        return switch (decision) {
            case Decision.Open open -> Duration.ofSeconds(Long.MAX_VALUE);
            case Decision.NeedsRequest request -> request.terms().longestGrant();
            case Decision.Denied denied -> Duration.ofSeconds(-1);
        };
    }
}
