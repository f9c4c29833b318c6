package dev.postern.broker.session;

/// Takes down the connection attempts that end before a [Gatekeeper] is asked.
@FunctionalInterface
public interface AttemptLog {

    /// Writes the audit event of an attempt that was refused. Blocks: call it from a virtual thread.
    ///
    /// @param address  the client's address and port
    /// @param code     stable name of the refusal
    /// @param text     one sentence for people
    /// @param user     the requested database role, or empty if none was read
    /// @param database the requested database, or empty if none was read
    void refused(String address, String code, String text, String user, String database);
}
