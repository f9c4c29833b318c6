package dev.postern.broker.identity;

import java.util.Set;

/// Tells what a person may do in the web UI and the API, from the groups of this sign-in.
@FunctionalInterface
public interface Rights {

    /// The roles and rights of `person` now. A failure inside is thrown and refuses the request.
    Granted of(Person person);

    /// What a person may do.
    ///
    /// @param roles          names of the roles held
    /// @param seeAllSessions whether other people's sessions and recordings are visible
    /// @param seeSessionsOf  targets on which other people's sessions and recordings are visible; `*` is any
    /// @param approve        whether the person may decide requests for at least one target
    /// @param endSessions    whether other people's sessions may be ended
    /// @param eraseRecordings whether erasures may be asked for and confirmed, and legal holds lifted
    /// @param placeLocks     whether locks may be placed and lifted
    /// @param administer     whether authorities may be rotated, and targets and roles changed while the broker runs
    /// @param unmask         whether masked values may be seen, with a reason and for a time
    record Granted(
            Set<String> roles,
            boolean seeAllSessions,
            Set<String> seeSessionsOf,
            boolean approve,
            boolean endSessions,
            boolean eraseRecordings,
            boolean placeLocks,
            boolean administer,
            boolean unmask) {
        public Granted {
            roles = Set.copyOf(roles);
            seeSessionsOf = Set.copyOf(seeSessionsOf);
        }
    }
}
