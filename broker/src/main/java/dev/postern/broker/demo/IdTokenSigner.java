package dev.postern.broker.demo;

import dev.postern.json.Json;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/// Signs id_tokens with RS256 and a key that lives as long as the process. Sources: RFC 7515, RFC 7517.
final class IdTokenSigner {

    private static final int KEY_BITS = 2048;
    private static final String KEY_ID = "demo-1";

    private final KeyPair keys;

    private IdTokenSigner(KeyPair keys) {
        this.keys = keys;
    }

    static IdTokenSigner generate() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(KEY_BITS);
        return new IdTokenSigner(generator.generateKeyPair());
    }

    /// The JSON Web Key Set with the public key.
    Map<String, Object> jwks() {
        RSAPublicKey key = (RSAPublicKey) keys.getPublic();
        return Map.of(
                "keys",
                List.of(
                        Map.of(
                                "kty",
                                "RSA",
                                "use",
                                "sig",
                                "alg",
                                "RS256",
                                "kid",
                                KEY_ID,
                                "n",
                                unsigned(key.getModulus()),
                                "e",
                                unsigned(key.getPublicExponent()))));
    }

    /// The compact serialization of a signed token with these claims.
    String sign(Map<String, Object> claims) {
        String header = Json.write(Map.of("alg", "RS256", "typ", "JWT", "kid", KEY_ID));
        String signed =
                base64(header.getBytes(StandardCharsets.UTF_8))
                        + "."
                        + base64(Json.write(claims).getBytes(StandardCharsets.UTF_8));
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(keys.getPrivate());
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + base64(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the demo's own key cannot sign", e);
        }
    }

    private static String unsigned(BigInteger value) {
        byte[] bytes = value.toByteArray();
        int zero = bytes[0] == 0 && bytes.length > 1 ? 1 : 0;
        return base64(java.util.Arrays.copyOfRange(bytes, zero, bytes.length));
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
