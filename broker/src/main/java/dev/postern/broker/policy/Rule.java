package dev.postern.broker.policy;

import dev.postern.broker.target.Target;

import java.time.Duration;
import java.util.List;

/// One rule of a role. Names match exactly, byte for byte; `*` stands for any name.
///
/// @param targets       names of targets
/// @param labels        `name=value` texts that a target must all carry; empty selects by `targets` alone
/// @param databases     names of databases
/// @param databaseRoles names of database roles
/// @param access        how it gives access; a rule that denies ignores it
/// @param longestGrant  the longest grant that may be asked for
/// @param replication   whether it gives replication connections as well
public record Rule(
        List<String> targets,
        List<String> labels,
        List<String> databases,
        List<String> databaseRoles,
        Access access,
        Duration longestGrant,
        boolean replication) {

    static final String ANY = "*";

    /// A rule that gives no replication connections.
    public Rule(
            List<String> targets,
            List<String> labels,
            List<String> databases,
            List<String> databaseRoles,
            Access access,
            Duration longestGrant) {
        this(targets, labels, databases, databaseRoles, access, longestGrant, false);
    }

    public Rule {
        targets = List.copyOf(targets);
        labels = List.copyOf(labels);
        databases = List.copyOf(databases);
        databaseRoles = List.copyOf(databaseRoles);
    }

    boolean selects(Target target) {
        return matches(targets, target.name())
                && labels.stream()
                        .allMatch(label -> {
                            int equals = label.indexOf('=');
                            return equals > 0
                                    && label.substring(equals + 1)
                                            .equals(
                                                    target.labels()
                                                            .get(label.substring(0, equals)));
                        });
    }

    boolean covers(Target target, String database, String databaseRole) {
        return selects(target)
                && matches(databases, database)
                && matches(databaseRoles, databaseRole);
    }

    static boolean matches(List<String> names, String name) {
        return names.contains(ANY) || names.contains(name);
    }

    /// How a rule gives access.
    public enum Access {
        /// At once.
        OPEN,
        /// While a grant lasts that another person gave.
        ON_REQUEST
    }
}
