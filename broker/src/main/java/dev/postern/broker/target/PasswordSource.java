package dev.postern.broker.target;

import dev.postern.broker.base.Secret;

/// Where the password of a login comes from. It is asked for at every login, so that a password may be changed while the
/// broker runs.
@FunctionalInterface
public interface PasswordSource {

    /// The password for `databaseRole` at `host`. Blocks: never on an event loop.
    ///
    /// @throws PasswordException if there is none to be had now
    Secret password(Target.Host host, String databaseRole) throws PasswordException;

    /// A password that is known already.
    static PasswordSource of(Secret password) {
        return new PasswordSource() {
            @Override
            public Secret password(Target.Host host, String databaseRole) {
                return password;
            }

            @Override
            public String toString() {
                return "***";
            }
        };
    }
}
