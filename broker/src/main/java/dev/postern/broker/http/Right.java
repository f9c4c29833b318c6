package dev.postern.broker.http;

/// What a route demands of its caller before its handler runs. Finer questions are the handler's.
public enum Right {
    /// Anybody, signed in or not.
    ANYONE,
    /// A signed-in person, by cookie or bearer token.
    SIGNED_IN,
    /// A signed-in person with the right to see all sessions.
    SEE_ALL_SESSIONS,
    /// A signed-in person with the right to erase recordings and lift holds.
    ERASE_RECORDINGS
}
