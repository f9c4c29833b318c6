package dev.postern.broker.http;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/// The broker's own web address, known completely once the server listens.
public final class Site {

    private final HttpConfig config;
    private final AtomicInteger port;

    /// The site of a configuration.
    public Site(HttpConfig config) {
        this.config = config;
        this.port = new AtomicInteger(config.port());
    }

    /// The address people open, without a trailing slash.
    ///
    /// @throws IllegalStateException if it depends on a free port and the server does not listen yet
    public String url() {
        if (config.publicUrl() != null) {
            String url = config.publicUrl();
            return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
        }
        if (port.get() == 0) {
            throw new IllegalStateException(
                    "the web address is known only after the server has started");
        }
        return (config.isTls() ? "https://" : "http://")
                + bracketed(config.host())
                + ":"
                + port.get();
    }

    /// Whether browsers reach the site by HTTPS.
    boolean isSecure() {
        return url().startsWith("https://");
    }

    /// The name of the session cookie.
    String sessionCookie() {
        return isSecure() ? "__Host-postern" : "postern";
    }

    /// The name of the cookie that binds a browser to the sign-in it began.
    String loginCookie() {
        return isSecure() ? "__Host-postern-login" : "postern-login";
    }

    /// Whether a `Host` header names this site: anything else is another site's page that was pointed here by DNS.
    boolean isOwnHost(@Nullable String header) {
        if (header == null) {
            return false;
        }
        String host = header.toLowerCase(Locale.ROOT);
        return host.equals(authority(URI.create(url()))) || ownLoopbackNames().contains(host);
    }

    /// Whether an `Origin` header is this site's.
    boolean isOwnOrigin(@Nullable String header) {
        return header != null
                && (header.equals(origin(url()))
                        || ownLoopbackNames().stream().anyMatch(n -> header.equals(scheme() + n)));
    }

    void listensOn(int boundPort) {
        port.set(boundPort);
    }

    /// The names this machine alone may use, so that a health check or a terminal on it needs no public name.
    private Set<String> ownLoopbackNames() {
        String suffix = ":" + port.get();
        return Set.of("127.0.0.1" + suffix, "localhost" + suffix, "[::1]" + suffix);
    }

    private String scheme() {
        return config.isTls() ? "https://" : "http://";
    }

    private static String origin(String url) {
        URI uri = URI.create(url);
        return uri.getScheme() + "://" + authority(uri);
    }

    private static String authority(URI uri) {
        String host = uri.getHost().toLowerCase(Locale.ROOT);
        boolean usual =
                uri.getPort() == -1
                        || (uri.getPort() == 443 && "https".equals(uri.getScheme()))
                        || (uri.getPort() == 80 && "http".equals(uri.getScheme()));
        return usual ? host : host + ":" + uri.getPort();
    }

    private static String bracketed(String host) {
        return host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
    }
}
