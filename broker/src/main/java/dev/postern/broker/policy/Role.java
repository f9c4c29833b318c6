package dev.postern.broker.policy;

import dev.postern.broker.target.SessionLimits;

import java.util.List;
import java.util.Set;

/// A role from the configuration.
///
/// @param groups  groups of the sign-in that give it
/// @param allow   what it allows
/// @param deny    what it denies, whatever is allowed elsewhere
/// @param approve targets whose requests it may decide; `*` is any
/// @param seeSessions targets on which it shows other people's sessions; `*` is any
/// @param powers  what it lets its people do in the broker itself
/// @param limits  of the sessions that it allows
public record Role(
        String name,
        List<String> groups,
        List<Rule> allow,
        List<Rule> deny,
        List<String> approve,
        List<String> seeSessions,
        Set<Power> powers,
        SessionLimits limits) {

    /// A role without limits, which shows nobody else's sessions.
    public Role(
            String name,
            List<String> groups,
            List<Rule> allow,
            List<Rule> deny,
            List<String> approve,
            Set<Power> powers) {
        this(name, groups, allow, deny, approve, List.of(), powers, SessionLimits.NONE);
    }

    public Role {
        groups = List.copyOf(groups);
        allow = List.copyOf(allow);
        deny = List.copyOf(deny);
        approve = List.copyOf(approve);
        seeSessions = List.copyOf(seeSessions);
        powers = Set.copyOf(powers);
    }
}
