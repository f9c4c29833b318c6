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

    /// Writes the audit event of a connection that asked to cancel what a session runs. Blocks: call it from a virtual
    /// thread.
    ///
    /// @param certificate serial number of the certificate that was shown, or empty
    default void cancelAsked(
            String address, String session, boolean encrypted, String certificate) {}
}
