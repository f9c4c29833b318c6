package dev.postern.broker.identity;

import static dev.postern.broker.identity.IdTokens.CLIENT;
import static dev.postern.broker.identity.IdTokens.EC;
import static dev.postern.broker.identity.IdTokens.ISSUER;
import static dev.postern.broker.identity.IdTokens.NONCE;
import static dev.postern.broker.identity.IdTokens.NOW;
import static dev.postern.broker.identity.IdTokens.OTHER_RSA;
import static dev.postern.broker.identity.IdTokens.RSA;
import static dev.postern.broker.identity.IdTokens.SECONDS;
import static dev.postern.broker.identity.IdTokens.base64;
import static dev.postern.broker.identity.IdTokens.claims;
import static dev.postern.broker.identity.IdTokens.ecJwk;
import static dev.postern.broker.identity.IdTokens.ecToken;
import static dev.postern.broker.identity.IdTokens.encode;
import static dev.postern.broker.identity.IdTokens.jwk;
import static dev.postern.broker.identity.IdTokens.rsa;
import static dev.postern.broker.identity.IdTokens.rsaToken;
import static dev.postern.broker.identity.IdTokens.sign;
import static dev.postern.broker.identity.IdTokens.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.json.Json;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

@Tag("G24")
final class IdTokenVerifierTest {

    private final AtomicInteger fetches = new AtomicInteger();
    private final AtomicLong nanos = new AtomicLong();
    private Map<String, @Nullable Object> set =
            Map.of("keys", List.of(jwk("r1", RSA), ecJwk("e1", EC)));
    private boolean down;

    private final SigningKeys keys =
            new SigningKeys(
                    () -> {
                        fetches.incrementAndGet();
                        if (down) {
                            throw SignInException.provider("down");
                        }
                        return set;
                    },
                    nanos::get);
    private final IdTokenVerifier verifier =
            new IdTokenVerifier(
                    new IdentityConfig(
                            ISSUER,
                            CLIENT,
                            null,
                            TokenRules.groups("groups"),
                            List.of("RS256", "ES256"),
                            Duration.ofHours(8)),
                    keys,
                    () -> NOW);

    @Test
    void verify_goodTokens_givePersonAndGroups() throws Exception {
        Person person = verifier.verify(rsaToken(h -> {}, c -> {}), NONCE);

        assertThat(person)
                .isEqualTo(new Person(ISSUER, "u1", "Erin", "e@example.com", List.of("engineers")));
        assertThat(verifier.verify(ecToken(c -> {}), NONCE)).isEqualTo(person);
        assertThat(
                        verifier.verify(
                                rsaToken(h -> h.remove("kid"), c -> c.put("aud", List.of(CLIENT))),
                                NONCE))
                .isEqualTo(person);
        assertThat(
                        verifier.verify(
                                rsaToken(
                                        h -> h.put("jku", "https://evil.example/keys"),
                                        c ->
                                                c.putAll(
                                                        Map.of(
                                                                "aud",
                                                                List.of("other", CLIENT),
                                                                "azp",
                                                                CLIENT))),
                                NONCE))
                .isEqualTo(person);
        assertThat(verifier.verify(rsaToken(h -> {}, c -> c.remove("groups")), NONCE).groups())
                .isEmpty();
        assertThat(fetches).hasValue(1);
    }

    static Stream<Arguments> badTokens() {
        return Stream.of(
                header("alg none", "algorithm_not_allowed", h -> h.put("alg", "none")),
                header("alg NONE", "algorithm_not_allowed", h -> h.put("alg", "NONE")),
                header("alg HS256", "algorithm_not_allowed", h -> h.put("alg", "HS256")),
                header("alg not configured", "algorithm_not_allowed", h -> h.put("alg", "RS512")),
                header("alg PS256", "algorithm_not_allowed", h -> h.put("alg", "PS256")),
                header("alg missing", "algorithm_not_allowed", h -> h.remove("alg")),
                header("alg a number", "algorithm_not_allowed", h -> h.put("alg", 5)),
                header("alg of the other key type", "unknown_key", h -> h.put("alg", "ES256")),
                header("unknown crit", "critical_header", h -> h.put("crit", List.of("exp"))),
                header("empty crit", "critical_header", h -> h.put("crit", List.of())),
                header("unknown kid", "unknown_key", h -> h.put("kid", "x")),
                header("kid a path", "unknown_key", h -> h.put("kid", "../../../dev/null")),
                header("kid SQL", "unknown_key", h -> h.put("kid", "' or 1=1 --")),
                header("kid too long", "bad_kid", h -> h.put("kid", "k".repeat(129))),
                header("kid empty", "bad_kid", h -> h.put("kid", "")),
                header("kid a number", "bad_kid", h -> h.put("kid", 7)),
                header("kid of another key", "unknown_key", h -> h.put("kid", "e1")),
                header("access token", "wrong_type", h -> h.put("typ", "at+jwt")),
                header("logout token", "wrong_type", h -> h.put("typ", "logout+jwt")),
                claim("another issuer", "wrong_issuer", c -> c.put("iss", "https://evil.example")),
                claim("issuer with a slash more", "wrong_issuer", c -> c.put("iss", ISSUER + "/")),
                claim("no issuer", "wrong_issuer", c -> c.remove("iss")),
                claim("another audience", "wrong_audience", c -> c.put("aud", "other")),
                claim("no audience", "wrong_audience", c -> c.remove("aud")),
                claim("empty audience list", "wrong_audience", c -> c.put("aud", List.of())),
                claim(
                        "several audiences, no azp",
                        "wrong_party",
                        c -> c.put("aud", List.of(CLIENT, "other"))),
                claim("azp of another", "wrong_party", c -> c.put("azp", "other")),
                claim("another nonce", "wrong_nonce", c -> c.put("nonce", "x".repeat(43))),
                claim("no nonce", "wrong_nonce", c -> c.remove("nonce")),
                claim("expired", "token_expired", c -> c.put("exp", SECONDS - 1)),
                claim("expires now", "token_expired", c -> c.put("exp", SECONDS)),
                claim("no exp", "bad_time", c -> c.remove("exp")),
                claim("exp a text", "token_malformed", c -> c.put("exp", "never")),
                claim("exp negative", "bad_time", c -> c.put("exp", -1)),
                claim("exp beyond all years", "token_malformed", c -> c.put("exp", 1e300)),
                claim("issued in the future", "clock_skew", c -> c.put("iat", SECONDS + 61)),
                claim("issued long ago", "token_too_old", c -> c.put("iat", SECONDS - 601)),
                claim("no iat", "bad_time", c -> c.remove("iat")),
                claim("not yet valid", "clock_skew", c -> c.put("nbf", SECONDS + 61)),
                claim("nbf a text", "token_malformed", c -> c.put("nbf", "now")),
                claim(
                        "auth_time in the future",
                        "clock_skew",
                        c -> c.put("auth_time", SECONDS + 3600)),
                claim("no subject", "bad_subject", c -> c.remove("sub")),
                claim("empty subject", "bad_subject", c -> c.put("sub", "")),
                claim("long subject", "bad_subject", c -> c.put("sub", "s".repeat(256))),
                claim("subject a number", "bad_subject", c -> c.put("sub", 1)),
                claim("groups an object", "bad_groups", c -> c.put("groups", Map.of("a", 1))),
                claim("groups of numbers", "bad_groups", c -> c.put("groups", List.of(1))),
                claim("audience of another case", "wrong_audience", c -> c.put("aud", "Postern")),
                claim("audience with a space", "wrong_audience", c -> c.put("aud", "postern ")),
                claim("audience an object", "wrong_audience", c -> c.put("aud", Map.of("a", "b"))),
                claim(
                        "issuer of plain HTTP",
                        "wrong_issuer",
                        c -> c.put("iss", "http://id.example")),
                claim(
                        "issuer in capitals",
                        "wrong_issuer",
                        c -> c.put("iss", "HTTPS://ID.EXAMPLE")),
                claim("issuer a list", "wrong_issuer", c -> c.put("iss", List.of(ISSUER))),
                claim("nonce a list", "wrong_nonce", c -> c.put("nonce", List.of(NONCE))),
                claim("nonce longer", "wrong_nonce", c -> c.put("nonce", NONCE + "n")),
                claim("iat negative", "bad_time", c -> c.put("iat", -5)),
                claim("iat in milliseconds", "bad_time", c -> c.put("iat", SECONDS * 1000)),
                claim(
                        "groups elsewhere",
                        "groups_overage",
                        c -> {
                            c.remove("groups");
                            c.put("_claim_names", Map.of("groups", "src1"));
                        }),
                claim(
                        "groups too many for a link",
                        "groups_overage",
                        c -> {
                            c.remove("groups");
                            c.put("hasgroups", true);
                        }),
                text(
                        "flipped signature",
                        "bad_signature",
                        t -> {
                            int at = t.lastIndexOf('.') + 10;
                            return t.substring(0, at)
                                    + (t.charAt(at) == 'A' ? 'B' : 'A')
                                    + t.substring(at + 1);
                        }),
                text("no signature", "bad_signature", t -> t.substring(0, t.lastIndexOf('.') + 1)),
                text(
                        "zero signature",
                        "bad_signature",
                        t -> t.substring(0, t.lastIndexOf('.') + 1) + "A".repeat(342)),
                text("two parts", "token_malformed", t -> t.substring(0, t.lastIndexOf('.'))),
                text("five parts", "token_malformed", t -> t + ".a.b"),
                text("empty", "token_malformed", t -> ""),
                text("only dots", "token_malformed", t -> ".."),
                text(
                        "header no JSON",
                        "token_malformed",
                        t -> "AAAA" + t.substring(t.indexOf('.'))),
                text("not base64", "token_malformed", t -> "?" + t),
                text("too long", "token_too_long", t -> t + "A".repeat(20_000)));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("badTokens")
    void verify_badToken_isRefusedForItsReason(String what, String code, String token) {
        assertThatThrownBy(() -> verifier.verify(token, NONCE))
                .as(what)
                .isInstanceOfSatisfying(
                        SignInException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    void verify_weakSignIn_isRefusedWhereAStrongOneIsDemanded() throws Exception {
        IdTokenVerifier strict =
                new IdTokenVerifier(
                        new IdentityConfig(
                                ISSUER,
                                CLIENT,
                                null,
                                new TokenRules(
                                        "groups", List.of("gold", "silver"), List.of("pwd", "otp")),
                                List.of("RS256"),
                                Duration.ofHours(8)),
                        keys,
                        () -> NOW);
        Consumer<Map<String, Object>> strong =
                c -> {
                    c.put("acr", "silver");
                    c.put("amr", List.of("otp", "pwd", "mfa"));
                };

        assertThat(strict.verify(rsaToken(h -> {}, strong), NONCE).subject()).isEqualTo("u1");
        List<Consumer<Map<String, Object>>> weak =
                List.of(
                        c -> c.remove("acr"),
                        c -> c.put("acr", "bronze"),
                        c -> c.put("acr", List.of("silver")),
                        c -> c.remove("amr"),
                        c -> c.put("amr", List.of("pwd")),
                        c -> c.put("amr", "otp"));
        for (Consumer<Map<String, Object>> change : weak) {
            String token = rsaToken(h -> {}, strong.andThen(change));
            assertThatThrownBy(() -> strict.verify(token, NONCE))
                    .isInstanceOfSatisfying(
                            SignInException.class,
                            e -> assertThat(e.code()).isEqualTo("sign_in_too_weak"));
        }
    }

    @Test
    void badTokens_areSixtyAndMore() {
        assertThat(badTokens().count()).isGreaterThanOrEqualTo(60);
    }

    @Test
    void verify_signedWithAnotherKey_isRefused() {
        String token =
                token(
                        Map.of("alg", "RS256", "kid", "r1"),
                        claims(c -> {}),
                        OTHER_RSA.getPrivate(),
                        "SHA256withRSA");

        assertRefused(token, "bad_signature");
    }

    @Test
    void verify_hmacWithThePublicKeyAsSecret_isRefused() throws Exception {
        String content =
                base64(Json.write(Map.of("alg", "HS256", "kid", "r1")))
                        + "."
                        + base64(Json.write(claims(c -> {})));
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(RSA.getPublic().getEncoded(), "HmacSHA256"));

        assertRefused(
                content + "." + encode(mac.doFinal(content.getBytes(StandardCharsets.US_ASCII))),
                "algorithm_not_allowed");
    }

    @Test
    void verify_psychicSignature_isRefused() {
        String good = ecToken(c -> {});

        assertRefused(
                good.substring(0, good.lastIndexOf('.') + 1) + encode(new byte[64]),
                "bad_signature");
    }

    @Test
    void verify_claimThatComesTwice_isRefused() throws Exception {
        String claims = Json.write(claims(c -> {}));
        String twice = claims.substring(0, claims.length() - 1) + ",\"sub\":\"admin\"}";
        String content =
                base64(Json.write(Map.of("alg", "RS256", "kid", "r1"))) + "." + base64(twice);

        assertRefused(
                content + "." + encode(sign(content, RSA.getPrivate(), "SHA256withRSA")),
                "token_malformed");
    }

    @Test
    void verify_weakOrForeignKeysInTheSet_areNotUsed() {
        KeyPair weak = rsa(1024);
        Map<String, Object> forEncryption = jwk("r1", RSA);
        forEncryption.put("use", "enc");
        Map<String, Object> other = jwk("r3", RSA);
        other.put("alg", "RS512");
        set = Map.of("keys", List.of(jwk("weak", weak), forEncryption, other, ecJwk("e1", EC)));

        assertRefused(
                token(
                        Map.of("alg", "RS256", "kid", "weak"),
                        claims(c -> {}),
                        weak.getPrivate(),
                        "SHA256withRSA"),
                "unknown_key");
        assertRefused(rsaToken(h -> {}, c -> {}), "unknown_key");
        assertRefused(rsaToken(h -> h.put("kid", "r3"), c -> {}), "unknown_key");
    }

    @Test
    void keys_tenThousandUnknownKids_areFetchedTwiceAtMost() {
        for (int i = 0; i < 10_000; i++) {
            String kid = "k" + i;
            assertThatThrownBy(() -> keys.find(kid, "RS256")).isInstanceOf(SignInException.class);
        }
        assertThat(fetches.get()).isLessThanOrEqualTo(2);
    }

    @Test
    void keys_rotated_areFoundAfterThirtySeconds() throws Exception {
        keys.find("r1", "RS256");
        set = Map.of("keys", List.of(jwk("r2", OTHER_RSA)));
        nanos.addAndGet(Duration.ofSeconds(31).toNanos());

        assertThat(keys.find("r2", "RS256")).isEqualTo(OTHER_RSA.getPublic());
    }

    @Test
    void keys_providerDown_lastGoodSetServesForADay() throws Exception {
        keys.find("r1", "RS256");
        down = true;

        nanos.addAndGet(Duration.ofHours(23).toNanos());
        assertThat(keys.find("r1", "RS256")).isEqualTo(RSA.getPublic());
        nanos.addAndGet(Duration.ofHours(2).toNanos());
        assertThatThrownBy(() -> keys.find("r1", "RS256")).isInstanceOf(SignInException.class);
    }

    @Test
    void verify_randomlyDamagedTokens_areRefusedAndNothingElseIsThrown() {
        long seed = 20261121;
        Random random = new Random(seed);
        String good = rsaToken(h -> {}, c -> {});
        for (int i = 0; i < 2_000; i++) {
            char[] text = good.toCharArray();
            for (int n = random.nextInt(4); n >= 0; n--) {
                text[random.nextInt(text.length - 5)] = (char) random.nextInt(128);
            }
            String bad = new String(text);
            if (!bad.equals(good)) {
                assertThatThrownBy(() -> verifier.verify(bad, NONCE))
                        .as("seed %d", seed)
                        .isInstanceOf(SignInException.class);
            }
        }
    }

    private void assertRefused(String token, String code) {
        assertThatThrownBy(() -> verifier.verify(token, NONCE))
                .isInstanceOfSatisfying(
                        SignInException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    private static Arguments header(
            String what, String code, Consumer<Map<String, Object>> change) {
        return Arguments.of(what, code, rsaToken(change, c -> {}));
    }

    private static Arguments claim(String what, String code, Consumer<Map<String, Object>> change) {
        return Arguments.of(what, code, rsaToken(h -> {}, change));
    }

    private static Arguments text(String what, String code, UnaryOperator<String> change) {
        return Arguments.of(what, code, change.apply(rsaToken(h -> {}, c -> {})));
    }
}
