package dev.postern.broker.identity;

/// Is told of every sign-in and refusal before it takes effect. If it throws, the act does not happen.
public interface SignInAudit {

    /// A person is about to be signed in.
    void signedIn(Login login);

    /// A sign-in was refused.
    ///
    /// @param code stable name of the reason
    void refused(String code, String address);

    /// A sign-in is about to be ended by its owner.
    void loggedOut(Login login);
}
