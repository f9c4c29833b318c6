package dev.postern.broker.identity;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import dev.postern.broker.base.Clock;
import dev.postern.broker.base.Secret;
import dev.postern.json.Json;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/// An identity provider on loopback that knows the device flow, and says what it was told to say.
final class FakeIssuer implements AutoCloseable {

    static final String SECRET = "the secret of the client";

    final List<Map<String, String>> codesAsked = new CopyOnWriteArrayList<>();
    final List<Map<String, String>> tokensAsked = new CopyOnWriteArrayList<>();

    private final HttpServer server;
    private final String issuer;
    private final ConcurrentLinkedQueue<Reply> tokens = new ConcurrentLinkedQueue<>();
    private final Map<String, Object> discovery = new LinkedHashMap<>();
    private volatile Reply code;
    private volatile CountDownLatch mayAnswer = new CountDownLatch(0);

    private record Reply(int status, String body) {}

    private FakeIssuer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        issuer = "http://127.0.0.1:" + server.getAddress().getPort();
        discovery.put("issuer", issuer);
        discovery.put("token_endpoint", issuer + "/token");
        discovery.put("device_authorization_endpoint", issuer + "/device");
        discovery.put("jwks_uri", issuer + "/keys");
        code = new Reply(200, Json.write(goodCode()));
        server.createContext(
                "/.well-known/openid-configuration",
                exchange -> answer(exchange, new Reply(200, Json.write(discovery))));
        server.createContext(
                "/keys",
                exchange ->
                        answer(
                                exchange,
                                new Reply(
                                        200,
                                        Json.write(
                                                Map.of(
                                                        "keys",
                                                        List.of(
                                                                IdTokens.jwk(
                                                                        "r1", IdTokens.RSA)))))));
        server.createContext(
                "/device",
                exchange -> {
                    codesAsked.add(form(exchange));
                    answer(exchange, code);
                });
        server.createContext("/token", this::token);
        server.setExecutor(task -> Thread.ofVirtual().start(task));
        server.start();
    }

    static FakeIssuer start() throws IOException {
        return new FakeIssuer();
    }

    /// What a good answer to the question for a code holds.
    Map<String, Object> goodCode() {
        Map<String, Object> good = new LinkedHashMap<>();
        good.put("device_code", "the-device-code");
        good.put("user_code", "WDJB-MJHT");
        good.put("verification_uri", issuer + "/activate");
        good.put("verification_uri_complete", issuer + "/activate?user_code=WDJB-MJHT");
        good.put("expires_in", 1800);
        good.put("interval", 5);
        return good;
    }

    /// Answers questions for a code so from now on.
    void codes(int status, Map<String, ?> body) {
        code = new Reply(status, Json.write(body));
    }

    /// It knows no device flow.
    void forgetDevices() {
        discovery.remove("device_authorization_endpoint");
    }

    /// Answers the next question for a token so.
    FakeIssuer then(int status, String body) {
        tokens.add(new Reply(status, body));
        return this;
    }

    /// Refuses the next question for a token with an OAuth error.
    FakeIssuer thenRefuses(String error) {
        return then(400, Json.write(Map.of("error", error, "error_description", "<b>x</b>")));
    }

    /// Answers the next question for a token with an id_token that was issued now, after `change`.
    FakeIssuer thenSignsIn(Consumer<Map<String, Object>> change) {
        return then(200, Json.write(Map.of("id_token", idToken(change), "access_token", "a")));
    }

    String idToken(Consumer<Map<String, Object>> change) {
        long now = Clock.system().now().getEpochSecond();
        return IdTokens.rsaToken(
                header -> {},
                claims -> {
                    claims.put("iss", issuer);
                    claims.put("iat", now);
                    claims.put("exp", now + 300);
                    claims.remove("nonce");
                    change.accept(claims);
                });
    }

    /// Lets questions for a token wait until the result is counted down.
    CountDownLatch holdTokens() {
        CountDownLatch held = new CountDownLatch(1);
        mayAnswer = held;
        return held;
    }

    /// What the broker's configuration says of it.
    IdentityConfig configuration(TokenRules rules) {
        return new IdentityConfig(
                issuer,
                IdTokens.CLIENT,
                Secret.of(SECRET),
                rules,
                List.of("RS256"),
                Duration.ofHours(8));
    }

    private void token(HttpExchange exchange) throws IOException {
        tokensAsked.add(form(exchange));
        try {
            mayAnswer.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Reply reply = tokens.poll();
        answer(exchange, reply == null ? new Reply(500, "nothing was prepared") : reply);
    }

    private static Map<String, String> form(HttpExchange exchange) throws IOException {
        Map<String, String> form = new LinkedHashMap<>();
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        for (String pair : body.split("&", -1)) {
            int at = pair.indexOf('=');
            form.put(
                    pair.substring(0, at),
                    URLDecoder.decode(pair.substring(at + 1), StandardCharsets.UTF_8));
        }
        form.put(
                "Authorization",
                String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
        return form;
    }

    private static void answer(HttpExchange exchange, Reply reply) throws IOException {
        byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    @Override
    public void close() {
        mayAnswer.countDown();
        server.stop(0);
    }
}
