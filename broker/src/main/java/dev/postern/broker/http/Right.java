package dev.postern.broker.http;

/// What a route demands of its caller before its handler runs. Finer questions are the handler's.
public enum Right {
    /// Anybody, signed in or not.
    ANYONE,
    /// A signed-in person who is not locked out, by cookie or bearer token.
    SIGNED_IN,
    /// A signed-in person, locked out or not: what concerns their own sign-in alone.
    OWN_SIGN_IN,
    /// A signed-in person with the right to see all sessions.
    SEE_ALL_SESSIONS,
    /// A signed-in person with the right to erase recordings and lift holds.
    ERASE_RECORDINGS,
    /// A signed-in person with the right to see masked values, with a reason and for a time.
    UNMASK,
    /// A signed-in person with the right to place and lift locks.
    PLACE_LOCKS,
    /// A signed-in person with the right to administer the broker.
    ADMINISTER
}
