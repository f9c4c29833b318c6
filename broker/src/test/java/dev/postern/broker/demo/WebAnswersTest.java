package dev.postern.broker.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.Socket;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// What every answer of the web side has: headers, errors that tell nothing, limits, forged changes refused.
final class WebAnswersTest {

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
    void change_withoutCsrfTokenOrFromElsewhere_isRefused() throws Exception {
        visitor.signIn("/login", "engineer");
        String csrf = String.valueOf(Visitor.json(visitor.get("/api/v1/me")).get("csrf"));

        assertThat(change(Map.of("Origin", broker.url())).body()).contains("csrf_token_missing");
        assertThat(change(Map.of("Origin", broker.url(), "X-Postern-Csrf", csrf + "x")).body())
                .contains("csrf_token_missing");
        assertThat(change(Map.of("X-Postern-Csrf", csrf)).body()).contains("foreign_origin");
        assertThat(change(Map.of("Origin", "https://evil.example", "X-Postern-Csrf", csrf)).body())
                .contains("foreign_origin");
        assertThat(change(Map.of("Origin", broker.url(), "X-Postern-Csrf", csrf)).statusCode())
                .isEqualTo(200);
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
        HttpResponse<String> answer = visitor.get(path);

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body())
                .doesNotContain("secret of the inside")
                .doesNotContain("Exception");
    }

    @Test
    void requestId_isAnswered_andNamedWhereTheBrokerFails() throws Exception {
        String id = "1b1f7c52-0f6c-4bd0-9f43-6c2c2d1a8f0e";
        HttpResponse<String> broken =
                visitor.send(visitor.request("/api/v1/broken").header("X-Postern-Request", id));
        HttpResponse<String> forged =
                visitor.send(
                        visitor.request("/api/v1/broken")
                                .header("X-Postern-Request", "<script>alert(1)</script>"));

        assertThat(broken.headers().firstValue("X-Postern-Request")).contains(id);
        assertThat(broken.body()).contains("tell the administrator the id of this request: " + id);
        assertThat(forged.headers().firstValue("X-Postern-Request")).isEmpty();
        assertThat(forged.body()).contains("the time of this answer").doesNotContain("script");
    }

    @Test
    void everyAnswer_hasTheStrictHeaders() throws Exception {
        for (String path :
                List.of("/api/v1/info", "/api/v1/me", "/sessions", "/signed-out", "/none")) {
            HttpHeaders headers = visitor.get(path).headers();
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
        visitor.signIn("/login", "engineer");
        String csrf = String.valueOf(Visitor.json(visitor.get("/api/v1/me")).get("csrf"));

        HttpResponse<String> answer =
                visitor.send(
                        visitor.request("/api/v1/change")
                                .header("Origin", broker.url())
                                .header("X-Postern-Csrf", csrf)
                                .expectContinue(true) // else the answer may cross the body
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

    private HttpResponse<String> change(Map<String, String> headers) throws Exception {
        HttpRequest.Builder request =
                visitor.request("/api/v1/change").POST(BodyPublishers.ofString("{}"));
        headers.forEach(request::header);
        return visitor.send(request);
    }
}
