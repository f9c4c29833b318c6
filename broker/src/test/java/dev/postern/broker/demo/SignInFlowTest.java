package dev.postern.broker.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.broker.ca.CertificateJudge;
import dev.postern.broker.ca.CertificateVerdict;
import dev.postern.broker.identity.Login;
import dev.postern.broker.identity.Person;
import dev.postern.json.Json;

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
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The sign-in of a browser and of a terminal, over HTTP, with the demo's identity provider.
final class SignInFlowTest {

    private static final Pattern HIDDEN =
            Pattern.compile("<input type=\"hidden\" name=\"([^\"]*)\" value=\"([^\"]*)\">");
    private static final String VERIFIER = "v".repeat(43);
    private static final String STATE = "s".repeat(20);
    private static final String CALLBACK = "http://127.0.0.1:1/callback";

    @TempDir static Path folder;

    private static SignInBroker broker;
    private final HttpClient client =
            HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();
    private final Map<String, Map<String, String>> cookies = new HashMap<>();

    @BeforeAll
    static void start() throws Exception {
        broker = SignInBroker.start(folder);
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @BeforeEach
    void forget() {
        broker.audit.clear();
    }

    @Test
    void browser_signsIn_andComesBackToThePageItAskedFor() throws Exception {
        HttpResponse<String> page = get("/sessions?f=user:erin");
        assertThat(page.statusCode()).as("the page itself offers the sign-in").isEqualTo(200);
        assertThat(get("/api/v1/me").statusCode()).isEqualTo(401);

        HttpResponse<String> end = signIn("/login?next=%2Fsessions%3Ff%3Duser%3Aerin", "auditor");

        assertThat(location(end)).isEqualTo(broker.url() + "/sessions?f=user:erin");
        Map<String, @Nullable Object> me = json(get("/api/v1/me"));
        assertThat(me.get("roles")).isEqualTo(List.of("auditors"));
        assertThat(get("/api/v1/everything").statusCode()).isEqualTo(200);
        assertThat(get("/sessions").statusCode()).isEqualTo(200);
        assertThat(broker.audit).containsExactly("signed in WEB Otto Auditor");
    }

    @Test
    void browser_withoutTheRight_gets403WithAHint() throws Exception {
        signIn("/login", "engineer");

        HttpResponse<String> answer = get("/api/v1/everything");

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("\"right_missing\"").contains("hint");
    }

    @Test
    void change_withoutCsrfTokenOrFromElsewhere_isRefused() throws Exception {
        signIn("/login", "engineer");
        String csrf = String.valueOf(json(get("/api/v1/me")).get("csrf"));

        assertThat(change(Map.of("Origin", broker.url())).body()).contains("csrf_token_missing");
        assertThat(change(Map.of("Origin", broker.url(), "X-Postern-Csrf", csrf + "x")).body())
                .contains("csrf_token_missing");
        assertThat(change(Map.of("X-Postern-Csrf", csrf)).body()).contains("foreign_origin");
        assertThat(change(Map.of("Origin", "https://evil.example", "X-Postern-Csrf", csrf)).body())
                .contains("foreign_origin");
        assertThat(change(Map.of("Origin", broker.url(), "X-Postern-Csrf", csrf)).statusCode())
                .isEqualTo(200);
    }

    @Test
    void logout_endsTheSession() throws Exception {
        signIn("/login", "engineer");
        String csrf = String.valueOf(json(get("/api/v1/me")).get("csrf"));
        Map<String, String> stolen =
                new HashMap<>(
                        cookies.getOrDefault(URI.create(broker.url()).getAuthority(), Map.of()));

        HttpResponse<String> answer =
                send(
                        request("/logout")
                                .POST(BodyPublishers.noBody())
                                .header("Origin", broker.url())
                                .header("X-Postern-Csrf", csrf));

        assertThat(answer.statusCode()).isEqualTo(204);
        cookies.put(URI.create(broker.url()).getAuthority(), stolen);
        assertThat(get("/api/v1/me").statusCode()).isEqualTo(401);
    }

    @Test
    void callback_inAnotherBrowser_isRefused() throws Exception {
        HttpResponse<String> toProvider = get("/login");
        HttpResponse<String> back = choose(location(toProvider), "engineer");
        cookies.clear();

        HttpResponse<String> refused = send(HttpRequest.newBuilder(URI.create(location(back))));

        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.headers().allValues("Set-Cookie")).isEmpty();
        assertThat(broker.audit).containsExactly("refused unknown_state");
    }

    @Test
    void callback_twice_isRefusedTheSecondTime() throws Exception {
        String back = location(choose(location(get("/login")), "engineer"));
        Map<String, String> own =
                new HashMap<>(
                        cookies.getOrDefault(URI.create(broker.url()).getAuthority(), Map.of()));
        send(HttpRequest.newBuilder(URI.create(back)));
        cookies.put(URI.create(broker.url()).getAuthority(), own);

        assertThat(send(HttpRequest.newBuilder(URI.create(back))).statusCode()).isEqualTo(403);
    }

    @Test
    void callback_fromAnotherIssuer_isRefused() throws Exception {
        String back = location(choose(location(get("/login")), "engineer"));
        String mixedUp = back.replaceAll("&iss=.*", "&iss=https%3A%2F%2Fevil.example");

        send(HttpRequest.newBuilder(URI.create(mixedUp)));

        assertThat(broker.audit).containsExactly("refused wrong_issuer");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//evil.example",
                "/\\evil.example",
                "https://evil.example",
                "",
                "javascript:alert(1)",
                "/a\r\nb",
                "/login"
            })
    void login_withAForeignNext_comesBackToTheStart(String next) throws Exception {
        HttpResponse<String> end = signIn("/login?next=" + encoded(next), "engineer");

        assertThat(location(end)).isEqualTo(broker.url() + "/");
    }

    @Test
    void terminal_logsIn_andGetsACertificate() throws Exception {
        Map<String, @Nullable Object> asked = ask(CALLBACK);
        HttpResponse<String> confirm = get("/login/cli/" + asked.get("login"));
        assertThat(confirm.body())
                .contains(String.valueOf(asked.get("shortCode")))
                .contains("laptop");

        String back = finishCli(confirm, asked);
        String code = back.substring(back.indexOf("code=") + 5, back.indexOf("&state="));
        Map<String, @Nullable Object> login =
                json(
                        post(
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
        assertThat(post("/api/v1/logout", token, Map.of()).statusCode()).isEqualTo(204);
        assertThat(post("/api/v1/logout", token, Map.of()).statusCode()).isEqualTo(401);
    }

    @Test
    void terminal_codeWithWrongVerifier_isWorthNothingAfterwards() throws Exception {
        Map<String, @Nullable Object> asked = ask(CALLBACK);
        String back = finishCli(get("/login/cli/" + asked.get("login")), asked);
        String code = back.substring(back.indexOf("code=") + 5, back.indexOf("&state="));
        String path = "/api/v1/login/cli/" + asked.get("login") + "/token";

        assertThat(
                        post(path, "", Map.of("code", code, "codeVerifier", "w".repeat(43)))
                                .statusCode())
                .isEqualTo(403);
        assertThat(post(path, "", Map.of("code", code, "codeVerifier", VERIFIER)).statusCode())
                .isEqualTo(403);
    }

    @Test
    void terminal_confirmationForgedByAnotherSite_isRefused() throws Exception {
        Map<String, @Nullable Object> asked = ask(CALLBACK);
        get("/login/cli/" + asked.get("login"));

        HttpResponse<String> answer =
                form("/login/cli/" + asked.get("login"), "decision=confirm&token=guess");

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(broker.audit).containsExactly("refused forged_confirmation");
    }

    @Test
    void terminal_cancelled_tellsTheListenerAndIsGone() throws Exception {
        Map<String, @Nullable Object> asked = ask(CALLBACK);
        HttpResponse<String> confirm = get("/login/cli/" + asked.get("login"));

        HttpResponse<String> answer =
                form(
                        "/login/cli/" + asked.get("login"),
                        fields(confirm.body()) + "decision=cancel");

        assertThat(answer.headers().firstValue("Refresh").orElse(""))
                .isEqualTo("0;url=" + CALLBACK + "?error=access_denied&state=" + STATE);
        assertThat(get("/login/cli/" + asked.get("login")).statusCode()).isEqualTo(404);
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
        assertThat(post("/api/v1/login/cli", "", wish(redirect)).statusCode()).isEqualTo(400);
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
                        post(
                                        "/api/v1/certificates",
                                        token,
                                        Map.of("target", "shop", "publicKey", der, "proof", "AAAA"))
                                .body())
                .contains("possession_not_proven");
        assertThat(
                        post(
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
                        post(
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

    @ParameterizedTest
    @CsvSource({
        "/api/v1/me, 401",
        "/api/v1/nothing, 404",
        "/assets/none.js, 404",
        "/api/v1/broken, 500",
        "/../../etc/passwd, 400"
    })
    void error_isJsonAndTellsNothingOfTheInside(String path, int status) throws Exception {
        HttpResponse<String> answer = get(path);

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body())
                .doesNotContain("secret of the inside")
                .doesNotContain("Exception");
    }

    @Test
    void everyAnswer_hasTheStrictHeaders() throws Exception {
        for (String path :
                List.of("/api/v1/info", "/api/v1/me", "/sessions", "/signed-out", "/none")) {
            HttpHeaders headers = get(path).headers();
            assertThat(headers.firstValue("content-security-policy").orElse(""))
                    .as(path)
                    .contains(
                            "default-src 'none'",
                            "frame-ancestors 'none'",
                            "require-trusted-types-for 'script'")
                    .doesNotContain("unsafe");
            assertThat(headers.allValues("x-content-type-options")).containsExactly("nosniff");
            assertThat(headers.allValues("cache-control")).containsExactly("no-store");
        }
    }

    @Test
    void body_overOneMebibyte_is413() throws Exception {
        signIn("/login", "engineer");
        String csrf = String.valueOf(json(get("/api/v1/me")).get("csrf"));

        HttpResponse<String> answer =
                send(
                        request("/api/v1/change")
                                .header("Origin", broker.url())
                                .header("X-Postern-Csrf", csrf)
                                .POST(BodyPublishers.ofByteArray(new byte[1024 * 1024 + 1])));

        assertThat(answer.statusCode()).isEqualTo(413);
    }

    @Test
    void foreignHostHeader_isRefused() throws Exception {
        URI uri = URI.create(broker.url());
        try (var socket = new Socket(uri.getHost(), uri.getPort())) {
            socket.getOutputStream()
                    .write(
                            "GET /api/v1/info HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
                                    .getBytes(StandardCharsets.US_ASCII));
            String answer =
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 421").contains("foreign_host");
        }
    }

    private HttpResponse<String> signIn(String login, String person) throws Exception {
        String toProvider = location(send(HttpRequest.newBuilder(absolute(login))));
        return send(HttpRequest.newBuilder(URI.create(location(choose(toProvider, person)))));
    }

    /// Picks a person at the identity provider; the answer leads back to the broker.
    private HttpResponse<String> choose(String authorize, String person) throws Exception {
        HttpResponse<String> page = send(HttpRequest.newBuilder(URI.create(authorize)));
        return send(
                HttpRequest.newBuilder(URI.create(authorize).resolve("/authorize"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(fields(page.body()) + "person=" + person)));
    }

    private String finishCli(HttpResponse<String> confirm, Map<String, @Nullable Object> asked)
            throws Exception {
        HttpResponse<String> on =
                form(
                        "/login/cli/" + asked.get("login"),
                        fields(confirm.body()) + "decision=confirm");
        String toProvider =
                on.headers().firstValue("Refresh").orElseThrow().substring("0;url=".length());
        assertThat(toProvider).contains("prompt=login");
        return location(
                send(HttpRequest.newBuilder(URI.create(location(choose(toProvider, "engineer"))))));
    }

    private Map<String, @Nullable Object> ask(String redirect) throws Exception {
        return json(post("/api/v1/login/cli", "", wish(redirect)));
    }

    private static Map<String, String> wish(String redirect) throws Exception {
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
                send(
                        request("/api/v1/certificates/challenge")
                                .header("Authorization", "Bearer " + token));
        Signature signer = Signature.getInstance("SHA256withECDSA");
        signer.initSign(keys.getPrivate());
        signer.update(
                ("postern-certificate-request:" + target + ":" + json(challenge).get("challenge"))
                        .getBytes(StandardCharsets.UTF_8));
        Map<String, @Nullable Object> answer =
                json(
                        post(
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

    private HttpResponse<String> change(Map<String, String> headers) throws Exception {
        HttpRequest.Builder request = request("/api/v1/change").POST(BodyPublishers.ofString("{}"));
        headers.forEach(request::header);
        return send(request);
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send(request(path));
    }

    private HttpResponse<String> form(String path, String body) throws Exception {
        return send(
                request(path)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(body)));
    }

    private HttpResponse<String> post(String path, String token, Map<String, ?> body)
            throws Exception {
        HttpRequest.Builder request = request(path).POST(BodyPublishers.ofString(Json.write(body)));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        return send(request);
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(absolute(path));
    }

    private static URI absolute(String address) {
        return URI.create(address.startsWith("/") ? broker.url() + address : address);
    }

    private HttpResponse<String> send(HttpRequest.Builder builder) throws Exception {
        URI uri = builder.copy().build().uri();
        Map<String, String> jar = cookies.computeIfAbsent(uri.getAuthority(), a -> new HashMap<>());
        if (!jar.isEmpty()) {
            builder.header(
                    "Cookie",
                    String.join(
                            "; ",
                            jar.entrySet().stream()
                                    .map(e -> e.getKey() + "=" + e.getValue())
                                    .toList()));
        }
        HttpResponse<String> response = client.send(builder.build(), BodyHandlers.ofString());
        for (String cookie : response.headers().allValues("Set-Cookie")) {
            assertThat(cookie).contains("HttpOnly").contains("SameSite=Lax");
            String[] pair = cookie.split(";", 2)[0].split("=", 2);
            jar.put(pair[0], pair[1]);
        }
        return response;
    }

    private static String location(HttpResponse<String> response) {
        String location =
                response.headers()
                        .firstValue("Location")
                        .orElseThrow(() -> new AssertionError(response.body()));
        return response.uri().resolve(location).toString();
    }

    private static Map<String, @Nullable Object> json(HttpResponse<String> response)
            throws Exception {
        return Json.readObject(response.body());
    }

    private static String fields(String page) {
        StringBuilder fields = new StringBuilder();
        Matcher hidden = HIDDEN.matcher(page);
        while (hidden.find()) {
            fields.append(encoded(hidden.group(1)))
                    .append('=')
                    .append(encoded(hidden.group(2).replace("&amp;", "&")))
                    .append('&');
        }
        return fields.toString();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
