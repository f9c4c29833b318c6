package dev.postern.broker.http;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.nio.file.Path;
import java.util.Set;

/// Where the HTTP edge listens and how people reach it.
///
/// @param host        address to bind
/// @param port        port to bind; 0 takes a free one
/// @param publicUrl   the address people open, without a trailing slash; null means the address listened on
/// @param certificate PEM chain for HTTPS, or null for plain HTTP, which is accepted on loopback only
/// @param key         PEM PKCS#8 key of the certificate, or null
public record HttpConfig(
        String host,
        int port,
        @Nullable String publicUrl,
        @Nullable Path certificate,
        @Nullable Path key) {

    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "::1", "[::1]", "localhost");

    public HttpConfig {
        if ((certificate == null) != (key == null)) {
            throw new IllegalArgumentException(
                    "the web address has only one of certificate and key; name both files, or none"
                            + " for plain HTTP on loopback");
        }
        if (certificate == null && !LOOPBACK.contains(host)) {
            throw new IllegalArgumentException(
                    "the web address "
                            + host
                            + ":"
                            + port
                            + " is not loopback and has no certificate; name certificate and key"
                            + " files, or listen on 127.0.0.1");
        }
        if (publicUrl != null) {
            URI uri = URI.create(publicUrl);
            boolean plain = "http".equals(uri.getScheme());
            if (uri.getHost() == null || !(plain || "https".equals(uri.getScheme()))) {
                throw new IllegalArgumentException(
                        "the public web address \"" + publicUrl + "\" is no http or https address");
            }
            if (plain && !isLoopback(uri.getHost())) {
                throw new IllegalArgumentException(
                        "the public web address \""
                                + publicUrl
                                + "\" is plain HTTP on a host that is not loopback; use an https"
                                + " address");
            }
        }
    }

    /// Whether `host` names this machine alone: a loopback literal or `localhost`.
    static boolean isLoopback(String host) {
        return LOOPBACK.contains(host);
    }

    /// Whether the broker itself speaks TLS.
    boolean isTls() {
        return certificate != null;
    }
}
