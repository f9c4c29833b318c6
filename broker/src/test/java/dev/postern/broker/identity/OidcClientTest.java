package dev.postern.broker.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpServer;

import dev.postern.broker.base.Clock;
import dev.postern.broker.base.Ticker;
import dev.postern.json.Json;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// A provider whose clock is this machine's, and that may be gone.
@Tag("G19")
final class OidcClientTest {

    private static final OidcClient.Begun BEGUN = new OidcClient.Begun("s", "n", "v");

    private HttpServer server;
    private String issuer;

    @BeforeEach
    void start() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        issuer = "http://127.0.0.1:" + server.getAddress().getPort();
        serve(
                "/.well-known/openid-configuration",
                Map.of(
                        "issuer", issuer,
                        "authorization_endpoint", issuer + "/authorize",
                        "token_endpoint", issuer + "/token",
                        "jwks_uri", issuer + "/keys"));
        serve("/token", Map.of("id_token", "a.b.c"));
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void serve(String path, Map<String, ?> document) {
        server.createContext(
                path,
                exchange -> {
                    byte[] body = Json.write(document).getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(200, body.length);
                    try (OutputStream out = exchange.getResponseBody()) {
                        out.write(body);
                    }
                });
    }

    private OidcClient client(Duration brokerIsAhead, TokenRules rules) {
        Clock system = Clock.system();
        return new OidcClient(
                new IdentityConfig(
                        issuer, "postern", null, rules, List.of("RS256"), Duration.ofHours(8)),
                () -> system.now().plus(brokerIsAhead),
                Ticker.system());
    }

    @ParameterizedTest
    @CsvSource({
        "PT65S, ahead",
        "PT-65S, behind",
        "PT1H, ahead",
        "PT-1H, behind",
        "PT87600H, ahead",
        "PT-87600H, behind"
    })
    void finish_clocksApart_isNamed(Duration brokerIsAhead, String standing) {
        try (OidcClient client = client(brokerIsAhead, TokenRules.groups("groups"))) {
            assertThatExceptionOfType(SignInException.class)
                    .isThrownBy(() -> client.finish(BEGUN, "code", null, "http://x/callback"))
                    .withMessageContaining("the broker's is " + standing)
                    .withMessageContaining("at most 60 s")
                    .satisfies(e -> assertThat(e.code()).isEqualTo("clock_skew"));
        }
    }

    @ParameterizedTest
    @CsvSource({"PT55S", "PT-55S"})
    void finish_clocksNearEnough_goesOnToTheToken(Duration brokerIsAhead) {
        try (OidcClient client = client(brokerIsAhead, TokenRules.groups("groups"))) {
            assertThatExceptionOfType(SignInException.class)
                    .isThrownBy(() -> client.finish(BEGUN, "code", null, "http://x/callback"))
                    .satisfies(e -> assertThat(e.code()).isEqualTo("token_malformed"));
        }
    }

    @Test
    void providerGone_saysWhatThatMeans() {
        server.stop(0);
        try (OidcClient client = client(Duration.ZERO, TokenRules.groups("groups"))) {
            assertThatExceptionOfType(SignInException.class)
                    .isThrownBy(() -> client.authorizationAddress(BEGUN, "http://x/callback", ""))
                    .withMessageContaining("Identity provider 127.0.0.1 did not answer")
                    .withMessageContaining("Nobody can sign in until it does; who is signed in")
                    .satisfies(e -> assertThat(e.code()).isEqualTo("provider_failed"));
        }
    }

    @Test
    void demandedClasses_areAskedFor() throws Exception {
        TokenRules rules = new TokenRules("groups", List.of("gold", "silver"), List.of());
        try (OidcClient client = client(Duration.ZERO, rules)) {
            assertThat(client.authorizationAddress(BEGUN, "http://x/callback", "login"))
                    .contains("&acr_values=gold+silver")
                    .contains("&prompt=login");
            assertThat(client.endAddress("http://x/signed-out"))
                    .as("it has no page to sign out")
                    .isEmpty();
        }
    }
}
