package dev.postern.broker.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;

/// SHA-256 and base64url, as OAuth and the stored tokens need them.
final class Digests {

    private Digests() {}

    /// SHA-256 of the UTF-8 bytes of `text`, 32 bytes.
    static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /// SHA-256 of `text` as 64 lower-case hexadecimal digits.
    static String sha256Hex(String text) {
        return HexFormat.of().formatHex(sha256(text));
    }

    /// `bytes` in the URL-safe base64 alphabet without padding.
    static String base64Url(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /// Whether two secrets are equal, in a time that does not tell where they differ.
    static boolean same(String a, String b) {
        return MessageDigest.isEqual(
                a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    }
}
