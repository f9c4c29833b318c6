package dev.postern.broker.identity;

import dev.postern.broker.base.Ticker;

import org.jspecify.annotations.Nullable;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The identity provider's signing keys by `kid`.
///
/// Fetched when first needed, again after an hour, and once in 30 s at most for a `kid` that is not known. While the
/// provider does not answer, the last good set serves for up to 24 h.
final class SigningKeys {

    private static final Duration FRESH = Duration.ofHours(1);
    private static final Duration LAST_GOOD = Duration.ofHours(24);
    private static final Duration BETWEEN_FETCHES = Duration.ofSeconds(30);
    private static final int MOST_KEYS = 64;
    private static final int SHORTEST_RSA_BITS = 2048;
    private static final int LONGEST_RSA_BITS = 8192;
    private static final Map<String, String> CURVES =
            Map.of("P-256", "secp256r1", "P-384", "secp384r1", "P-521", "secp521r1");

    private final Source source;
    private final Ticker ticker;
    private Map<String, Key> keys = Map.of();
    private boolean everFetched;
    private long fetchedNanos;
    private boolean everTried;
    private long triedNanos;

    SigningKeys(Source source, Ticker ticker) {
        this.source = source;
        this.ticker = ticker;
    }

    /// The key that must have signed a token with these headers.
    ///
    /// @param kid null if the token names none: then the set must have exactly one key for the algorithm
    synchronized PublicKey find(@Nullable String kid, String algorithm) throws SignInException {
        if (!everFetched || age(fetchedNanos) > FRESH.toNanos()) {
            refresh();
        }
        Key key = lookUp(kid, algorithm);
        if (key == null && mayFetch()) {
            refresh();
            key = lookUp(kid, algorithm);
        }
        if (key == null) {
            throw SignInException.badToken(
                    "unknown_key", "it is signed with a key the provider does not publish");
        }
        return key.key();
    }

    private @Nullable Key lookUp(@Nullable String kid, String algorithm) {
        if (kid != null) {
            Key key = keys.get(kid);
            return key != null && key.fits(algorithm) ? key : null;
        }
        List<Key> fitting = keys.values().stream().filter(k -> k.fits(algorithm)).toList();
        return fitting.size() == 1 ? fitting.getFirst() : null;
    }

    private void refresh() throws SignInException {
        boolean usable = everFetched && age(fetchedNanos) <= LAST_GOOD.toNanos();
        if (!mayFetch()) {
            if (usable) {
                return;
            }
            throw SignInException.provider(
                    "The identity provider's keys could not be fetched; asked 30 s ago at most.");
        }
        everTried = true;
        triedNanos = ticker.nanos();
        try {
            keys = parse(source.fetch());
            everFetched = true;
            fetchedNanos = ticker.nanos();
        } catch (SignInException e) {
            if (!usable) {
                throw e;
            }
        }
    }

    private boolean mayFetch() {
        return !everTried || age(triedNanos) >= BETWEEN_FETCHES.toNanos();
    }

    private long age(long sinceNanos) {
        return ticker.nanos() - sinceNanos;
    }

    private static Map<String, Key> parse(Map<String, @Nullable Object> set)
            throws SignInException {
        if (!(set.get("keys") instanceof List<?> list)) {
            throw SignInException.provider("The identity provider's key set has no `keys`.");
        }
        Map<String, Key> keys = new HashMap<>();
        for (Object entry : list) {
            if (entry instanceof Map<?, ?> jwk && keys.size() < MOST_KEYS) {
                Key key = key(jwk);
                if (key != null) {
                    keys.put(jwk.get("kid") instanceof String kid ? kid : "", key);
                }
            }
        }
        if (keys.isEmpty()) {
            throw SignInException.provider(
                    "The identity provider publishes no RSA or EC signing key.");
        }
        return Map.copyOf(keys);
    }

    /// The key of a JWK, or null if it is not one for signatures of the kinds we know.
    private static @Nullable Key key(Map<?, ?> jwk) {
        if (jwk.get("use") != null && !"sig".equals(jwk.get("use"))) {
            return null;
        }
        String algorithm = jwk.get("alg") instanceof String text ? text : "";
        try {
            return switch (jwk.get("kty") instanceof String type ? type : "") {
                case "RSA" -> rsa(jwk, algorithm);
                case "EC" -> ec(jwk, algorithm);
                default -> null;
            };
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return null;
        }
    }

    private static @Nullable Key rsa(Map<?, ?> jwk, String algorithm)
            throws GeneralSecurityException {
        BigInteger modulus = number(jwk, "n");
        if (modulus.bitLength() < SHORTEST_RSA_BITS || modulus.bitLength() > LONGEST_RSA_BITS) {
            return null;
        }
        return new Key(
                KeyFactory.getInstance("RSA")
                        .generatePublic(new RSAPublicKeySpec(modulus, number(jwk, "e"))),
                algorithm,
                "");
    }

    private static @Nullable Key ec(Map<?, ?> jwk, String algorithm)
            throws GeneralSecurityException {
        String curve = jwk.get("crv") instanceof String text ? text : "";
        String name = CURVES.get(curve);
        if (name == null) {
            return null;
        }
        AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
        parameters.init(new ECGenParameterSpec(name));
        ECPoint point = new ECPoint(number(jwk, "x"), number(jwk, "y"));
        PublicKey key =
                KeyFactory.getInstance("EC")
                        .generatePublic(
                                new ECPublicKeySpec(
                                        point, parameters.getParameterSpec(ECParameterSpec.class)));
        return new Key(key, algorithm, curve);
    }

    private static BigInteger number(Map<?, ?> jwk, String name) {
        if (!(jwk.get(name) instanceof String text)) {
            throw new IllegalArgumentException("no " + name);
        }
        return new BigInteger(1, Base64.getUrlDecoder().decode(text));
    }

    /// Fetches the key set.
    @FunctionalInterface
    interface Source {
        Map<String, @Nullable Object> fetch() throws SignInException;
    }

    /// @param algorithm the only one it may be used with, or empty
    /// @param curve     for EC keys, else empty
    private record Key(PublicKey key, String algorithm, String curve) {
        boolean fits(String wanted) {
            boolean kind =
                    switch (wanted) {
                        case "RS256", "RS384", "RS512" -> key instanceof RSAPublicKey;
                        case "ES256" -> key instanceof ECPublicKey && curve.equals("P-256");
                        case "ES384" -> key instanceof ECPublicKey && curve.equals("P-384");
                        case "ES512" -> key instanceof ECPublicKey && curve.equals("P-521");
                        default -> false;
                    };
            return kind && (algorithm.isEmpty() || algorithm.equals(wanted));
        }
    }
}
