package dev.postern.broker.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.broker.base.Clock;
import dev.postern.broker.base.Randomness;
import dev.postern.broker.identity.Login;
import dev.postern.broker.identity.Logins;
import dev.postern.broker.identity.Person;
import dev.postern.broker.identity.SqlLoginStore;
import dev.postern.broker.store.sql.StateStore;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// A request for a target that is marked high-risk, from the message about it to its approval.
final class HighRiskTest {

    private static final Clock CLOCK = Clock.system();
    private static final Randomness RANDOM = Randomness.system();

    @TempDir private Path folder;

    @Test
    void approval_takesASignInOfJustNow_andTheMessageLeadsToTheRequest() throws Exception {
        try (ServerSocket hook = new ServerSocket(0, 5, InetAddress.ofLiteral("127.0.0.1"))) {
            CompletableFuture<String> message =
                    CompletableFuture.supplyAsync(() -> oneRequest(hook));
            BrokerConfig config = configuration(hook.getLocalPort());
            String erin = signIn("erin", "engineers", Duration.ZERO);
            String stale = signIn("alex", "approvers", Duration.ofMinutes(6));
            String fresh = signIn("bea", "approvers", Duration.ofMinutes(4));
            String device = signIn("cleo", "approvers", Duration.ZERO, Login.Kind.DEVICE);
            try (Broker broker = Broker.start(config, Broker.Machine.system(), List.of());
                    HttpClient client = HttpClient.newHttpClient()) {
                // The first look at the trail begins behind what was there.
                awaitFirstLook();
                String requests = broker.webAddress() + "/api/v1/requests";
                HttpResponse<String> made =
                        post(
                                client,
                                requests,
                                erin,
                                "{\"target\":\"orders\",\"databaseRole\":\"postgres\",\"reason\":\"r\"}");
                assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
                String id = made.body().replaceFirst(".*?\"id\":\"([0-9A-Z]{26})\".*", "$1");

                assertThat(message.get(30, TimeUnit.SECONDS))
                        .contains("request.created")
                        .contains(broker.webAddress() + "/requests?id=" + id);

                String approve = requests + "/" + id + "/approve";
                HttpResponse<String> refused = post(client, approve, stale, "{}");
                assertThat(refused.statusCode()).isEqualTo(403);
                assertThat(refused.body())
                        .contains("fresh_login_needed")
                        .contains("yours is 6 minutes old")
                        .contains("postern login");
                assertThat(post(client, approve, device, "{}").body())
                        .as("a code that somebody else may have asked to type in")
                        .contains("fresh_login_needed")
                        .contains("yours is with a device code")
                        .contains("postern login on a machine with a browser");
                assertThat(post(client, approve, fresh, "{}").statusCode()).isEqualTo(200);
            }
        }
    }

    private void awaitFirstLook() throws Exception {
        for (int i = 0; i < 200; i++) {
            try (StateStore state = StateStore.open(folder.resolve("store/state.db"))) {
                if (state.read(rows -> rows.outbox().place()).isPresent()) {
                    return;
                }
            }
        }
        throw new AssertionError("nobody looked at the trail");
    }

    private static String oneRequest(ServerSocket hook) {
        try (Socket client = hook.accept();
                InputStream in = client.getInputStream()) {
            StringBuilder text = new StringBuilder();
            while (!text.toString().contains("\"link\"") || !text.toString().endsWith("}}")) {
                text.append((char) in.read());
            }
            client.getOutputStream()
                    .write("HTTP/1.1 204 No Content\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            return text.toString();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static HttpResponse<String> post(
            HttpClient client, String address, String token, String body) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create(address))
                        .timeout(Duration.ofSeconds(20))
                        .header("Content-Type", "application/json")
                        .header("Authorization", "Bearer " + token)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private String signIn(String name, String group, Duration ago) {
        return signIn(name, group, ago, Login.Kind.CLI);
    }

    private String signIn(String name, String group, Duration ago, Login.Kind kind) {
        try (StateStore state = StateStore.open(folder.resolve("store/state.db"))) {
            Person person =
                    new Person(
                            "http://localhost:9",
                            name,
                            name,
                            name + "@example.com",
                            List.of(group));
            return new Logins(
                            new SqlLoginStore(state),
                            () -> CLOCK.now().minus(ago),
                            RANDOM,
                            Duration.ofHours(1))
                    .start(kind, person, "127.0.0.1")
                    .token()
                    .reveal();
        }
    }

    private BrokerConfig configuration(int hook) throws Exception {
        Files.createDirectory(
                folder.resolve("store"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path key = folder.resolve("key-encryption-key");
        Files.writeString(key, Base64.getEncoder().encodeToString(RANDOM.bytes(32)) + "\n");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
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
                        notify:
                          allow-networks: [127.0.0.1]
                          receivers:
                            hook: {webhook: "http://127.0.0.1:%d/", secret-env: PASSWORD}
                        targets:
                          orders:
                            hosts: ["127.0.0.1:1"]
                            tls: disable
                            high-risk: true
                            databases: [shop]
                            logins: {postgres: {password-env: PASSWORD}}
                        roles:
                          engineer:
                            groups: [engineers]
                            allow:
                              - {targets: [orders], database-roles: [postgres], access: on-request}
                          approver: {groups: [approvers], approve: [orders]}
                        """
                                .formatted(hook));
        return BrokerConfigReader.read(file, Map.of("PASSWORD", "unused"));
    }
}
