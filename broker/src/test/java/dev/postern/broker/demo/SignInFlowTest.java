package dev.postern.broker.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// The sign-in of a browser, over HTTP, with the demo's identity provider.
final class SignInFlowTest {

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
    void browser_signsIn_andComesBackToThePageItAskedFor() throws Exception {
        HttpResponse<String> page = visitor.get("/sessions?f=user:erin");
        assertThat(page.statusCode()).as("the page itself offers the sign-in").isEqualTo(200);
        assertThat(visitor.get("/api/v1/me").statusCode()).isEqualTo(401);

        HttpResponse<String> end =
                visitor.signIn("/login?next=%2Fsessions%3Ff%3Duser%3Aerin", "auditor");

        assertThat(Visitor.location(end)).isEqualTo(broker.url() + "/sessions?f=user:erin");
        Map<String, @Nullable Object> me = Visitor.json(visitor.get("/api/v1/me"));
        assertThat(me.get("roles")).isEqualTo(List.of("auditors"));
        assertThat(visitor.get("/api/v1/everything").statusCode()).isEqualTo(200);
        assertThat(visitor.get("/sessions").statusCode()).isEqualTo(200);
        assertThat(broker.audit).containsExactly("signed in WEB Otto Auditor");
    }

    @Test
    void browser_withoutTheRight_gets403WithAHint() throws Exception {
        visitor.signIn("/login", "engineer");

        HttpResponse<String> answer = visitor.get("/api/v1/everything");

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("\"right_missing\"").contains("hint");
    }

    @Test
    void logout_endsTheSession() throws Exception {
        visitor.signIn("/login", "engineer");
        String csrf = String.valueOf(Visitor.json(visitor.get("/api/v1/me")).get("csrf"));
        Map<String, String> stolen = visitor.cookiesOfBroker();

        HttpResponse<String> answer =
                visitor.send(
                        visitor.request("/logout")
                                .POST(BodyPublishers.noBody())
                                .header("Origin", broker.url())
                                .header("X-Postern-Csrf", csrf));

        assertThat(String.valueOf(Visitor.json(answer).get("next")))
                .as("the provider's own page to sign out")
                .contains("/logout?client_id=postern&post_logout_redirect_uri=")
                .endsWith(Visitor.encoded(broker.url() + "/signed-out"));
        visitor.useCookies(stolen);
        assertThat(visitor.get("/api/v1/me").statusCode()).isEqualTo(401);
    }

    @Test
    void callback_inAnotherBrowser_isRefused() throws Exception {
        HttpResponse<String> toProvider = visitor.get("/login");
        HttpResponse<String> back = visitor.choose(Visitor.location(toProvider), "engineer");
        visitor.forgetCookies();

        HttpResponse<String> refused =
                visitor.send(HttpRequest.newBuilder(URI.create(Visitor.location(back))));

        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.headers().allValues("Set-Cookie")).isEmpty();
        assertThat(broker.audit).containsExactly("refused unknown_state");
    }

    @Test
    void callback_twice_isRefusedTheSecondTime() throws Exception {
        String back =
                Visitor.location(
                        visitor.choose(Visitor.location(visitor.get("/login")), "engineer"));
        Map<String, String> own = visitor.cookiesOfBroker();
        visitor.send(HttpRequest.newBuilder(URI.create(back)));
        visitor.useCookies(own);

        assertThat(visitor.send(HttpRequest.newBuilder(URI.create(back))).statusCode())
                .isEqualTo(403);
    }

    @Test
    void callback_fromAnotherIssuer_isRefused() throws Exception {
        String back =
                Visitor.location(
                        visitor.choose(Visitor.location(visitor.get("/login")), "engineer"));
        String mixedUp = back.replaceAll("&iss=.*", "&iss=https%3A%2F%2Fevil.example");

        visitor.send(HttpRequest.newBuilder(URI.create(mixedUp)));

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
        HttpResponse<String> end =
                visitor.signIn("/login?next=" + Visitor.encoded(next), "engineer");

        assertThat(Visitor.location(end)).isEqualTo(broker.url() + "/");
    }
}
