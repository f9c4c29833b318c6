package dev.postern.broker.identity;

import dev.postern.json.Json;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// Makes id_tokens, good ones until something about them is changed, and the keys of their issuer.
final class IdTokens {

    static final Instant NOW = Instant.parse("2026-11-21T01:00:00Z");
    static final long SECONDS = NOW.getEpochSecond();
    static final String ISSUER = "https://id.example";
    static final String CLIENT = "postern";
    static final String NONCE = "n".repeat(43);
    static final KeyPair RSA = rsa(2048);
    static final KeyPair OTHER_RSA = rsa(2048);
    static final KeyPair EC = ec("secp256r1");

    private IdTokens() {}

    static String rsaToken(
            Consumer<Map<String, Object>> header, Consumer<Map<String, Object>> claims) {
        Map<String, Object> headers =
                new LinkedHashMap<>(Map.of("alg", "RS256", "kid", "r1", "typ", "JWT"));
        header.accept(headers);
        return token(headers, claims(claims), RSA.getPrivate(), "SHA256withRSA");
    }

    static String ecToken(Consumer<Map<String, Object>> claims) {
        return token(
                Map.of("alg", "ES256", "kid", "e1"),
                claims(claims),
                EC.getPrivate(),
                "SHA256withECDSAinP1363Format");
    }

    static Map<String, Object> claims(Consumer<Map<String, Object>> change) {
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", ISSUER);
        claims.put("sub", "u1");
        claims.put("aud", CLIENT);
        claims.put("exp", SECONDS + 300);
        claims.put("iat", SECONDS);
        claims.put("nonce", NONCE);
        claims.put("name", "Erin");
        claims.put("email", "e@example.com");
        claims.put("groups", List.of("engineers"));
        change.accept(claims);
        return claims;
    }

    static String token(
            Map<String, ?> header, Map<String, ?> claims, PrivateKey key, String algorithm) {
        String content = base64(Json.write(header)) + "." + base64(Json.write(claims));
        return content + "." + encode(sign(content, key, algorithm));
    }

    static byte[] sign(String content, PrivateKey key, String algorithm) {
        try {
            Signature signer = Signature.getInstance(algorithm);
            signer.initSign(key);
            signer.update(content.getBytes(StandardCharsets.US_ASCII));
            return signer.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static Map<String, Object> jwk(String kid, KeyPair keys) {
        RSAPublicKey key = (RSAPublicKey) keys.getPublic();
        Map<String, Object> jwk =
                new LinkedHashMap<>(Map.of("kty", "RSA", "kid", kid, "use", "sig"));
        jwk.put("n", encode(key.getModulus().toByteArray()));
        jwk.put("e", encode(key.getPublicExponent().toByteArray()));
        return jwk;
    }

    static Map<String, Object> ecJwk(String kid, KeyPair keys) {
        ECPublicKey key = (ECPublicKey) keys.getPublic();
        Map<String, Object> jwk =
                new LinkedHashMap<>(
                        Map.of("kty", "EC", "kid", kid, "crv", "P-256", "alg", "ES256"));
        jwk.put("x", encode(key.getW().getAffineX().toByteArray()));
        jwk.put("y", encode(key.getW().getAffineY().toByteArray()));
        return jwk;
    }

    static KeyPair rsa(int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(bits);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static KeyPair ec(String curve) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(curve));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static String base64(String text) {
        return encode(text.getBytes(StandardCharsets.UTF_8));
    }

    static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
