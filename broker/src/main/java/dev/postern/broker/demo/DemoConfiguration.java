package dev.postern.broker.demo;

import dev.postern.broker.record.Durability;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// The configuration file of the demo's broker: an ordinary one, written for the reader too.
final class DemoConfiguration {

    /// The name of the demo's own target.
    static final String SHOP = "shop";

    /// The name of the user's target.
    static final String OWN = "database";

    private final int postgresPort;
    private final int webPort;
    private final String issuer;
    private final Durability durability;
    private final String announce;

    /// @param issuer   address of the demo's identity provider
    /// @param announce which clients are told of their session
    DemoConfiguration(
            int postgresPort, int webPort, String issuer, Durability durability, String announce) {
        this.announce = announce;
        this.postgresPort = postgresPort;
        this.webPort = webPort;
        this.issuer = issuer;
        this.durability = durability;
    }

    /// Writes the file for the demo's own database.
    ///
    /// @param databasePort    the port of the demo's PostgreSQL
    /// @param databaseCaFile  PEM certificate that vouches for its server certificate
    Path writeForShop(DemoFolder folder, int databasePort, Path databaseCaFile) throws IOException {
        String target =
                """
                  shop:
                    labels: {env: demo}
                    hosts: ["localhost:%d"]
                    tls: verify-full
                    tls-ca: %s
                    databases: [shop]
                %s    logins:
                      app_read: {password-file: secrets/reader}
                      app_write: {password-file: secrets/writer}
                """
                        .formatted(databasePort, quoted(databaseCaFile.toString()), durability());
        String rules =
                """
                    allow:
                      - targets: [shop]
                        database-roles: [app_read]
                      - targets: [shop]
                        database-roles: [app_write]
                        access: on-request
                        self-extend: 30m
                        break-glass: true
                """;
        return write(folder, target, rules, SHOP);
    }

    /// Writes the file for a server of the user's.
    Path writeForOwn(DemoFolder folder, LibpqUri uri) throws IOException, UsageException {
        StringBuilder login = new StringBuilder("      " + quoted(uri.user()) + ":\n");
        login.append("        allow-trust: true\n");
        if (!uri.password().isEmpty()) {
            folder.writeSecret("target", uri.password());
            login.append("        password-file: secrets/target\n");
        }
        String certificate = uri.parameters().get("sslcert");
        String key = uri.parameters().get("sslkey");
        if (certificate != null && key != null) {
            login.append("        client-certificate: ")
                    .append(quoted(absolute(certificate)))
                    .append('\n');
            login.append("        client-key: ").append(quoted(absolute(key))).append('\n');
        }
        String ca = uri.parameters().get("sslrootcert");
        String host = uri.host().contains(":") ? "[" + uri.host() + "]" : uri.host();
        String target =
                "  "
                        + OWN
                        + ":\n"
                        + "    hosts: ["
                        + quoted(host + ":" + uri.port())
                        + "]\n"
                        + "    tls: "
                        + tls(uri)
                        + "\n"
                        + (ca == null || ca.equals("system")
                                ? ""
                                : "    tls-ca: " + quoted(absolute(ca)) + "\n")
                        + "    databases: ["
                        + quoted(uri.database())
                        + ", \"*\"]\n"
                        + durability()
                        + "    logins:\n"
                        + login;
        String rules =
                """
                    allow:
                      - targets: [database]
                """;
        return write(folder, target, rules, OWN);
    }

    /// The lines of the target that say how long bytes wait; what runs unrecorded is allowed by name.
    private String durability() {
        return "    durability: "
                + DemoOptions.name(durability)
                + "\n"
                + (durability == Durability.BEST_EFFORT ? "    allow-unrecorded: true\n" : "");
    }

    private Path write(DemoFolder folder, String target, String rules, String name)
            throws IOException {
        String text =
                """
                # Written by `postern demo` at every start; see docs/configuration.md for the keys.
                data: broker
                keys:
                  file: key-encryption-key
                postgres:
                  listen: 127.0.0.1:%d
                  public-host: localhost
                  announce: %s
                  drain: 3s
                web:
                  listen: 127.0.0.1:%d
                  public-url: http://localhost:%d
                sign-in:
                  issuer: %s
                  client-id: postern
                  client-secret-file: secrets/sign-in
                recorder:
                  allow-volatile-store: true     # a demo may lie in memory; a real broker may not
                  refuse-below-mib: 64           # and shares a laptop's disk
                  refuse-below-percent: 0
                managed:
                  secrets: secrets/managed       # postern admin target add, postern admin role set
                reviews:                         # the first that takes a session counts
                  - name: break-glass
                    sessions: "has:breakglass"
                    within: 4h
                    checklist: ["Is the reason true?", "Was only done what the reason says?"]
                  - name: writes
                    sessions: "has:write"
                    within: 7d
                  - name: everything else
                targets:
                %sroles:
                  engineer:
                    groups: [engineers]
                %s  approver:
                    groups: [approvers]
                    approve: [%s]
                  auditor:
                    groups: [auditors]
                    see-all-sessions: true
                    erase-recordings: true
                    unmask: true                 # sees masked values with a reason, for a time
                  admin:
                    groups: [admins]
                    see-all-sessions: true
                    end-sessions: true
                    place-locks: true
                    administer: true
                    erase-recordings: true
                    approve: [%s]
                %s\
                """
                        .formatted(
                                postgresPort,
                                announce,
                                webPort,
                                webPort,
                                issuer,
                                target,
                                rules,
                                name,
                                name,
                                rules);
        folder.keyFile();
        Path file = folder.root().resolve("postern.yaml");
        Files.writeString(file, text);
        return file;
    }

    /// libpq's `sslmode` as the broker's: there is no mode that falls back, so `prefer` and `allow` are refused.
    static String tls(LibpqUri uri) throws UsageException {
        Map<String, String> parameters = uri.parameters();
        @Nullable String mode = parameters.get("sslmode");
        if (mode == null) {
            boolean loopback =
                    uri.host().equals("localhost")
                            || uri.host().startsWith("127.")
                            || uri.host().equals("::1");
            return loopback ? "disable" : "verify-full";
        }
        return switch (mode) {
            case "disable", "verify-ca", "verify-full" -> mode;
            case "require" -> parameters.containsKey("sslrootcert") ? "verify-ca" : "require";
            default ->
                    throw new UsageException(
                            "--target has sslmode="
                                    + mode
                                    + ", which may fall back to no TLS; choose disable, require,"
                                    + " verify-ca or verify-full");
        };
    }

    private static String absolute(String path) {
        return Path.of(path).toAbsolutePath().normalize().toString();
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
