package dev.postern.broker.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.postern.broker.base.Clock;
import dev.postern.broker.base.Randomness;
import dev.postern.broker.identity.DeviceSignIn.Asked;
import dev.postern.broker.identity.DeviceSignIn.Progress;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Logins with a device code, against an identity provider that says anything.
final class DeviceSignInTest {

    private static final String VERIFIER = "v".repeat(43);
    private static final String CHALLENGE = Digests.base64Url(Digests.sha256(VERIFIER));
    private static final String ADDRESS = "192.0.2.7";

    private final AtomicLong nanos = new AtomicLong();
    private FakeIssuer issuer;
    private OidcClient oidc;
    private DeviceSignIn devices;

    @BeforeEach
    void start() throws Exception {
        issuer = FakeIssuer.start();
        use(true, TokenRules.groups("groups"));
    }

    @AfterEach
    void stop() {
        oidc.close();
        issuer.close();
    }

    private void use(boolean isOn, TokenRules rules) {
        oidc = new OidcClient(issuer.configuration(rules), Clock.system(), nanos::get);
        devices = new DeviceSignIn(isOn, oidc, nanos::get, Randomness.system());
    }

    private Asked ask() throws SignInException {
        return devices.ask(CHALLENGE, ADDRESS);
    }

    /// Asks again after `seconds`.
    private Progress after(long seconds, Asked login) throws SignInException {
        nanos.addAndGet(Duration.ofSeconds(seconds).toNanos());
        return devices.progress(login.id(), VERIFIER);
    }

    private static Progress waiting(long seconds) {
        return new Progress.Waiting(Duration.ofSeconds(seconds), "");
    }

    @Test
    void ask_getsACode_andKeepsWhatIsSecret() throws Exception {
        Asked login = ask();

        assertThat(login.userCode()).isEqualTo("WDJB-MJHT");
        assertThat(login.verificationUri().toString()).endsWith("/activate");
        assertThat(login.interval()).isEqualTo(Duration.ofSeconds(5));
        assertThat(login.lifetime()).as("never longer").isEqualTo(DeviceSignIn.LIFETIME);
        assertThat(login.toString()).doesNotContain("the-device-code").doesNotContain("user_code=");
        assertThat(issuer.codesAsked)
                .singleElement()
                .satisfies(form -> {
                    assertThat(form)
                            .containsEntry("client_id", "postern")
                            .containsEntry("scope", "openid profile email")
                            .containsEntry("code_challenge_method", "S256")
                            .doesNotContainKey("code_verifier");
                    assertThat(form.get("code_challenge")).hasSize(43).isNotEqualTo(CHALLENGE);
                    assertThat(form.get("nonce")).hasSize(43);
                    assertThat(form.get("Authorization")).startsWith("Basic ");
                });
    }

    @Test
    void progress_pendingAndSlowDown_areKeptTo_andThenThePersonIsIn() throws Exception {
        issuer.thenRefuses("authorization_pending")
                .thenRefuses("slow_down")
                .thenRefuses("authorization_pending")
                .thenSignsIn(claims -> {});
        Asked login = ask();

        assertThat(after(0, login)).isEqualTo(waiting(5));
        assertThat(after(4, login)).isEqualTo(waiting(1));
        assertThat(issuer.tokensAsked).as("too early").isEmpty();
        assertThat(after(1, login)).as("pending").isEqualTo(waiting(5));
        assertThat(after(5, login)).as("slow down").isEqualTo(waiting(10));
        assertThat(after(5, login)).as("not yet").isEqualTo(waiting(5));
        assertThat(issuer.tokensAsked).hasSize(2);
        assertThat(after(5, login)).as("pending, still slowly").isEqualTo(waiting(10));
        assertThat(after(10, login))
                .isInstanceOfSatisfying(
                        Progress.SignedIn.class,
                        done -> {
                            assertThat(done.person().subject()).isEqualTo("u1");
                            assertThat(done.person().groups()).containsExactly("engineers");
                        });

        assertRefused("login_gone", () -> after(20, login));
        assertThat(issuer.tokensAsked).hasSize(4);
        Map<String, String> form = issuer.tokensAsked.getLast();
        assertThat(form)
                .containsEntry("grant_type", "urn:ietf:params:oauth:grant-type:device_code")
                .containsEntry("device_code", "the-device-code")
                .containsEntry("client_id", "postern");
        assertThat(Digests.base64Url(Digests.sha256(form.getOrDefault("code_verifier", ""))))
                .as("PKCE toward the provider")
                .isEqualTo(issuer.codesAsked.getFirst().get("code_challenge"));
    }

    /// One end of a login: what the provider does, and what the person reads.
    record End(String what, Consumer<FakeIssuer> does, String code, String missing, String next) {
        @Override
        public String toString() {
            return what;
        }
    }

    static Stream<End> ends() {
        String again = "postern login --device";
        return Stream.of(
                refuses("access_denied", "device_denied", "was denied at the identity", again),
                refuses("authorization_declined", "device_denied", "was denied", again),
                refuses("expired_token", "device_expired", "Nobody entered the code", again),
                refuses("invalid_grant", "device_refused", "(invalid_grant)", "docs/identity-"),
                refuses("invalid_client", "device_refused", "(invalid_client)", "administrator"),
                refuses("<script>", "device_refused", "that OAuth does not define", "browser"),
                new End(
                        "a refusal without a reason",
                        issuer -> issuer.then(401, "{}"),
                        "device_refused",
                        "refused the device login",
                        "postern login"),
                new End(
                        "a refusal with a token",
                        issuer ->
                                issuer.then(
                                        400,
                                        "{\"id_token\":\"" + issuer.idToken(claims -> {}) + "\"}"),
                        "device_refused",
                        "refused the device login",
                        "postern login"),
                new End(
                        "no id_token",
                        issuer -> issuer.then(200, "{\"access_token\":\"a\"}"),
                        "provider_failed",
                        "sent no id_token",
                        "administrator"),
                new End(
                        "an id_token that is none",
                        issuer -> issuer.then(200, "{\"id_token\":\"a.b.c\"}"),
                        "token_malformed",
                        "id_token cannot be read",
                        "Sign in again"),
                signsIn("another audience", "wrong_audience", c -> c.put("aud", "other")),
                signsIn("another issuer", "wrong_issuer", c -> c.put("iss", "https://e.example")),
                signsIn("expired", "token_expired", c -> c.put("exp", 1)),
                signsIn("old", "token_too_old", c -> c.put("iat", 1)),
                signsIn("no subject", "bad_subject", c -> c.remove("sub")),
                signsIn("another's nonce", "wrong_nonce", c -> c.put("nonce", "n".repeat(43))));
    }

    private static End refuses(String error, String code, String missing, String next) {
        return new End(error, issuer -> issuer.thenRefuses(error), code, missing, next);
    }

    private static End signsIn(String what, String code, Consumer<Map<String, Object>> change) {
        return new End(
                "an id_token: " + what,
                issuer -> issuer.thenSignsIn(change),
                code,
                "id_token was refused",
                "Sign in again");
    }

    @ParameterizedTest
    @MethodSource("ends")
    void progress_thatCannotEndWell_isOver_andSaysWhatIsNext(End end) throws Exception {
        Asked login = ask();
        end.does().accept(issuer);

        assertThatExceptionOfType(SignInException.class)
                .isThrownBy(() -> after(5, login))
                .satisfies(e -> {
                    assertThat(e.code()).isEqualTo(end.code());
                    assertThat(e.text()).contains(end.missing()).doesNotContain("<");
                    assertThat(e.hint()).contains(end.next());
                });
        issuer.thenSignsIn(claims -> {});
        assertRefused("login_gone", () -> after(60, login));
        assertThat(issuer.tokensAsked).as("nobody is asked again").hasSize(1);
    }

    @Test
    void progress_tokenRepeatsTheNonce_thePersonIsIn() throws Exception {
        Asked login = ask();
        String nonce = issuer.codesAsked.getFirst().getOrDefault("nonce", "");
        issuer.thenSignsIn(claims -> claims.put("nonce", nonce));

        assertThat(after(5, login)).isInstanceOf(Progress.SignedIn.class);
    }

    @Test
    void progress_weakSignIn_isRefusedWhereAStrongOneIsDemanded() throws Exception {
        oidc.close();
        use(true, new TokenRules("groups", List.of("gold"), List.of("otp")));
        Asked weak = ask();
        Asked strong = ask();
        assertThat(issuer.codesAsked.getFirst()).containsEntry("acr_values", "gold");
        issuer.thenSignsIn(claims -> claims.put("acr", "bronze"))
                .thenSignsIn(claims -> {
                    claims.put("acr", "gold");
                    claims.put("amr", List.of("pwd", "otp"));
                });

        assertRefused("sign_in_too_weak", () -> after(5, weak));
        assertThat(after(0, strong)).isInstanceOf(Progress.SignedIn.class);
    }

    @ParameterizedTest
    @CsvSource({"500, {}", "503, <html>", "400, <html>", "200, not JSON", "302, {}"})
    void progress_providerInTrouble_isAskedAgainLater(int status, String body) throws Exception {
        issuer.then(status, body).thenSignsIn(claims -> {});
        Asked login = ask();

        assertThat(after(5, login))
                .isInstanceOfSatisfying(
                        Progress.Waiting.class,
                        waiting -> {
                            assertThat(waiting.pause()).isEqualTo(Duration.ofSeconds(10));
                            assertThat(waiting.trouble()).contains("Identity provider 127.0.0.1");
                        });
        assertThat(after(9, login)).isEqualTo(waiting(1));
        assertThat(after(1, login)).isInstanceOf(Progress.SignedIn.class);
    }

    @Test
    void progress_tooManyRequests_isSlowedDown() throws Exception {
        issuer.then(429, "{\"error\":\"rate_limited\"}");
        Asked login = ask();

        assertThat(after(5, login)).isEqualTo(waiting(10));
    }

    @Test
    void progress_whileTheProviderIsAsked_asksNoSecondTime() throws Exception {
        issuer.thenSignsIn(claims -> {});
        CountDownLatch held = issuer.holdTokens();
        Asked login = ask();
        FutureTask<Progress> first = new FutureTask<>(() -> after(5, login));
        Thread.ofVirtual().start(first);
        while (issuer.tokensAsked.isEmpty()) {
            Thread.onSpinWait();
        }

        assertThat(after(5, login)).isEqualTo(waiting(1));
        held.countDown();

        assertThat(first.get(20, TimeUnit.SECONDS)).isInstanceOf(Progress.SignedIn.class);
        assertThat(issuer.tokensAsked).hasSize(1);
    }

    @Test
    void progress_byAnotherTerminal_usesTheLoginUp() throws Exception {
        issuer.thenSignsIn(claims -> {});
        Asked login = ask();
        nanos.addAndGet(Duration.ofSeconds(5).toNanos());

        assertRefused("login_gone", () -> devices.progress(login.id(), "w".repeat(43)));
        assertRefused("login_gone", () -> devices.progress(login.id(), VERIFIER));
        assertRefused("login_gone", () -> devices.progress("0".repeat(32), VERIFIER));
        assertThat(issuer.tokensAsked).isEmpty();
    }

    @Test
    void progress_afterTheEnd_isExpired_whateverTheProviderSays() throws Exception {
        issuer.thenSignsIn(claims -> {});
        Asked login = ask();

        assertRefused("device_expired", () -> after(DeviceSignIn.LIFETIME.toSeconds(), login));
        assertRefused("login_gone", () -> after(0, login));
        assertThat(issuer.tokensAsked).isEmpty();
    }

    @Test
    void ask_providerIsShorter_countsTheProvider() throws Exception {
        Map<String, Object> code = issuer.goodCode();
        code.put("expires_in", 30);
        code.remove("interval");
        issuer.codes(200, code);

        Asked login = ask();

        assertThat(login.lifetime()).isEqualTo(Duration.ofSeconds(30));
        assertThat(login.interval()).as("RFC 8628 section 3.2").isEqualTo(Duration.ofSeconds(5));
        assertRefused("device_expired", () -> after(30, login));
    }

    static Stream<Arguments> malformedCodes() {
        return Stream.of(
                Arguments.of("device_code", null),
                Arguments.of("device_code", ""),
                Arguments.of("device_code", 7),
                Arguments.of("device_code", "d".repeat(4097)),
                Arguments.of("user_code", null),
                Arguments.of("user_code", "two words"),
                Arguments.of("user_code", "\u001b[2J"),
                Arguments.of("user_code", "c".repeat(65)),
                Arguments.of("verification_uri", null),
                Arguments.of("verification_uri", "javascript:alert(1)"),
                Arguments.of("verification_uri", "http://id.example/activate"),
                Arguments.of("verification_uri", "https://a@id.example/"),
                Arguments.of("verification_uri", "https://id.example/%%"),
                Arguments.of("verification_uri", "https://id.example/" + "p".repeat(2048)),
                Arguments.of("expires_in", null),
                Arguments.of("expires_in", 0),
                Arguments.of("expires_in", "soon"),
                Arguments.of("interval", -1),
                Arguments.of("interval", "5"));
    }

    @ParameterizedTest
    @MethodSource("malformedCodes")
    void ask_malformedAnswer_isTheProvidersFailure(String field, @Nullable Object value) {
        Map<String, Object> code = new HashMap<>(issuer.goodCode());
        if (value == null) {
            code.remove(field);
        } else {
            code.put(field, value);
        }
        issuer.codes(200, code);

        assertThatExceptionOfType(SignInException.class)
                .isThrownBy(this::ask)
                .withMessageContaining(field)
                .satisfies(e -> assertThat(e.code()).isEqualTo("provider_failed"));
    }

    @Test
    void ask_clientMayNot_saysWhoCanAllowIt() {
        issuer.codes(400, Map.of("error", "unauthorized_client"));

        assertThatExceptionOfType(SignInException.class)
                .isThrownBy(this::ask)
                .withMessageContaining("(unauthorized_client)")
                .satisfies(e -> {
                    assertThat(e.code()).isEqualTo("device_refused");
                    assertThat(e.hint()).contains("administrator allows this broker's client");
                });
    }

    @Test
    void ask_providerKnowsNoDeviceFlow_saysSo() {
        issuer.forgetDevices();

        assertThatExceptionOfType(SignInException.class)
                .isThrownBy(this::ask)
                .withMessageContaining("device_authorization_endpoint")
                .satisfies(e -> assertThat(e.code()).isEqualTo("device_flow_unsupported"));
    }

    @Test
    void off_asksNobody_andSaysWhoCanSwitchItOn() {
        oidc.close();
        use(false, TokenRules.groups("groups"));

        assertThatExceptionOfType(SignInException.class)
                .isThrownBy(this::ask)
                .withMessageContaining("switched off")
                .satisfies(e -> {
                    assertThat(e.code()).isEqualTo("device_flow_off");
                    assertThat(e.hint())
                            .contains("postern login on a machine with a browser")
                            .contains("administrator of the broker")
                            .contains("device-flow: true");
                });
        assertRefused("device_flow_off", () -> devices.progress("0".repeat(32), VERIFIER));
        assertThat(issuer.codesAsked).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"''", "short", "'+++++++++++++++++++++++++++++++++++++++++++'"})
    void ask_badChallenge_asksNobody(String challenge) {
        assertRefused("bad_request", () -> devices.ask(challenge, ADDRESS));
        assertThat(issuer.codesAsked).isEmpty();
    }

    @Test
    void ask_tooOften_isRefusedUntilLoginsEnd() throws Exception {
        for (int i = 0; i < 10; i++) {
            ask();
        }

        assertRefused("too_many", this::ask);
        assertThat(issuer.codesAsked).as("the provider is not asked").hasSize(10);
        assertThat(devices.ask(CHALLENGE, "192.0.2.8").userCode()).isNotEmpty();

        nanos.addAndGet(DeviceSignIn.LIFETIME.toNanos());
        assertThat(ask().userCode()).isNotEmpty();
    }

    @Test
    void ask_ofManyAddresses_isBoundedToo() throws Exception {
        for (int i = 0; i < 500; i++) {
            devices.ask(CHALLENGE, "192.0.2." + i / 10);
        }

        assertRefused("too_many", this::ask);
    }

    @Test
    void ask_refusedByTheProvider_countsForAMinute() throws Exception {
        issuer.codes(400, Map.of("error", "invalid_client"));
        for (int i = 0; i < 10; i++) {
            assertRefused("device_refused", this::ask);
        }

        assertRefused("too_many", this::ask);
        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        assertRefused("device_refused", this::ask);
    }

    private static void assertRefused(String code, ThrowingCallable act) {
        assertThatExceptionOfType(SignInException.class)
                .isThrownBy(act)
                .satisfies(e -> assertThat(e.code()).isEqualTo(code));
    }
}
