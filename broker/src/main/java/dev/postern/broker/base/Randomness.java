package dev.postern.broker.base;

import java.security.SecureRandom;
import java.util.HexFormat;

/// The source of unpredictable bytes: keys, nonces, tokens, identifiers.
@FunctionalInterface
public interface Randomness {

    /// `count` unpredictable bytes in a fresh array.
    byte[] bytes(int count);

    /// `count` unpredictable bytes as lower-case hexadecimal, 2 × `count` characters.
    default String hex(int count) {
        return HexFormat.of().formatHex(bytes(count));
    }

    /// The operating system's generator.
    static Randomness system() {
        SecureRandom random = new SecureRandom();
        return count -> {
            byte[] bytes = new byte[count];
            random.nextBytes(bytes);
            return bytes;
        };
    }
}
