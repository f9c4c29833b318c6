package dev.postern.broker.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.broker.ca.CertificateJudge;
import dev.postern.broker.ca.CertificateVerdict;
import dev.postern.broker.identity.Login;
import dev.postern.broker.identity.Person;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The sign-in of a terminal and its certificates, over HTTP, with the demo's identity provider.
final class TerminalSignInTest {

    private static final String VERIFIER = "v".repeat(43);
    private static final String STATE = "s".repeat(20);
    private static final String CALLBACK = "http://127.0.0.1:1/callback";

    @TempDir static Path folder;

    private static SignInBroker broker;
    private Visitor visitor;

    @BeforeAll
    static void start() throws Exception {
        broker = SignInBroker.start(folder);
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @BeforeEach
    void newVisitor() {
        visitor = new Visitor(broker);
        broker.audit.clear();
    }

    @Test
    void terminal_logsIn_andGetsACertificate() throws Exception {
        Map<String, @Nullable Object> asked = ask(CALLBACK);
        HttpResponse<String> confirm = visitor.get("/login/cli/" + asked.get("login"));
        assertThat(confirm.body())
                .contains(String.valueOf(asked.get("shortCode")))
                .contains("laptop");

        String back = finishCli(confirm, asked);
        String code = back.substring(back.indexOf("code=") + 5, back.indexOf("&state="));
        Map<String, @Nullable Object> login =
                Visitor.json(
                        visitor.post(
                                "/api/v1/login/cli/" + asked.get("login") + "/token",
                                "",
                                Map.of("code", code, "codeVerifier", VERIFIER)));

        assertThat(back).startsWith(CALLBACK + "?code=").endsWith("&state=" + STATE);
        String token = String.valueOf(login.get("token"));
        X509Certificate certificate = certificate(token, "shop");
        assertThat(
                        new CertificateJudge(broker.authorities.clients(), SignInBroker.CLOCK)
                                .judge(List.of(certificate)))
                .isInstanceOf(CertificateVerdict.Valid.class);
        assertThat(broker.audit).containsExactly("signed in CLI Erin Engineer", "issued shop");
        assertThat(visitor.post("/api/v1/logout", token, Map.of()).statusCode()).isEqualTo(204);
        assertThat(visitor.post("/api/v1/logout", token, Map.of()).statusCode()).isEqualTo(401);
    }

    @Test
    void terminal_codeWithWrongVerifier_isWorthNothingAfterwards() throws Exception {
        Map<String, @Nullable Object> asked = ask(CALLBACK);
        String back = finishCli(visitor.get("/login/cli/" + asked.get("login")), asked);
        String code = back.substring(back.indexOf("code=") + 5, back.indexOf("&state="));
        String path = "/api/v1/login/cli/" + asked.get("login") + "/token";

        assertThat(
                        visitor.post(path, "", Map.of("code", code, "codeVerifier", "w".repeat(43)))
                                .statusCode())
                .isEqualTo(403);
        assertThat(
                        visitor.post(path, "", Map.of("code", code, "codeVerifier", VERIFIER))
                                .statusCode())
                .isEqualTo(403);
    }

    @Test
    void terminal_thatWantsAShorterLife_getsIt_forItsCertificateToo() throws Exception {
        Map<String, @Nullable Object> asked = ask(CALLBACK);
        String back = finishCli(visitor.get("/login/cli/" + asked.get("login")), asked);
        String code = back.substring(back.indexOf("code=") + 5, back.indexOf("&state="));
        String path = "/api/v1/login/cli/" + asked.get("login") + "/token";

        HttpResponse<String> tooLong =
                visitor.post(
                        path, "", Map.of("code", code, "codeVerifier", VERIFIER, "ttl", "PT9H"));
        Map<String, @Nullable Object> login =
                Visitor.json(
                        visitor.post(
                                path,
                                "",
                                Map.of("code", code, "codeVerifier", VERIFIER, "ttl", "PT20M")));

        assertThat(tooLong.statusCode()).as("and the code is not spent").isEqualTo(400);
        Instant end = Instant.parse(String.valueOf(login.get("expiresAt")));
        Instant latest = SignInBroker.CLOCK.now().plus(Duration.ofMinutes(20));
        assertThat(end).isBetween(latest.minus(Duration.ofMinutes(2)), latest);
        assertThat(
                        certificate(String.valueOf(login.get("token")), "shop")
                                .getNotAfter()
                                .toInstant())
                .isBeforeOrEqualTo(end);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    PT8H0.001S | A sign-in lasts at most 8h here; 8h0.001s was asked for.
                    P2D        | A sign-in lasts at most 8h here; 48h was asked for.
                    PT59S      | A sign-in lasts at least a minute; 59s was asked for.
                    PT-1H      | A sign-in lasts at least a minute; -1h was asked for.
                    8h         | cannot be read.
                    """)
    void terminal_lifeThatCannotBe_isRefusedBeforeAnybodySignsIn(String ttl, String message)
            throws Exception {
        Map<String, String> wish = new HashMap<>(wish(CALLBACK));
        wish.put("ttl", ttl);

        HttpResponse<String> answer = visitor.post("/api/v1/login/cli", "", wish);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains(message);
    }

    @Test
    void terminal_lifeOfExactlyTheLimit_isAccepted() throws Exception {
        Map<String, String> wish = new HashMap<>(wish(CALLBACK));
        wish.put("ttl", "PT8H");
        assertThat(visitor.post("/api/v1/login/cli", "", wish).statusCode()).isEqualTo(200);
    }

    @Test
    void terminal_confirmationForgedByAnotherSite_isRefused() throws Exception {
        Map<String, @Nullable Object> asked = ask(CALLBACK);
        visitor.get("/login/cli/" + asked.get("login"));

        HttpResponse<String> answer =
                visitor.form("/login/cli/" + asked.get("login"), "decision=confirm&token=guess");

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(broker.audit).containsExactly("refused forged_confirmation");
    }

    @Test
    void terminal_cancelled_tellsTheListenerAndIsGone() throws Exception {
        Map<String, @Nullable Object> asked = ask(CALLBACK);
        HttpResponse<String> confirm = visitor.get("/login/cli/" + asked.get("login"));

        HttpResponse<String> answer =
                visitor.form(
                        "/login/cli/" + asked.get("login"),
                        Visitor.fields(confirm.body()) + "decision=cancel");

        assertThat(answer.headers().firstValue("Refresh").orElse(""))
                .isEqualTo("0;url=" + CALLBACK + "?error=access_denied&state=" + STATE);
        assertThat(visitor.get("/login/cli/" + asked.get("login")).statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example/callback",
                "http://evil.example:80/callback",
                "http://localhost:5/callback",
                "http://127.0.0.1/callback",
                "http://127.0.0.1:5/other",
                "http://127.0.0.1:5/callback?x=1",
                "http://127.0.0.1:5@evil.example:80/callback",
                "http://127.0.0.1.evil.example:5/callback",
                "http://127.0.0.1:99999/callback",
                "http://127.0.0.1:5/callback#f",
                "http://127.0.0.2:5/callback",
                "",
                "javascript:1"
            })
    void terminal_callbackElsewhere_isRefused(String redirect) throws Exception {
        assertThat(visitor.post("/api/v1/login/cli", "", wish(redirect)).statusCode())
                .isEqualTo(400);
    }

    @Test
    void certificate_withoutProofOrAccess_isRefused() throws Exception {
        String token =
                broker.logins
                        .start(
                                Login.Kind.CLI,
                                new Person("i", "s", "n", "e", List.of()),
                                "127.0.0.1")
                        .token()
                        .reveal();
        KeyPair keys = keys();
        String der = Base64.getEncoder().encodeToString(keys.getPublic().getEncoded());

        assertThat(
                        visitor.post(
                                        "/api/v1/certificates",
                                        token,
                                        Map.of("target", "shop", "publicKey", der, "proof", "AAAA"))
                                .body())
                .contains("possession_not_proven");
        assertThat(
                        visitor.post(
                                        "/api/v1/certificates",
                                        token,
                                        Map.of(
                                                "target",
                                                "other",
                                                "publicKey",
                                                der,
                                                "proof",
                                                "AAAA"))
                                .statusCode())
                .isEqualTo(404);
        assertThat(
                        visitor.post(
                                        "/api/v1/certificates",
                                        token,
                                        Map.of(
                                                "target",
                                                "shop",
                                                "publicKey",
                                                "AAAA",
                                                "proof",
                                                "AAAA"))
                                .statusCode())
                .isEqualTo(400);
        assertThat(broker.audit).isEmpty();
    }

    private String finishCli(HttpResponse<String> confirm, Map<String, @Nullable Object> asked)
            throws Exception {
        HttpResponse<String> on =
                visitor.form(
                        "/login/cli/" + asked.get("login"),
                        Visitor.fields(confirm.body()) + "decision=confirm");
        String toProvider =
                on.headers().firstValue("Refresh").orElseThrow().substring("0;url=".length());
        assertThat(toProvider).contains("prompt=login");
        return Visitor.location(
                visitor.send(
                        HttpRequest.newBuilder(
                                URI.create(
                                        Visitor.location(
                                                visitor.choose(toProvider, "engineer"))))));
    }

    private Map<String, @Nullable Object> ask(String redirect) throws Exception {
        return Visitor.json(visitor.post("/api/v1/login/cli", "", wish(redirect)));
    }

    static Map<String, String> wish(String redirect) throws Exception {
        String challenge =
                Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(
                                MessageDigest.getInstance("SHA-256")
                                        .digest(VERIFIER.getBytes(StandardCharsets.US_ASCII)));
        return Map.of(
                "codeChallenge",
                challenge,
                "redirectUri",
                redirect,
                "state",
                STATE,
                "host",
                "laptop");
    }

    private X509Certificate certificate(String token, String target) throws Exception {
        KeyPair keys = keys();
        HttpResponse<String> challenge =
                visitor.send(
                        visitor.request("/api/v1/certificates/challenge")
                                .header("Authorization", "Bearer " + token));
        Signature signer = Signature.getInstance("SHA256withECDSA");
        signer.initSign(keys.getPrivate());
        signer.update(
                ("postern-certificate-request:"
                                + target
                                + ":"
                                + Visitor.json(challenge).get("challenge"))
                        .getBytes(StandardCharsets.UTF_8));
        Map<String, @Nullable Object> answer =
                Visitor.json(
                        visitor.post(
                                "/api/v1/certificates",
                                token,
                                Map.of(
                                        "target", target,
                                        "publicKey",
                                                Base64.getEncoder()
                                                        .encodeToString(
                                                                keys.getPublic().getEncoded()),
                                        "proof",
                                                Base64.getEncoder()
                                                        .encodeToString(signer.sign()))));
        return (X509Certificate)
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(
                                new ByteArrayInputStream(
                                        String.valueOf(answer.get("certificate"))
                                                .getBytes(StandardCharsets.US_ASCII)));
    }

    private static KeyPair keys() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }
}
