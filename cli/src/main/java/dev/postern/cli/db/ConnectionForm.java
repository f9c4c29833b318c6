package dev.postern.cli.db;

import dev.postern.cli.console.CliException;
import dev.postern.cli.profile.ServiceFile;
import dev.postern.json.Json;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/// The ways to write down a connection, each as one kind of client reads it.
///
/// The names are those of `--format`, in lower case.
enum ConnectionForm {
    /// A section of libpq's service file.
    service,
    /// A URI of libpq.
    url,
    /// A URL of pgjdbc, which wants the key as PKCS#8 DER.
    jdbc,
    /// The argument of DBeaver's `-con`.
    dbeaver,
    /// A file for pgAdmin's import of servers.
    pgadmin,
    /// Lines for a POSIX shell.
    env;

    /// The connection in this form, ending in a line feed.
    ///
    /// @param settings as libpq is told them; without `sslcert` where the local proxy is used
    String of(ServiceFile.Service service, Map<String, String> settings) throws CliException {
        return switch (this) {
            case service -> service.section().stripTrailing() + "\n";
            case url -> "postgresql://" + libpqUri(settings) + "\n";
            case jdbc -> jdbc(service, settings) + "\n";
            case dbeaver -> dbeaver(service, settings) + "\n";
            case pgadmin -> Json.write(servers(service, settings)) + "\n";
            case env -> ShellKind.sh.lines(settings);
        };
    }

    private static String libpqUri(Map<String, String> settings) {
        return encoded(get(settings, "user"))
                + "@"
                + address(settings)
                + "/"
                + encoded(get(settings, "dbname"))
                + "?"
                + query(security(settings));
    }

    private static String jdbc(ServiceFile.Service service, Map<String, String> settings) {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("user", get(settings, "user"));
        parameters.putAll(security(settings));
        parameters.computeIfPresent("sslkey", (name, pem) -> service.files().keyDer().toString());
        return "jdbc:postgresql://"
                + address(settings)
                + "/"
                + encoded(get(settings, "dbname"))
                + "?"
                + query(parameters);
    }

    /// DBeaver divides by `|`, and has no way to write one inside a value.
    private static String dbeaver(ServiceFile.Service service, Map<String, String> settings)
            throws CliException {
        Map<String, String> specification = new LinkedHashMap<>();
        specification.put("driver", "postgres-jdbc");
        specification.put("name", name(service));
        specification.put("url", jdbc(service, settings));
        specification.put("user", get(settings, "user"));
        specification.put("auth", "native");
        specification.put("connect", "true");
        StringBuilder text = new StringBuilder();
        for (Map.Entry<String, String> entry : specification.entrySet()) {
            if (entry.getValue().indexOf('|') >= 0) {
                throw CliException.failed(
                        "bad_setting",
                        "DBeaver cannot be told a "
                                + entry.getKey()
                                + " with \"|\" in it: "
                                + entry.getValue(),
                        "Enter the URL of --format jdbc in DBeaver's dialog.");
            }
            text.append(text.isEmpty() ? "" : "|")
                    .append(entry.getKey())
                    .append('=')
                    .append(entry.getValue());
        }
        return text.toString();
    }

    private static Map<String, Object> servers(
            ServiceFile.Service service, Map<String, String> settings) {
        Map<String, Object> server = new LinkedHashMap<>();
        server.put("Name", name(service));
        server.put("Group", "Postern");
        server.put("Host", get(settings, "host"));
        server.put("Port", Integer.valueOf(get(settings, "port")));
        server.put("MaintenanceDB", get(settings, "dbname"));
        server.put("Username", get(settings, "user"));
        server.put("ConnectionParameters", security(settings));
        return Map.of("Servers", Map.of("1", server));
    }

    private static String name(ServiceFile.Service service) {
        return "postern-" + service.target();
    }

    private static Map<String, String> security(Map<String, String> settings) {
        Map<String, String> security = new LinkedHashMap<>(settings);
        security.keySet().removeIf(name -> !name.startsWith("ssl"));
        return security;
    }

    private static String query(Map<String, String> parameters) {
        StringBuilder query = new StringBuilder();
        parameters.forEach((name, value) ->
                query.append(query.isEmpty() ? "" : "&")
                        .append(name)
                        .append('=')
                        .append(encoded(value)));
        return query.toString();
    }

    private static String address(Map<String, String> settings) {
        String host = get(settings, "host");
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + get(settings, "port");
    }

    /// A blank as `%20`: libpq takes a plus sign as it stands.
    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%2F", "/");
    }

    private static String get(Map<String, String> settings, String name) {
        return settings.getOrDefault(name, "");
    }
}
