package dev.postern.broker.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import dev.postern.broker.base.Clock;
import dev.postern.broker.base.Randomness;
import dev.postern.json.Json;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// A small OpenID provider with four people and no passwords: discovery, JWKS, authorization code flow with PKCE.
///
/// It listens on loopback only and answers nobody else. Sources: OpenID Connect Core 1.0, RFC 7636, RFC 9207.
final class DemoIdentityProvider implements AutoCloseable {

    private static final long CODE_SECONDS = 60;
    private static final long TOKEN_SECONDS = 3600;
    private static final int LARGEST_BODY_BYTES = 16 * 1024;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Client client;
    private final IdTokenSigner signer;
    private final Clock clock;
    private final Randomness randomness;
    private final Map<String, Authorization> codes = new ConcurrentHashMap<>();

    private DemoIdentityProvider(
            HttpServer server,
            Client client,
            IdTokenSigner signer,
            Clock clock,
            Randomness randomness) {
        this.server = server;
        this.client = client;
        this.signer = signer;
        this.clock = clock;
        this.randomness = randomness;
    }

    /// Starts on 127.0.0.1.
    ///
    /// @param port   0 takes a free one
    /// @param client the only relying party it serves
    static DemoIdentityProvider start(int port, Client client, Clock clock, Randomness randomness)
            throws IOException, GeneralSecurityException {
        InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
        HttpServer server = HttpServer.create(new InetSocketAddress(loopback, port), 50);
        DemoIdentityProvider provider =
                new DemoIdentityProvider(
                        server, client, IdTokenSigner.generate(), clock, randomness);
        server.createContext("/", provider::answer);
        server.setExecutor(provider.threads);
        server.start();
        return provider;
    }

    /// The relying party.
    ///
    /// @param redirect the only address codes are sent to
    record Client(String id, String secret, URI redirect) {

        @Override
        public String toString() {
            return "Client[id=" + id + ", secret=***, redirect=" + redirect + "]";
        }
    }

    /// What a code stands for until it is redeemed, once.
    private record Authorization(
            DemoPerson person, String nonce, String challenge, Instant expiresAt) {}

    String issuer() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String host = String.valueOf(exchange.getRequestHeaders().getFirst("Host"));
            boolean own = host.equals(issuer().substring("http://".length()));
            if (!own || !exchange.getRemoteAddress().getAddress().isLoopbackAddress()) {
                send(
                        exchange,
                        403,
                        "text/plain",
                        "The demo's identity provider serves this machine only.");
                return;
            }
            String route = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
            switch (route) {
                case "GET /.well-known/openid-configuration" -> json(exchange, 200, metadata());
                case "GET /jwks" -> json(exchange, 200, signer.jwks());
                case "GET /authorize" -> choosePerson(exchange);
                case "POST /authorize" -> authorize(exchange);
                case "POST /token" -> token(exchange);
                case "GET /logout" -> send(exchange, 200, "text/plain", "Signed out of the demo.");
                default -> send(exchange, 404, "text/plain", "There is nothing here.");
            }
        }
    }

    private Map<String, Object> metadata() {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("issuer", issuer());
        metadata.put("authorization_endpoint", issuer() + "/authorize");
        metadata.put("token_endpoint", issuer() + "/token");
        metadata.put("jwks_uri", issuer() + "/jwks");
        metadata.put("end_session_endpoint", issuer() + "/logout");
        metadata.put("response_types_supported", List.of("code"));
        metadata.put("grant_types_supported", List.of("authorization_code"));
        metadata.put("subject_types_supported", List.of("public"));
        metadata.put("id_token_signing_alg_values_supported", List.of("RS256"));
        metadata.put("code_challenge_methods_supported", List.of("S256"));
        metadata.put(
                "token_endpoint_auth_methods_supported",
                List.of("client_secret_basic", "client_secret_post"));
        metadata.put("scopes_supported", List.of("openid", "profile", "email", "groups"));
        metadata.put("authorization_response_iss_parameter_supported", true);
        return metadata;
    }

    private void choosePerson(HttpExchange exchange) throws IOException {
        Map<String, String> request = form(exchange.getRequestURI().getRawQuery());
        Optional<String> mistake = mistakeIn(request);
        if (mistake.isPresent()) {
            send(exchange, 400, "text/plain", mistake.get());
            return;
        }
        send(exchange, 200, "text/html; charset=utf-8", DemoPeoplePage.of(request));
    }

    private void authorize(HttpExchange exchange) throws IOException {
        Map<String, String> request = form(body(exchange));
        Optional<String> mistake = mistakeIn(request);
        Optional<DemoPerson> person = DemoPerson.find(request.getOrDefault("person", ""));
        if (mistake.isPresent() || person.isEmpty()) {
            send(exchange, 400, "text/plain", mistake.orElse("Choose one of the people."));
            return;
        }
        String code = randomness.hex(32);
        codes.put(
                code,
                new Authorization(
                        person.get(),
                        request.getOrDefault("nonce", ""),
                        request.getOrDefault("code_challenge", ""),
                        clock.now().plusSeconds(CODE_SECONDS)));
        exchange.getResponseHeaders()
                .set(
                        "Location",
                        client.redirect()
                                + "?code="
                                + code
                                + "&state="
                                + encoded(request.getOrDefault("state", ""))
                                + "&iss="
                                + encoded(issuer()));
        exchange.sendResponseHeaders(303, -1);
    }

    private Optional<String> mistakeIn(Map<String, String> request) {
        if (!client.id().equals(request.get("client_id"))) {
            return Optional.of("This client_id is not known here.");
        }
        if (!client.redirect().toString().equals(request.get("redirect_uri"))) {
            return Optional.of("This redirect_uri is not registered.");
        }
        if (!"code".equals(request.get("response_type"))
                || !request.getOrDefault("scope", "").contains("openid")) {
            return Optional.of("Only response_type=code with scope openid is served.");
        }
        if (!"S256".equals(request.get("code_challenge_method"))
                || request.getOrDefault("code_challenge", "").length() != 43) {
            return Optional.of("PKCE with S256 is demanded.");
        }
        return Optional.empty();
    }

    private void token(HttpExchange exchange) throws IOException {
        Map<String, String> request = form(body(exchange));
        if (!clientProvesItself(exchange, request)) {
            json(exchange, 401, Map.of("error", "invalid_client"));
            return;
        }
        Authorization authorization = codes.remove(request.getOrDefault("code", ""));
        if (authorization == null
                || clock.now().isAfter(authorization.expiresAt())
                || !"authorization_code".equals(request.get("grant_type"))
                || !client.redirect().toString().equals(request.get("redirect_uri"))
                || !challengeOf(request.getOrDefault("code_verifier", ""))
                        .equals(authorization.challenge())) {
            json(exchange, 400, Map.of("error", "invalid_grant"));
            return;
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("access_token", randomness.hex(32));
        answer.put("token_type", "Bearer");
        answer.put("expires_in", TOKEN_SECONDS);
        answer.put("id_token", signer.sign(claims(authorization)));
        json(exchange, 200, answer);
    }

    private Map<String, Object> claims(Authorization authorization) {
        long now = clock.now().getEpochSecond();
        DemoPerson person = authorization.person();
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", issuer());
        claims.put("sub", person.login());
        claims.put("aud", client.id());
        claims.put("iat", now);
        claims.put("exp", now + TOKEN_SECONDS);
        claims.put("auth_time", now);
        claims.put("nonce", authorization.nonce());
        claims.put("name", person.name());
        claims.put("email", person.email());
        claims.put("email_verified", true);
        claims.put("groups", List.of(person.group()));
        return claims;
    }

    private boolean clientProvesItself(HttpExchange exchange, Map<String, String> request) {
        String header = exchange.getRequestHeaders().getFirst("Authorization");
        String expected = encoded(client.id()) + ":" + encoded(client.secret());
        if (header != null) {
            String basic =
                    "Basic "
                            + Base64.getEncoder()
                                    .encodeToString(expected.getBytes(StandardCharsets.UTF_8));
            return equal(header, basic);
        }
        return client.id().equals(request.get("client_id"))
                && equal(request.getOrDefault("client_secret", ""), client.secret());
    }

    private static boolean equal(String a, String b) {
        return MessageDigest.isEqual(
                a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    }

    private static String challengeOf(String verifier) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(verifier.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static Map<String, String> form(String text) {
        Map<String, String> fields = new HashMap<>();
        for (String pair : (text == null ? "" : text).split("&")) {
            String[] parts = pair.split("=", 2);
            fields.put(decoded(parts[0]), parts.length > 1 ? decoded(parts[1]) : "");
        }
        return fields;
    }

    private static String body(HttpExchange exchange) throws IOException {
        return new String(
                exchange.getRequestBody().readNBytes(LARGEST_BODY_BYTES), StandardCharsets.UTF_8);
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static void json(HttpExchange exchange, int status, Map<String, Object> value)
            throws IOException {
        send(exchange, status, "application/json", Json.write(value));
    }

    private static void send(HttpExchange exchange, int status, String type, String text)
            throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
        exchange.getResponseHeaders().set("Referrer-Policy", "no-referrer");
        exchange.getResponseHeaders()
                .set(
                        "Content-Security-Policy",
                        "default-src 'none'; style-src 'sha256-"
                                + DemoPeoplePage.STYLE_HASH
                                + "'; frame-ancestors 'none'");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
