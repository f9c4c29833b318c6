package dev.postern.broker.policy;

/// What a role lets its people do in the broker itself. The name in lower case with `-` is the configuration's key.
public enum Power {
    /// Shows other people's sessions.
    SEE_ALL_SESSIONS,
    /// Ends other people's sessions.
    END_SESSIONS,
    /// Asks for erasures, confirms those of others, lifts legal holds.
    ERASE_RECORDINGS,
    /// Places and lifts locks.
    PLACE_LOCKS,
    /// Rotates authorities, and adds, changes and removes targets and roles while the broker runs.
    ADMINISTER,
    /// Shows masked values of recordings, with a reason and for a time.
    UNMASK
}
