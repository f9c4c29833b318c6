package dev.postern.broker.app;

import dev.postern.broker.app.ConfigNode.Section;
import dev.postern.broker.policy.Role;
import dev.postern.broker.policy.Rule;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads the `roles` section.
final class RolesReader {

    private static final Duration DEFAULT_LONGEST_GRANT = Duration.ofHours(8);
    private static final List<String> ANY = List.of("*");

    List<Role> read(ConfigNode node) throws ConfigException {
        List<Role> roles = new ArrayList<>();
        for (Map.Entry<String, ConfigNode> entry : node.entries().entrySet()) {
            roles.add(role(entry.getKey(), entry.getValue()));
        }
        if (roles.isEmpty()) {
            throw node.problem("is empty", "add at least one role, or nobody can do anything");
        }
        return roles;
    }

    private static Role role(String name, ConfigNode node) throws ConfigException {
        Section section =
                node.section(
                        "groups",
                        "limits",
                        "allow",
                        "deny",
                        "approve",
                        "see-all-sessions",
                        "end-sessions",
                        "erase-recordings");
        Optional<ConfigNode> approve = section.optional("approve");
        Optional<ConfigNode> seeAll = section.optional("see-all-sessions");
        Optional<ConfigNode> end = section.optional("end-sessions");
        Optional<ConfigNode> erase = section.optional("erase-recordings");
        return new Role(
                name,
                section.required("groups").texts(),
                rules(section.optional("allow")),
                rules(section.optional("deny")),
                approve.isPresent() ? approve.get().texts() : List.of(),
                seeAll.isPresent() && seeAll.get().flag(),
                end.isPresent() && end.get().flag(),
                erase.isPresent() && erase.get().flag(),
                LimitsReader.read(section.optional("limits")));
    }

    private static List<Rule> rules(Optional<ConfigNode> node) throws ConfigException {
        List<Rule> rules = new ArrayList<>();
        if (node.isPresent()) {
            for (ConfigNode item : node.get().items()) {
                rules.add(rule(item));
            }
        }
        return rules;
    }

    private static Rule rule(ConfigNode node) throws ConfigException {
        Section section =
                node.section(
                        "targets",
                        "labels",
                        "databases",
                        "database-roles",
                        "access",
                        "replication",
                        "longest-grant");
        if (!section.has("targets") && !section.has("labels")) {
            throw node.problem(
                    "selects no target", "add `targets: [name]` or `labels: {name: value}`");
        }
        List<String> labels = new ArrayList<>();
        Optional<ConfigNode> labelled = section.optional("labels");
        if (labelled.isPresent()) {
            for (Map.Entry<String, ConfigNode> entry : labelled.get().entries().entrySet()) {
                labels.add(entry.getKey() + "=" + entry.getValue().text());
            }
        }
        Optional<ConfigNode> access = section.optional("access");
        Optional<ConfigNode> longest = section.optional("longest-grant");
        Optional<ConfigNode> replication = section.optional("replication");
        return new Rule(
                texts(section, "targets"),
                labels,
                texts(section, "databases"),
                texts(section, "database-roles"),
                access.isPresent() ? access.get().choice(Rule.Access.class) : Rule.Access.OPEN,
                longest.isPresent() ? longest.get().duration() : DEFAULT_LONGEST_GRANT,
                replication.isPresent() && replication.get().flag());
    }

    private static List<String> texts(Section section, String key) throws ConfigException {
        Optional<ConfigNode> node = section.optional(key);
        return node.isPresent() ? node.get().texts() : ANY;
    }
}
