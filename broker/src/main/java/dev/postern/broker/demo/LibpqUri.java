package dev.postern.broker.demo;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// A `postgresql://` connection URI as libpq reads it, with the parameters that the demo understands.
///
/// Source: PostgreSQL manual, "Connection URIs".
record LibpqUri(
        String host,
        int port,
        String user,
        String password,
        String database,
        Map<String, String> parameters) {

    private static final int DEFAULT_PORT = 5432;
    private static final Set<String> KNOWN =
            Set.of(
                    "sslmode",
                    "sslrootcert",
                    "sslcert",
                    "sslkey",
                    "password",
                    "user",
                    "host",
                    "port",
                    "dbname",
                    "application_name",
                    "connect_timeout");

    LibpqUri {
        parameters = Map.copyOf(parameters);
    }

    /// Reads `text`; a missing password comes from `PGPASSWORD` of `environment`.
    ///
    /// @throws UsageException naming what cannot be read or used
    static LibpqUri parse(String text, Map<String, String> environment) throws UsageException {
        if (!text.startsWith("postgresql://") && !text.startsWith("postgres://")) {
            throw new UsageException(
                    "--target is \""
                            + masked(text)
                            + "\"; write postgresql://USER@HOST:PORT/DATABASE?sslmode=verify-full");
        }
        URI uri;
        try {
            uri = URI.create(text);
        } catch (IllegalArgumentException e) {
            throw new UsageException(
                    "--target cannot be read as a URI; percent-encode special characters in user"
                            + " and password");
        }
        Map<String, String> parameters = parameters(uri.getRawQuery());
        String[] userInfo =
                (uri.getRawUserInfo() == null ? "" : uri.getRawUserInfo()).split(":", 2);
        String user = parameters.getOrDefault("user", decoded(userInfo[0]));
        String host =
                parameters.getOrDefault(
                        "host",
                        uri.getHost() == null ? "" : uri.getHost().replaceAll("[\\[\\]]", ""));
        if (host.isEmpty() || user.isEmpty()) {
            throw new UsageException(
                    "--target names no "
                            + (host.isEmpty() ? "host" : "user")
                            + "; write postgresql://USER@HOST:PORT/DATABASE");
        }
        String inUri = userInfo.length > 1 ? decoded(userInfo[1]) : "";
        String password =
                parameters.getOrDefault(
                        "password",
                        inUri.isEmpty() ? environment.getOrDefault("PGPASSWORD", "") : inUri);
        String path =
                uri.getRawPath() == null ? "" : decoded(uri.getRawPath().replaceFirst("^/", ""));
        String database = parameters.getOrDefault("dbname", path.isEmpty() ? user : path);
        return new LibpqUri(host, port(uri, parameters), user, password, database, parameters);
    }

    private static int port(URI uri, Map<String, String> parameters) throws UsageException {
        String text =
                parameters.getOrDefault(
                        "port", uri.getPort() < 0 ? "" + DEFAULT_PORT : "" + uri.getPort());
        if (!text.matches("\\d{1,5}")
                || Integer.parseInt(text) > 65_535
                || Integer.parseInt(text) == 0) {
            throw new UsageException("--target has the port \"" + text + "\"; choose 1 to 65535");
        }
        return Integer.parseInt(text);
    }

    private static Map<String, String> parameters(String query) throws UsageException {
        Map<String, String> parameters = new LinkedHashMap<>();
        if (query == null || query.isEmpty()) {
            return parameters;
        }
        for (String pair : query.split("&")) {
            String[] parts = pair.split("=", 2);
            String name = decoded(parts[0]);
            if (!KNOWN.contains(name)) {
                throw new UsageException(
                        "--target has the parameter \""
                                + name
                                + "\", which the demo does not know; known are "
                                + String.join(", ", KNOWN.stream().sorted().toList()));
            }
            parameters.put(name, parts.length > 1 ? decoded(parts[1]) : "");
        }
        return parameters;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static String masked(String text) {
        return text.replaceAll("//([^:@/]*):[^@/]*@", "//$1:***@");
    }

    @Override
    public String toString() {
        return "postgresql://" + user + "@" + host + ":" + port + "/" + database;
    }
}
