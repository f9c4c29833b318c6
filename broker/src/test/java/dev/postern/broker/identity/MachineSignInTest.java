package dev.postern.broker.identity;

import static dev.postern.broker.identity.IdTokens.NOW;
import static dev.postern.broker.identity.IdTokens.OTHER_RSA;
import static dev.postern.broker.identity.IdTokens.RSA;
import static dev.postern.broker.identity.IdTokens.SECONDS;
import static dev.postern.broker.identity.IdTokens.jwk;
import static dev.postern.broker.identity.IdTokens.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;

import dev.postern.broker.base.Ticker;
import dev.postern.json.Json;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Jobs of a CI system, whose documents a server of this test publishes.
final class MachineSignInTest {

    private static final Map<String, Object> DOCUMENTS = new ConcurrentHashMap<>();
    private static HttpServer server;
    private static String issuer;
    private static MachineSignIn machines;

    @BeforeAll
    static void start() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        issuer = "http://127.0.0.1:" + server.getAddress().getPort();
        server.createContext(
                "/",
                exchange -> {
                    Object document = DOCUMENTS.get(exchange.getRequestURI().getPath());
                    byte[] body = Json.write(document).getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(200, body.length);
                    try (OutputStream out = exchange.getResponseBody()) {
                        out.write(body);
                    }
                });
        server.start();
        // GitHub's and GitLab's documents name no place to sign in people.
        DOCUMENTS.put(
                "/.well-known/openid-configuration",
                Map.of("issuer", issuer, "jwks_uri", issuer + "/keys"));
        DOCUMENTS.put("/keys", Map.of("keys", List.of(jwk("r1", RSA))));
        machines =
                new MachineSignIn(
                        List.of(
                                new MachineIssuer(
                                        new IdentityConfig(
                                                issuer,
                                                "https://postern.example.com",
                                                null,
                                                TokenRules.groups("groups"),
                                                List.of("RS256"),
                                                Duration.ofHours(1)),
                                        Duration.ofHours(1),
                                        List.of(
                                                rule("other", "shop/other", "main"),
                                                rule("deploy of shop", "shop/deploy", "main")))),
                        () -> NOW,
                        Ticker.system());
    }

    @AfterAll
    static void stop() {
        machines.close();
        server.stop(0);
    }

    private static MachineIssuer.Rule rule(String name, String project, String ref) {
        return new MachineIssuer.Rule(
                name,
                Map.of("project_path", List.of(project), "ref", List.of(ref, "release")),
                List.of("deployers"));
    }

    @Test
    void admit_jobThatFitsARule_isTheMachineOfThatRule() throws Exception {
        MachineSignIn.Admitted admitted = machines.admit(job(c -> {}));

        assertThat(admitted.machine())
                .isEqualTo(
                        new Person(
                                issuer,
                                "project_path:shop/deploy:ref:main",
                                "deploy of shop",
                                "",
                                List.of("deployers")));
        assertThat(admitted.lifetime()).isEqualTo(Duration.ofHours(1));
        assertThat(machines.admit(job(c -> c.put("ref", "release"))).machine().name())
                .isEqualTo("deploy of shop");
    }

    static Stream<Arguments> badTokens() {
        return Stream.of(
                bad("another project", "no_rule_for_machine", c -> c.put("project_path", "x/y")),
                bad("another branch", "no_rule_for_machine", c -> c.put("ref", "main2")),
                bad("no branch", "no_rule_for_machine", c -> c.remove("ref")),
                bad("branch a list", "no_rule_for_machine", c -> c.put("ref", List.of("main"))),
                bad("another audience", "wrong_audience", c -> c.put("aud", "other")),
                bad(
                        "an audience more",
                        "wrong_audience",
                        c -> c.put("aud", List.of("https://postern.example.com", "other"))),
                bad("no audience", "wrong_audience", c -> c.remove("aud")),
                bad("another issuer", "wrong_issuer", c -> c.put("iss", "https://evil.example")),
                bad("no issuer", "wrong_issuer", c -> c.remove("iss")),
                bad("expired", "token_expired", c -> c.put("exp", SECONDS)),
                bad("no end", "bad_time", c -> c.remove("exp")),
                bad("issued in the future", "clock_skew", c -> c.put("iat", SECONDS + 61)),
                bad("not yet valid", "clock_skew", c -> c.put("nbf", SECONDS + 61)),
                bad("for two days", "token_too_long_lived", c -> c.put("exp", SECONDS + 172_800)),
                bad("no subject", "bad_subject", c -> c.remove("sub")),
                bad("empty subject", "bad_subject", c -> c.put("sub", "")),
                Arguments.of("no token", "token_malformed", "hello"),
                Arguments.of("empty", "token_malformed", ""),
                Arguments.of("too long", "token_malformed", "a.b." + "c".repeat(20_000)),
                Arguments.of(
                        "another's key",
                        "bad_signature",
                        token(
                                Map.of("alg", "RS256", "kid", "r1"),
                                claims(c -> {}),
                                OTHER_RSA.getPrivate(),
                                "SHA256withRSA")),
                Arguments.of(
                        "no signature",
                        "bad_signature",
                        job(c -> {}).substring(0, job(c -> {}).lastIndexOf('.') + 1)));
    }

    private static Arguments bad(String what, String code, Consumer<Map<String, Object>> change) {
        return Arguments.of(what, code, change);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("badTokens")
    void admit_badToken_isRefusedForItsReason(String what, String code, Object tokenOrChange) {
        @SuppressWarnings("unchecked") // the other rows are made by bad()
        String token =
                tokenOrChange instanceof String text
                        ? text
                        : job((Consumer<Map<String, Object>>) tokenOrChange);

        assertThatThrownBy(() -> machines.admit(token))
                .as(what)
                .isInstanceOfSatisfying(
                        SignInException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    void admit_whereNoMachineIsExpected_isRefused() {
        try (MachineSignIn none = new MachineSignIn(List.of(), () -> NOW, Ticker.system())) {
            assertThatThrownBy(() -> none.admit(job(c -> {})))
                    .isInstanceOfSatisfying(
                            SignInException.class,
                            e -> assertThat(e.code()).isEqualTo("no_machines"));
        }
    }

    private static String job(Consumer<Map<String, Object>> change) {
        return token(
                Map.of("alg", "RS256", "kid", "r1", "typ", "JWT"),
                claims(change),
                RSA.getPrivate(),
                "SHA256withRSA");
    }

    private static Map<String, Object> claims(Consumer<Map<String, Object>> change) {
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", String.valueOf(issuer));
        claims.put("sub", "project_path:shop/deploy:ref:main");
        claims.put("aud", "https://postern.example.com");
        claims.put("iat", SECONDS);
        claims.put("exp", SECONDS + 3600);
        claims.put("project_path", "shop/deploy");
        claims.put("ref", "main");
        change.accept(claims);
        return claims;
    }
}
