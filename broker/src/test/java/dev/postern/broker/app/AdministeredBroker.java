package dev.postern.broker.app;

import dev.postern.broker.base.Clock;
import dev.postern.broker.base.Randomness;
import dev.postern.broker.identity.Login;
import dev.postern.broker.identity.Logins;
import dev.postern.broker.identity.Person;
import dev.postern.broker.identity.SqlLoginStore;
import dev.postern.broker.keys.TestKeys;
import dev.postern.broker.store.sql.IndexStore;
import dev.postern.broker.store.sql.StateStore;
import dev.postern.json.Json;
import dev.postern.keys.KeyEncryptionKey;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/// A broker with one target that nobody can reach, and an administrator who is signed in.
final class AdministeredBroker implements AutoCloseable {

    private static final FileAttribute<?> OWNER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final Broker broker;
    private final String token;
    private final HttpClient client = HttpClient.newHttpClient();

    private AdministeredBroker(Broker broker, String token) {
        this.broker = broker;
        this.token = token;
    }

    /// Starts it on this machine's clock.
    ///
    /// @param folder     empty; `secrets/stock` in it becomes a password that added targets may name
    /// @param randomness its own
    static AdministeredBroker start(Path folder, Randomness randomness) throws Exception {
        return start(folder, randomness, "administer: true, see-all-sessions: true");
    }

    /// Starts it with other rights of her role.
    ///
    /// @param rights as in the configuration
    static AdministeredBroker start(Path folder, Randomness randomness, String rights)
            throws Exception {
        BrokerConfig config = configuration(folder, rights);
        String token = signIn(folder);
        return new AdministeredBroker(
                Broker.start(
                        config,
                        new Broker.Machine(
                                Broker.Machine.system().clock(),
                                Broker.Machine.system().ticker(),
                                randomness),
                        List.of()),
                token);
    }

    HttpResponse<String> get(String path) throws Exception {
        return client.send(request(path).GET().build(), BodyHandlers.ofString());
    }

    /// As [#get], with a name for the request.
    ///
    /// @param id the request's id, which a failure names
    HttpResponse<String> get(String path, String id) throws Exception {
        return client.send(
                request(path).header("X-Postern-Request", id).GET().build(),
                BodyHandlers.ofString());
    }

    HttpResponse<String> post(String path, Map<String, ?> body) throws Exception {
        return client.send(
                request(path).POST(BodyPublishers.ofString(Json.write(body))).build(),
                BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(broker.webAddress() + path))
                .timeout(Duration.ofSeconds(20))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + token);
    }

    /// The database of its search index.
    ///
    /// @param folder where it was started
    static IndexStore index(Path folder) throws Exception {
        byte[] key =
                Base64.getDecoder()
                        .decode(Files.readString(folder.resolve("key-encryption-key")).strip());
        return IndexStore.open(
                folder.resolve("store/index.db"),
                TestKeys.ring(KeyEncryptionKey.of(key, "a test")),
                Randomness.system());
    }

    @Override
    public void close() {
        client.close();
        broker.close();
    }

    private static String signIn(Path folder) {
        try (StateStore state = StateStore.open(folder.resolve("store/state.db"))) {
            Person ada =
                    new Person(
                            "http://localhost:9",
                            "ada",
                            "Ada",
                            "ada@example.com",
                            List.of("admins"));
            return new Logins(
                            new SqlLoginStore(state),
                            Clock.system(),
                            Randomness.system(),
                            Duration.ofHours(1))
                    .start(Login.Kind.CLI, ada, "127.0.0.1")
                    .token()
                    .reveal();
        }
    }

    private static BrokerConfig configuration(Path folder, String rights) throws Exception {
        Files.createDirectory(folder.resolve("store"), OWNER);
        Files.createDirectory(folder.resolve("secrets"), OWNER);
        secret(
                folder.resolve("key-encryption-key"),
                Base64.getEncoder().encodeToString(Randomness.system().bytes(32)) + "\n");
        secret(folder.resolve("secrets/stock"), "wonderland");
        Path file =
                Files.writeString(
                        folder.resolve("postern.yaml"),
                        """
                        data: store
                        keys: {file: key-encryption-key}
                        postgres: {listen: "127.0.0.1:0", warm-up: false}
                        web: {listen: "127.0.0.1:0"}
                        sign-in: {issuer: "http://localhost:9", client-id: postern}
                        recorder: {allow-volatile-store: true, refuse-below-mib: 1, refuse-below-percent: 0}
                        managed: {secrets: secrets}
                        targets:
                          orders:
                            hosts: ["127.0.0.1:1"]
                            tls: disable
                            databases: [shop]
                            logins: {postgres: {password-env: PASSWORD}}
                        roles:
                          admin: {groups: [admins], %s}
                        """
                                .formatted(rights));
        return BrokerConfigReader.read(file, Map.of("PASSWORD", "unused"));
    }

    private static void secret(Path file, String content) throws IOException {
        Files.writeString(file, content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
}
