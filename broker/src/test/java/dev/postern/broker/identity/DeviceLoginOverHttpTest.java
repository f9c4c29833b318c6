package dev.postern.broker.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.broker.base.Clock;
import dev.postern.broker.base.Randomness;
import dev.postern.broker.base.Ticker;
import dev.postern.broker.http.BrokerInfo;
import dev.postern.broker.http.Gate;
import dev.postern.broker.http.HttpConfig;
import dev.postern.broker.http.HttpServer;
import dev.postern.broker.http.LoginRoutes;
import dev.postern.broker.http.RouteTable;
import dev.postern.broker.http.SignIns;
import dev.postern.broker.http.Site;
import dev.postern.json.Json;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/// The device login of a terminal as the API answers it, where it is switched on.
final class DeviceLoginOverHttpTest {

    private static final String VERIFIER = "v".repeat(43);
    private static final Clock CLOCK = Clock.system();
    private static final Randomness RANDOM = Randomness.system();

    private final List<String> audit = Collections.synchronizedList(new ArrayList<>());
    private final AtomicLong nanos = new AtomicLong();
    private final HttpClient client = HttpClient.newHttpClient();
    private FakeIssuer issuer;
    private OidcClient oidc;
    private HttpServer server;

    @BeforeEach
    void start() throws Exception {
        issuer = FakeIssuer.start();
        IdentityConfig identity = issuer.configuration(TokenRules.groups("groups"));
        oidc = new OidcClient(identity, CLOCK, Ticker.system());
        Logins logins = new Logins(new MemoryLoginStore(), CLOCK, RANDOM, identity.loginLifetime());
        HttpConfig config = new HttpConfig("127.0.0.1", 0, null, null, null);
        Site site = new Site(config);
        SignIns signIns =
                new SignIns(
                        new WebSignIn(oidc, CLOCK, RANDOM),
                        new SignIns.Bearers(
                                new CliSignIn(CLOCK, RANDOM),
                                new DeviceSignIn(true, oidc, nanos::get, RANDOM),
                                new MachineSignIn(List.of(), CLOCK, Ticker.system())),
                        logins,
                        new RecordedAudit(),
                        false);
        RouteTable table = new RouteTable();
        new LoginRoutes(
                        site,
                        signIns,
                        new BrokerInfo(
                                "0.1.0", identity.issuer(), "localhost", () -> 6432, List.of()))
                .addTo(table);
        Gate gate =
                new Gate(
                        logins,
                        person ->
                                new Rights.Granted(
                                        Set.copyOf(person.groups()),
                                        false,
                                        Set.of(),
                                        false,
                                        false,
                                        false,
                                        false,
                                        false,
                                        false),
                        (person, roles) -> Optional.empty(),
                        site);
        server = HttpServer.start(config, site, gate, table);
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
        oidc.close();
        issuer.close();
    }

    @Test
    void terminal_asks_waits_andIsSignedIn_withAKindOfItsOwn() throws Exception {
        issuer.then(500, "").thenRefuses("authorization_pending").thenSignsIn(claims -> {});

        HttpResponse<String> asked = ask();

        assertThat(asked.statusCode()).as(asked.body()).isEqualTo(200);
        assertThat(asked.body())
                .contains("\"userCode\":\"WDJB-MJHT\"")
                .contains("\"intervalSeconds\":5")
                .contains("\"expiresInSeconds\":600")
                .doesNotContain("the-device-code")
                .as("no address with the code in it")
                .doesNotContain("user_code=");
        String path = token(asked);
        assertThat(after(0, path).body()).isEqualTo("{\"pending\":true,\"intervalSeconds\":5}");
        HttpResponse<String> trouble = after(5, path);
        assertThat(trouble.statusCode()).isEqualTo(202);
        assertThat(trouble.body())
                .contains("\"intervalSeconds\":10")
                .contains("\"trouble\":\"Identity provider 127.0.0.1 answered HTTP 500");
        assertThat(after(10, path).statusCode()).as("pending").isEqualTo(202);
        assertThat(audit).isEmpty();
        HttpResponse<String> done = after(10, path);
        assertThat(done.statusCode()).as(done.body()).isEqualTo(200);
        assertThat(audit).containsExactly("signed in DEVICE Erin");
        String bearer =
                String.valueOf(
                        Json.readObject(done.body().getBytes(StandardCharsets.UTF_8)).get("token"));
        HttpResponse<String> me =
                client.send(
                        request("/api/v1/me").header("Authorization", "Bearer " + bearer).build(),
                        BodyHandlers.ofString());
        assertThat(me.body()).contains("\"roles\":[\"engineers\"]");
        assertThat(after(0, path).statusCode()).as("it works once").isEqualTo(403);
    }

    @Test
    void refusals_areInTheTrail_withTheirStatus() throws Exception {
        issuer.thenRefuses("access_denied");
        String path = token(ask());

        HttpResponse<String> denied = after(5, path);

        assertThat(denied.statusCode()).isEqualTo(403);
        assertThat(denied.body()).contains("\"device_denied\"").contains("\"hint\"");
        assertThat(post("/api/v1/login/device", Map.of()).statusCode()).isEqualTo(400);
        issuer.codes(400, Map.of("error", "invalid_client"));
        assertThat(ask().statusCode()).isEqualTo(403);
        issuer.codes(500, Map.of());
        assertThat(ask().statusCode()).isEqualTo(503);
        for (int i = 0; i < 7; i++) {
            ask();
        }
        assertThat(ask().statusCode()).isEqualTo(429);
        assertThat(audit)
                .startsWith(
                        "refused device_denied",
                        "refused bad_request",
                        "refused device_refused",
                        "refused provider_failed")
                .last()
                .isEqualTo("refused too_many");
    }

    @Test
    void aLife_isAskedForAtTheBegin_andHeldAtTheEnd() throws Exception {
        issuer.thenSignsIn(claims -> {});
        String challenge = Digests.base64Url(Digests.sha256(VERIFIER));

        HttpResponse<String> tooLong =
                post("/api/v1/login/device", Map.of("codeChallenge", challenge, "ttl", "PT200H"));
        String path = token(ask());
        nanos.addAndGet(Duration.ofSeconds(5).toNanos());
        HttpResponse<String> done = post(path, Map.of("codeVerifier", VERIFIER, "ttl", "PT10M"));

        assertThat(tooLong.statusCode()).isEqualTo(400);
        assertThat(tooLong.body()).contains("\"bad_ttl\"").contains("A sign-in lasts at most");
        assertThat(done.statusCode()).as(done.body()).isEqualTo(200);
        Object end = Json.readObject(done.body().getBytes(StandardCharsets.UTF_8)).get("expiresAt");
        assertThat(Instant.parse(String.valueOf(end)))
                .isBetween(
                        CLOCK.now().plus(Duration.ofMinutes(8)),
                        CLOCK.now().plus(Duration.ofMinutes(10)));
    }

    private HttpResponse<String> ask() throws Exception {
        return post(
                "/api/v1/login/device",
                Map.of("codeChallenge", Digests.base64Url(Digests.sha256(VERIFIER))));
    }

    private static String token(HttpResponse<String> asked) throws Exception {
        return "/api/v1/login/device/"
                + Json.readObject(asked.body().getBytes(StandardCharsets.UTF_8)).get("login")
                + "/token";
    }

    private HttpResponse<String> after(long seconds, String path) throws Exception {
        nanos.addAndGet(Duration.ofSeconds(seconds).toNanos());
        return post(path, Map.of("codeVerifier", VERIFIER));
    }

    private HttpResponse<String> post(String path, Map<String, String> body) throws Exception {
        return client.send(
                request(path)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(Json.write(body)))
                        .build(),
                BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(server.url() + path))
                .timeout(Duration.ofMinutes(2));
    }

    private final class RecordedAudit implements SignInAudit {
        @Override
        public void signedIn(Login login) {
            audit.add("signed in " + login.kind() + " " + login.person().name());
        }

        @Override
        public void refused(String code, String address) {
            audit.add("refused " + code);
        }

        @Override
        public void loggedOut(Login login) {
            audit.add("logged out " + login.kind());
        }
    }
}
