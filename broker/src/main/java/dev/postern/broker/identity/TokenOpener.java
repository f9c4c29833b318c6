package dev.postern.broker.identity;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.exceptions.JWTDecodeException;
import com.auth0.jwt.exceptions.JWTVerificationException;
import com.auth0.jwt.interfaces.DecodedJWT;

import dev.postern.json.Json;
import dev.postern.json.MalformedJsonException;

import org.jspecify.annotations.Nullable;

import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Opens signed tokens: the claims of those whose signature holds.
///
/// java-jwt checks the signature; which algorithm and which key is decided here, from the configuration and the key
/// set, never from the token. Headers that carry or point to keys (`jwk`, `jku`, `x5c`, `x5u`) are not looked at.
/// Source: RFC 8725.
final class TokenOpener {

    private static final int LONGEST_TOKEN = 16 * 1024;
    private static final int LONGEST_KID = 128;
    private static final Set<String> TYPES = Set.of("JWT", "jwt");

    private final List<String> algorithms;
    private final SigningKeys keys;

    /// @param algorithms the signatures that are accepted
    TokenOpener(List<String> algorithms, SigningKeys keys) {
        this.algorithms = List.copyOf(algorithms);
        this.keys = keys;
    }

    /// The claims of `token`.
    ///
    /// @throws SignInException if it is no token, or not signed with a key of the provider
    Map<String, @Nullable Object> open(String token) throws SignInException {
        if (token.length() > LONGEST_TOKEN) {
            throw SignInException.badToken("token_too_long", "it is longer than 16 KiB");
        }
        try {
            String[] parts = token.split("\\.", -1);
            if (parts.length != 3) {
                throw SignInException.badToken("token_malformed", "it is not a signed token");
            }
            checkSignature(token, object(parts[0]), parts[2]);
            return object(parts[1]);
        } catch (MalformedJsonException | RuntimeException e) {
            throw malformed(e);
        }
    }

    /// The token cannot be read.
    static SignInException malformed(Exception cause) {
        return new SignInException(
                "token_malformed",
                "The identity provider's id_token cannot be read.",
                "Sign in again.",
                cause);
    }

    private void checkSignature(
            String token, Map<String, @Nullable Object> header, String signature)
            throws SignInException {
        String algorithm = header.get("alg") instanceof String text ? text : "";
        if (!algorithms.contains(algorithm)) {
            throw SignInException.badToken(
                    "algorithm_not_allowed", "its signature algorithm is not one of " + algorithms);
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

    private static Map<String, @Nullable Object> object(String base64)
            throws MalformedJsonException {
        return Json.readObject(Base64.getUrlDecoder().decode(base64));
    }
}
