package dev.postern.broker.identity;

import dev.postern.broker.base.Secret;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/// The identity provider and what is demanded of its tokens.
///
/// @param issuer       exactly as in the tokens' `iss`; https, or http on loopback
/// @param clientSecret null for a public client, which PKCE alone protects
/// @param rules        what is read from the id_token and demanded of it
/// @param algorithms   the signatures that are accepted, whatever a token says of itself
/// @param loginLifetime how long a sign-in lasts
public record IdentityConfig(
        String issuer,
        String clientId,
        @Nullable Secret clientSecret,
        TokenRules rules,
        List<String> algorithms,
        Duration loginLifetime) {

    /// The signatures that can be checked.
    public static final List<String> KNOWN =
            List.of("RS256", "RS384", "RS512", "ES256", "ES384", "ES512");

    public IdentityConfig {
        algorithms = List.copyOf(algorithms);
        if (algorithms.isEmpty() || !KNOWN.containsAll(algorithms)) {
            throw new IllegalArgumentException(
                    "the algorithms of the identity provider are "
                            + algorithms
                            + "; choose among RS256, RS384, RS512, ES256, ES384, ES512");
        }
        if (!isSafe(URI.create(issuer))) {
            throw new IllegalArgumentException(
                    "the issuer \""
                            + issuer
                            + "\" is no https address (http is accepted on 127.0.0.1 and [::1]"
                            + " only)");
        }
        if (issuer.contains("|") || clientId.isEmpty()) {
            throw new IllegalArgumentException("the issuer holds a | or the client id is empty");
        }
    }

    /// Whether the issuer is on this machine: then, and only then, plain HTTP and loopback addresses are accepted.
    public boolean isLoopback() {
        return isLoopback(URI.create(issuer));
    }

    /// Whether the provider may have an endpoint at `uri`.
    boolean accepts(URI uri) {
        return isSafe(uri) && (isLoopback() || !isLoopback(uri));
    }

    private static boolean isSafe(URI uri) {
        return uri.getHost() != null
                && uri.getUserInfo() == null
                && uri.getFragment() == null
                && ("https".equals(uri.getScheme())
                        || ("http".equals(uri.getScheme()) && isLoopback(uri)));
    }

    private static boolean isLoopback(URI uri) {
        String host = uri.getHost();
        return host != null && Set.of("127.0.0.1", "[::1]", "localhost").contains(host);
    }
}
