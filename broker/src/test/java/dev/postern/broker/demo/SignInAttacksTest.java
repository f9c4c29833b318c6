package dev.postern.broker.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// Attacks on the sign-in of browsers and terminals: each is refused, and each is in the audit trail with its reason.
@Tag("G24")
final class SignInAttacksTest {

    private static final String VERIFIER = "v".repeat(43);
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

    /// One attack.
    @FunctionalInterface
    interface Attack {
        HttpResponse<String> by(SignInAttacksTest test) throws Exception;
    }

    static Stream<Arguments> attacks() {
        return Stream.of(
                back("state left out", "unknown_state", a -> without(a, "state")),
                back("state empty", "unknown_state", a -> with(a, "state", "")),
                back("state guessed", "unknown_state", a -> with(a, "state", "s".repeat(43))),
                back(
                        "state with a letter more",
                        "unknown_state",
                        a -> a.replace("state=", "state=x")),
                back("code left out", "provider_refused", a -> without(a, "code")),
                back("code empty", "provider_refused", a -> with(a, "code", "")),
                back("code too long", "provider_refused", a -> with(a, "code", "c".repeat(4097))),
                back("code guessed", "provider_failed", a -> with(a, "code", "c".repeat(43))),
                back("error beside the code", "provider_refused", a -> a + "&error=access_denied"),
                back("issuer left out", "wrong_issuer", a -> without(a, "iss")),
                back(
                        "issuer of another (mix-up)",
                        "wrong_issuer",
                        a -> with(a, "iss", "https://e.example")),
                back(
                        "issuer with a slash more",
                        "wrong_issuer",
                        a -> a.replaceAll("(iss=[^&]*)", "$1%2F")),
                attack("no cookie", "unknown_state", SignInAttacksTest::withoutCookie),
                attack("a cookie of another form", "unknown_state", t -> t.withCookie("x")),
                attack(
                        "another browser's cookie",
                        "unknown_state",
                        t -> t.withCookie("c".repeat(43))),
                attack(
                        "copied link, opened elsewhere",
                        "unknown_state",
                        SignInAttacksTest::elsewhere),
                attack("the answer twice", "unknown_state", SignInAttacksTest::twice),
                attack(
                        "code of another sign-in (PKCE)",
                        "provider_failed",
                        SignInAttacksTest::swapped),
                attack(
                        "confirmation guessed",
                        "forged_confirmation",
                        t -> t.confirm("token=guess")),
                attack("confirmation without token", "forged_confirmation", t -> t.confirm("")),
                attack(
                        "confirmation elsewhere",
                        "forged_confirmation",
                        SignInAttacksTest::confirmElsewhere),
                attack(
                        "confirmation from a foreign page",
                        "forged_confirmation",
                        SignInAttacksTest::confirmForeign),
                attack(
                        "code before the person",
                        "login_gone",
                        t -> t.redeem(t.ask(), "c", VERIFIER)),
                attack(
                        "code of an unknown login",
                        "login_gone",
                        t -> t.redeem("0".repeat(32), "c", VERIFIER)),
                attack(
                        "code guessed",
                        "login_gone",
                        t -> t.redeem(t.signedIn()[0], "c".repeat(43), VERIFIER)),
                attack("code empty", "login_gone", t -> t.redeem(t.signedIn()[0], "", VERIFIER)),
                attack("code without verifier", "login_gone", SignInAttacksTest::withoutVerifier),
                attack(
                        "code with another verifier",
                        "login_gone",
                        SignInAttacksTest::otherVerifier),
                attack("code twice", "login_gone", SignInAttacksTest::redeemTwice),
                attack(
                        "code to another machine",
                        "bad_request",
                        t -> t.wish("http://evil.example:80/callback")),
                attack("code to an application", "bad_request", t -> t.wish("postern:callback")),
                attack("machine's token nonsense", "no_machines", t -> t.machine("a.b.c")),
                attack(
                        "device login where it is off",
                        "device_flow_off",
                        t -> t.device("", Map.of("codeChallenge", "X".repeat(43)))),
                attack(
                        "token of a device login where it is off",
                        "device_flow_off",
                        t ->
                                t.device(
                                        "/" + "0".repeat(32) + "/token",
                                        Map.of("codeVerifier", VERIFIER))));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("attacks")
    void attack_isRefused_andInTheTrail(String what, String code, Attack attack) throws Exception {
        HttpResponse<String> answer = attack.by(this);

        assertThat(answer.statusCode()).as(what).isIn(400, 403, 503);
        assertThat(answer.headers().allValues("Set-Cookie"))
                .as("nobody is signed in")
                .noneMatch(cookie -> cookie.startsWith("postern="));
        assertThat(broker.audit).last().isEqualTo("refused " + code);
        assertThat(answer.body()).doesNotContain("Exception");
    }

    @Test
    void attacks_areTwentyFiveAndMore() {
        assertThat(attacks().count()).isGreaterThanOrEqualTo(25);
    }

    private static Arguments attack(String what, String code, Attack attack) {
        return Arguments.of(what, code, attack);
    }

    /// A provider's answer that was changed on its way.
    private static Arguments back(String what, String code, UnaryOperator<String> change) {
        return Arguments.of(what, code, (Attack) test -> test.open(change.apply(test.answer())));
    }

    private static String without(String address, String name) {
        return address.replaceAll("([?&])" + name + "=[^&]*&?", "$1");
    }

    private static String with(String address, String name, String value) {
        return address.replaceAll(
                "([?&]" + name + "=)[^&]*", "$1" + Visitor.encoded(value).replace("$", ""));
    }

    /// The address that the provider leads this visitor's browser back to.
    private String answer() throws Exception {
        return Visitor.location(
                visitor.choose(Visitor.location(visitor.get("/login")), "engineer"));
    }

    private HttpResponse<String> open(String address) throws Exception {
        return visitor.send(HttpRequest.newBuilder(URI.create(address)));
    }

    private HttpResponse<String> withoutCookie() throws Exception {
        String back = answer();
        visitor.useCookies(Map.of());
        return open(back);
    }

    private HttpResponse<String> withCookie(String value) throws Exception {
        String back = answer();
        Map<String, String> changed = new HashMap<>(visitor.cookiesOfBroker());
        changed.replaceAll((name, old) -> value);
        visitor.useCookies(changed);
        return open(back);
    }

    private HttpResponse<String> elsewhere() throws Exception {
        String back = answer();
        visitor = new Visitor(broker);
        visitor.get("/login");
        return open(back);
    }

    private HttpResponse<String> twice() throws Exception {
        String back = answer();
        Map<String, String> cookies = visitor.cookiesOfBroker();
        open(back);
        visitor.useCookies(cookies);
        return open(back);
    }

    private HttpResponse<String> swapped() throws Exception {
        String first = answer();
        String second = answer();
        return open(with(second, "code", first.replaceAll(".*[?&]code=([^&]*).*", "$1")));
    }

    private HttpResponse<String> confirm(String fields) throws Exception {
        String login = ask();
        visitor.get("/login/cli/" + login);
        return visitor.form("/login/cli/" + login, "decision=confirm&" + fields);
    }

    /// The page of one browser, sent by another.
    private HttpResponse<String> confirmElsewhere() throws Exception {
        String login = ask();
        String fields = Visitor.fields(visitor.get("/login/cli/" + login).body());
        visitor = new Visitor(broker);
        visitor.get("/login/cli/" + login);
        return visitor.form("/login/cli/" + login, fields + "decision=confirm");
    }

    private HttpResponse<String> confirmForeign() throws Exception {
        String login = ask();
        String fields = Visitor.fields(visitor.get("/login/cli/" + login).body());
        return visitor.send(
                visitor.request("/login/cli/" + login)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .header("Origin", "https://evil.example")
                        .POST(BodyPublishers.ofString(fields + "decision=confirm")));
    }

    private HttpResponse<String> wish(String redirect) throws Exception {
        return visitor.post(
                "/api/v1/login/cli",
                "",
                Map.of(
                        "codeChallenge",
                        "X".repeat(43),
                        "redirectUri",
                        redirect,
                        "state",
                        "s".repeat(20),
                        "host",
                        "laptop"));
    }

    /// A login of a terminal whose challenge is that of [#VERIFIER]; its id.
    private String ask() throws Exception {
        Map<String, @Nullable Object> asked =
                Visitor.json(
                        visitor.post("/api/v1/login/cli", "", TerminalSignInTest.wish(CALLBACK)));
        return String.valueOf(asked.get("login"));
    }

    /// A login of a terminal that waits to be fetched: its id and its code.
    private String[] signedIn() throws Exception {
        String login = ask();
        String fields = Visitor.fields(visitor.get("/login/cli/" + login).body());
        HttpResponse<String> on = visitor.form("/login/cli/" + login, fields + "decision=confirm");
        String provider =
                on.headers().firstValue("Refresh").orElseThrow().substring("0;url=".length());
        String back =
                Visitor.location(open(Visitor.location(visitor.choose(provider, "engineer"))));
        return new String[] {login, back.replaceAll(".*[?&]code=([^&]*).*", "$1")};
    }

    private HttpResponse<String> redeem(String login, String code, String verifier)
            throws Exception {
        return visitor.post(
                "/api/v1/login/cli/" + login + "/token",
                "",
                Map.of("code", code, "codeVerifier", verifier));
    }

    private HttpResponse<String> withoutVerifier() throws Exception {
        String[] login = signedIn();
        return redeem(login[0], login[1], "");
    }

    private HttpResponse<String> otherVerifier() throws Exception {
        String[] login = signedIn();
        return redeem(login[0], login[1], "w".repeat(43));
    }

    private HttpResponse<String> redeemTwice() throws Exception {
        String[] login = signedIn();
        redeem(login[0], login[1], VERIFIER);
        return redeem(login[0], login[1], VERIFIER);
    }

    private HttpResponse<String> device(String path, Map<String, String> body) throws Exception {
        return visitor.post("/api/v1/login/device" + path, "", body);
    }

    private HttpResponse<String> machine(String token) throws Exception {
        return visitor.post("/api/v1/login/machine", "", Map.of("token", token));
    }
}
