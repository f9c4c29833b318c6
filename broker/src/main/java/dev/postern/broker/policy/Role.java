package dev.postern.broker.policy;

import dev.postern.broker.target.SessionLimits;

import java.util.List;

/// A role from the configuration.
///
/// @param groups         groups of the sign-in that give it
/// @param allow          what it allows
/// @param deny           what it denies, whatever is allowed elsewhere
/// @param approve        targets whose requests it may decide; `*` is any
/// @param seeAllSessions whether it shows other people's sessions
/// @param endSessions    whether it may end other people's sessions
/// @param eraseRecordings whether it may ask for erasures, confirm those of others, and lift legal holds
/// @param limits         of the sessions that it allows
public record Role(
        String name,
        List<String> groups,
        List<Rule> allow,
        List<Rule> deny,
        List<String> approve,
        boolean seeAllSessions,
        boolean endSessions,
        boolean eraseRecordings,
        SessionLimits limits) {

    /// A role without limits.
    public Role(
            String name,
            List<String> groups,
            List<Rule> allow,
            List<Rule> deny,
            List<String> approve,
            boolean seeAllSessions,
            boolean endSessions,
            boolean eraseRecordings) {
        this(
                name,
                groups,
                allow,
                deny,
                approve,
                seeAllSessions,
                endSessions,
                eraseRecordings,
                SessionLimits.NONE);
    }

    public Role {
        groups = List.copyOf(groups);
        allow = List.copyOf(allow);
        deny = List.copyOf(deny);
        approve = List.copyOf(approve);
    }
}
