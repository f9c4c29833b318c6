package dev.postern.keys;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;

/// A 256-bit key that encrypts other keys and nothing else.
///
/// Its identifier is made from the key itself (the first 8 bytes of HMAC-SHA-256 under it, in hexadecimal), so a wrong
/// key is told from a damaged file, and nobody has to name keys. Nonces are random: one key may wrap 2^32 keys.
public final class KeyEncryptionKey {

    /// The length of a key-encryption key.
    public static final int BYTES = 32;

    private static final byte[] ID_LABEL =
            "postern key-encryption key v1".getBytes(StandardCharsets.US_ASCII);
    private static final int ID_BYTES = 8;
    private static final int TAG_BITS = WrappedKey.TAG_BYTES * 8;

    private final KeyBytes key;
    private final String id;
    private final String source;

    private KeyEncryptionKey(byte[] bytes, String source) {
        this.key = new KeyBytes(bytes);
        this.source = source;
        this.id = HexFormat.of().formatHex(mac(key), 0, ID_BYTES);
    }

    /// The key of 32 bytes, which are copied.
    ///
    /// @param source where it comes from, for messages: `file /etc/postern/kek`
    /// @throws CorruptKeyException if there are not 32 bytes, or all are the same
    public static KeyEncryptionKey of(byte[] bytes, String source) throws CorruptKeyException {
        if (bytes.length != BYTES) {
            throw new CorruptKeyException(
                    source + " holds a key of " + bytes.length + " bytes, expected 32");
        }
        byte[] same = new byte[BYTES];
        Arrays.fill(same, bytes[0]);
        if (Arrays.equals(same, bytes)) {
            throw new CorruptKeyException(
                    source + " holds 32 times the same byte, which is no key; make a random one");
        }
        return new KeyEncryptionKey(bytes, source);
    }

    /// The key that `text` spells: 64 hexadecimal digits, or base64 of 32 bytes; white space around it is left out.
    ///
    /// @throws CorruptKeyException if it is neither; the message does not repeat the text
    public static KeyEncryptionKey parse(String text, String source) throws CorruptKeyException {
        String stripped = text.strip();
        byte[] bytes;
        try {
            bytes =
                    stripped.matches("[0-9a-fA-F]{64}")
                            ? HexFormat.of().parseHex(stripped)
                            : Base64.getDecoder().decode(stripped);
        } catch (IllegalArgumentException e) {
            throw new CorruptKeyException(
                    source
                            + " holds "
                            + stripped.length()
                            + " characters that are neither base64 nor 64 hexadecimal digits");
        }
        try {
            return of(bytes, source);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    /// The key's identifier, 16 hexadecimal digits; not secret.
    public String id() {
        return id;
    }

    /// Where the key comes from, in words for messages.
    public String source() {
        return source;
    }

    WrappedKey wrap(KeyPurpose purpose, String subject, byte[] plain, RandomBytes random) {
        if (plain.length == 0 || plain.length > WrappedKey.MAX_KEY_BYTES) {
            throw new IllegalArgumentException(
                    "a key to wrap has 1 to "
                            + WrappedKey.MAX_KEY_BYTES
                            + " bytes, got "
                            + plain.length);
        }
        byte[] nonce = random.bytes(WrappedKey.NONCE_BYTES);
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, nonce, purpose, subject);
            return new WrappedKey(id, nonce, cipher.doFinal(plain));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES-256-GCM", e);
        }
    }

    byte[] unwrap(KeyPurpose purpose, String subject, WrappedKey wrapped)
            throws CorruptKeyException {
        try {
            Cipher cipher = cipher(Cipher.DECRYPT_MODE, wrapped.nonce(), purpose, subject);
            return cipher.doFinal(wrapped.ciphertext());
        } catch (GeneralSecurityException e) {
            throw new CorruptKeyException(
                    "the "
                            + purpose.label()
                            + " key of "
                            + subject
                            + " does not open under key-encryption key "
                            + id
                            + ": it was changed, or it belongs to something else; restore it from a"
                            + " backup",
                    e);
        }
    }

    private Cipher cipher(int mode, byte[] nonce, KeyPurpose purpose, String subject)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        String data = String.join("\0", "postern wrapped key v1", purpose.label(), subject, id);
        cipher.updateAAD(data.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    private static byte[] mac(KeyBytes key) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return mac.doFinal(ID_LABEL);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    @Override
    public String toString() {
        return "key-encryption key " + id;
    }
}
