package dev.postern.cli.profile;

import java.time.Instant;

/// The login of a profile.
///
/// @param proxy     the broker's web address, without a trailing slash
/// @param token     bearer token; a secret, kept in a 0600 file
/// @param name      the person's name, for display
public record SavedLogin(String proxy, String token, Instant expiresAt, String name) {

    @Override
    public String toString() {
        return "SavedLogin[proxy=" + proxy + ", token=***, expiresAt=" + expiresAt + "]";
    }
}
