package dev.postern.broker.identity;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.exceptions.JWTDecodeException;
import com.auth0.jwt.exceptions.JWTVerificationException;
import com.auth0.jwt.interfaces.DecodedJWT;

import dev.postern.broker.base.Clock;
import dev.postern.json.Json;
import dev.postern.json.MalformedJsonException;

import org.jspecify.annotations.Nullable;

import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Turns an id_token into a person, or refuses it.
///
/// java-jwt checks the signature; which algorithm and which key is decided here, from the configuration and the key
/// set, never from the token. Headers that carry or point to keys (`jwk`, `jku`, `x5c`, `x5u`) are not looked at.
/// Sources: OpenID Connect Core 1.0 section 3.1.3.7, RFC 8725.
final class IdTokenVerifier {

    private static final int LONGEST_TOKEN = 16 * 1024;
    private static final int LONGEST_KID = 128;
    private static final int LONGEST_TEXT = 255;
    private static final int MOST_GROUPS = 1000;
    private static final Duration LEEWAY = Duration.ofSeconds(60);
    private static final Duration OLDEST = Duration.ofMinutes(10);
    private static final Set<String> TYPES = Set.of("JWT", "jwt");

    private final IdentityConfig config;
    private final SigningKeys keys;
    private final Clock clock;

    IdTokenVerifier(IdentityConfig config, SigningKeys keys, Clock clock) {
        this.config = config;
        this.keys = keys;
        this.clock = clock;
    }

    /// The person that `token` vouches for.
    ///
    /// @param nonce the one this sign-in sent to the provider
    Person verify(String token, String nonce) throws SignInException {
        if (token.length() > LONGEST_TOKEN) {
            throw SignInException.badToken("token_too_long", "it is longer than 16 KiB");
        }
        try {
            String[] parts = token.split("\\.", -1);
            if (parts.length != 3) {
                throw SignInException.badToken("token_malformed", "it is not a signed token");
            }
            checkSignature(token, object(parts[0]), parts[2]);
            return person(checked(object(parts[1]), nonce));
        } catch (MalformedJsonException | RuntimeException e) {
            throw new SignInException(
                    "token_malformed",
                    "The identity provider's id_token cannot be read.",
                    "Sign in again.",
                    e);
        }
    }

    private void checkSignature(
            String token, Map<String, @Nullable Object> header, String signature)
            throws SignInException {
        String algorithm = header.get("alg") instanceof String text ? text : "";
        if (!config.algorithms().contains(algorithm)) {
            throw SignInException.badToken(
                    "algorithm_not_allowed",
                    "its signature algorithm is not one of " + config.algorithms());
        }
        if (header.containsKey("crit")) {
            throw SignInException.badToken(
                    "critical_header", "it has critical headers that are not known");
        }
        if (header.containsKey("typ") && !TYPES.contains(String.valueOf(header.get("typ")))) {
            throw SignInException.badToken("wrong_type", "it is a token of another type");
        }
        String kid = null;
        if (header.containsKey("kid")) {
            if (!(header.get("kid") instanceof String text)
                    || text.isEmpty()
                    || text.length() > LONGEST_KID) {
                throw SignInException.badToken(
                        "bad_kid", "its key id is not a text of 1 to 128 characters");
            }
            kid = text;
        }
        refuseZeroes(signature);
        try {
            DecodedJWT decoded = JWT.decode(token);
            verifier(algorithm, keys.find(kid, algorithm)).verify(decoded);
        } catch (JWTDecodeException e) {
            throw SignInException.badToken("token_malformed", "it cannot be read");
        } catch (JWTVerificationException e) {
            throw SignInException.badToken("bad_signature", "its signature does not hold");
        }
    }

    private static Algorithm verifier(String name, PublicKey key) throws SignInException {
        if (key instanceof RSAPublicKey rsa) {
            return switch (name) {
                case "RS256" -> Algorithm.RSA256(rsa, null);
                case "RS384" -> Algorithm.RSA384(rsa, null);
                case "RS512" -> Algorithm.RSA512(rsa, null);
                default -> throw wrongKey();
            };
        }
        if (key instanceof ECPublicKey ec) {
            return switch (name) {
                case "ES256" -> Algorithm.ECDSA256(ec, null);
                case "ES384" -> Algorithm.ECDSA384(ec, null);
                case "ES512" -> Algorithm.ECDSA512(ec, null);
                default -> throw wrongKey();
            };
        }
        throw wrongKey();
    }

    private static SignInException wrongKey() {
        return SignInException.badToken(
                "algorithm_not_allowed", "its algorithm does not go with its key");
    }

    /// Refuses an empty signature and one whose first or second half is all zero: such an ECDSA signature once passed
    /// for any text (CVE-2022-21449).
    private static void refuseZeroes(String signature) throws SignInException {
        byte[] bytes = Base64.getUrlDecoder().decode(signature);
        int half = bytes.length / 2;
        boolean first = false;
        boolean second = false;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] != 0 && i < half) {
                first = true;
            } else if (bytes[i] != 0) {
                second = true;
            }
        }
        if (!first || !second) {
            throw SignInException.badToken("bad_signature", "its signature is empty or zero");
        }
    }

    private Map<String, @Nullable Object> checked(
            Map<String, @Nullable Object> claims, String nonce) throws SignInException {
        if (!config.issuer().equals(claims.get("iss"))) {
            throw SignInException.badToken("wrong_issuer", "it is not from the configured issuer");
        }
        checkAudience(claims);
        if (!(claims.get("nonce") instanceof String found) || !Digests.same(found, nonce)) {
            throw SignInException.badToken("wrong_nonce", "it was made for another sign-in");
        }
        Instant now = clock.now();
        Instant expires = time(claims, "exp");
        if (!now.isBefore(expires)) {
            throw SignInException.badToken("token_expired", "it has expired");
        }
        Instant issued = time(claims, "iat");
        refuseFuture(issued, now, "issued");
        if (issued.isBefore(now.minus(OLDEST))) {
            throw SignInException.badToken(
                    "token_too_old", "it was issued more than 10 minutes ago");
        }
        if (claims.containsKey("nbf")) {
            refuseFuture(time(claims, "nbf"), now, "valid only from");
        }
        if (claims.containsKey("auth_time")) {
            refuseFuture(time(claims, "auth_time"), now, "from a sign-in");
        }
        return claims;
    }

    private void checkAudience(Map<String, @Nullable Object> claims) throws SignInException {
        Object audience = claims.get("aud");
        boolean several = audience instanceof List<?> list && list.size() > 1;
        boolean ours =
                config.clientId().equals(audience)
                        || (audience instanceof List<?> list && list.contains(config.clientId()));
        if (!ours) {
            throw SignInException.badToken("wrong_audience", "it was made for another application");
        }
        if ((several || claims.containsKey("azp"))
                && !config.clientId().equals(claims.get("azp"))) {
            throw SignInException.badToken("wrong_party", "it was handed to another application");
        }
    }

    private static void refuseFuture(Instant time, Instant now, String what)
            throws SignInException {
        if (time.isAfter(now.plus(LEEWAY))) {
            throw new SignInException(
                    "clock_skew",
                    "The id_token is "
                            + what
                            + " "
                            + Duration.between(now, time).toSeconds()
                            + " s in the future: the clock of the broker or of the identity"
                            + " provider is wrong.",
                    "Tell the administrator to check both clocks.");
        }
    }

    private static Instant time(Map<String, @Nullable Object> claims, String name)
            throws SignInException {
        if (claims.get(name) instanceof Number number
                && number.doubleValue() >= 0
                && number.doubleValue() < 253402300800.0) {
            return Instant.ofEpochSecond(number.longValue());
        }
        throw SignInException.badToken("bad_time", "its `" + name + "` is missing or no time");
    }

    private Person person(Map<String, @Nullable Object> claims) throws SignInException {
        String subject = text(claims, "sub");
        if (subject.isEmpty() || subject.length() > LONGEST_TEXT) {
            throw SignInException.badToken("bad_subject", "its `sub` is missing or too long");
        }
        String email = text(claims, "email");
        String name = text(claims, "name");
        if (name.isEmpty()) {
            name = text(claims, "preferred_username");
        }
        if (name.isEmpty()) {
            name = email.isEmpty() ? subject : email;
        }
        return new Person(
                config.issuer(), subject, shortened(name), shortened(email), groups(claims));
    }

    private List<String> groups(Map<String, @Nullable Object> claims) throws SignInException {
        List<String> groups = new ArrayList<>();
        Object value = claims.get(config.groupsClaim());
        if (value instanceof String one) {
            groups.add(one);
        } else if (value instanceof List<?> list) {
            for (Object group : list) {
                if (!(group instanceof String text)) {
                    throw SignInException.badToken("bad_groups", "its groups are not all texts");
                }
                groups.add(text);
            }
        } else if (value != null) {
            throw SignInException.badToken(
                    "bad_groups", "its groups are neither a text nor a list");
        }
        if (groups.size() > MOST_GROUPS) {
            throw SignInException.badToken(
                    "bad_groups", "it lists more than " + MOST_GROUPS + " groups");
        }
        return groups;
    }

    private static String text(Map<String, @Nullable Object> claims, String name) {
        return claims.get(name) instanceof String text ? text : "";
    }

    private static String shortened(String text) {
        return text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) : text;
    }

    private static Map<String, @Nullable Object> object(String base64)
            throws MalformedJsonException {
        return Json.readObject(Base64.getUrlDecoder().decode(base64));
    }
}
