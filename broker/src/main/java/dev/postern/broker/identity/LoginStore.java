package dev.postern.broker.identity;

import java.time.Instant;
import java.util.Optional;

/// Keeps sign-ins. Tokens reach it only as SHA-256, so that a stolen copy signs nobody in.
public interface LoginStore {

    /// Adds a sign-in.
    ///
    /// @param tokenHash SHA-256 of the token in lower-case hexadecimal, unique
    void add(String tokenHash, Login login);

    /// The sign-in of a token, expired or not.
    Optional<Login> findByTokenHash(String tokenHash);

    /// The sign-in with this id, expired or not.
    Optional<Login> findById(String id);

    /// Takes a sign-in out; does nothing if it is not there.
    void remove(String id);

    /// Takes out every sign-in that expired before `time`.
    void removeExpiredBefore(Instant time);
}
