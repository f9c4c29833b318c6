package dev.postern.broker.policy;

import dev.postern.broker.identity.Person;
import dev.postern.broker.target.Target;

import java.util.List;

/// What a rule is about. Names match exactly, byte for byte; `*` stands for any name, and `{{...}}` for values of the
/// person, see [Template].
///
/// @param targets       names of targets
/// @param labels        `name=value` texts that a target must all carry; empty selects by `targets` alone
/// @param databases     names of databases
/// @param databaseRoles names of database roles
public record Selection(
        List<String> targets,
        List<String> labels,
        List<String> databases,
        List<String> databaseRoles) {

    static final String ANY = "*";

    public Selection {
        targets = List.copyOf(targets);
        labels = List.copyOf(labels);
        databases = List.copyOf(databases);
        databaseRoles = List.copyOf(databaseRoles);
    }

    /// With the values of `person` in place of the templates.
    Selection of(Person person) {
        return new Selection(
                Template.fill(targets, person),
                Template.fill(labels, person),
                Template.fill(databases, person),
                Template.fill(databaseRoles, person));
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
}
