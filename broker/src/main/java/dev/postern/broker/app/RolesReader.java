package dev.postern.broker.app;

import dev.postern.broker.app.ConfigNode.Section;
import dev.postern.broker.policy.Power;
import dev.postern.broker.policy.Role;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads the `roles` section.
final class RolesReader {

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

    /// One role.
    static Role role(String name, ConfigNode node) throws ConfigException {
        Section section =
                node.section(
                        "groups",
                        "limits",
                        "allow",
                        "deny",
                        "approve",
                        "see-sessions",
                        "see-all-sessions",
                        "end-sessions",
                        "erase-recordings",
                        "place-locks",
                        "administer",
                        "unmask");
        Optional<ConfigNode> approve = section.optional("approve");
        Optional<ConfigNode> seeSessions = section.optional("see-sessions");
        return new Role(
                name,
                section.required("groups").texts(),
                RulesReader.rules(section.optional("allow")),
                RulesReader.rules(section.optional("deny")),
                approve.isPresent() ? approve.get().texts() : List.of(),
                seeSessions.isPresent() ? seeSessions.get().texts() : List.of(),
                powers(section),
                LimitsReader.read(section.optional("limits")));
    }

    private static Set<Power> powers(Section section) throws ConfigException {
        Set<Power> powers = EnumSet.noneOf(Power.class);
        for (Power power : Power.values()) {
            Optional<ConfigNode> node =
                    section.optional(power.name().toLowerCase(Locale.ROOT).replace('_', '-'));
            if (node.isPresent() && node.get().flag()) {
                powers.add(power);
            }
        }
        return powers;
    }
}
