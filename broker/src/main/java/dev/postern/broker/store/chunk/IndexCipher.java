package dev.postern.broker.store.chunk;

import dev.postern.broker.base.Randomness;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;

import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Encrypts what the index holds of texts, and makes the keyed tokens by which they are found. Thread-safe.
///
/// Everything comes from one index key of 32 bytes by HMAC-SHA-256: a key for tokens, and for each scope (a session, the
/// shared words) an AES-256 key of its own, so that random nonces of 96 bits stay far below the limit of what one key
/// may encrypt. A place (the chunk's number, say) is authenticated with the text, so that ciphertext moved to another
/// row is refused.
public final class IndexCipher {

    /// Bytes of an index key.
    public static final int KEY_BYTES = 32;

    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final String HMAC = "HmacSHA256";

    private final SecretKeySpec scopes;
    private final SecretKeySpec tokens;
    private final byte[] values;
    private final SecretKeySpec audits;
    private final Randomness randomness;

    /// @param key 32 bytes, copied
    public IndexCipher(byte[] key, Randomness randomness) {
        if (key.length != KEY_BYTES) {
            throw new IllegalArgumentException("an index key has 32 bytes, not " + key.length);
        }
        SecretKeySpec root = new SecretKeySpec(key, HMAC);
        scopes = new SecretKeySpec(mac(root, "postern index scopes 1"), HMAC);
        tokens = new SecretKeySpec(mac(root, "postern index tokens 1"), HMAC);
        values = Arrays.copyOf(mac(root, "postern index values 2"), KeyedHash.KEY_BYTES);
        audits = new SecretKeySpec(mac(root, "postern audited values 1"), HMAC);
        this.randomness = randomness;
    }

    /// `text` encrypted for one scope and place; 28 bytes longer.
    public byte[] seal(String scope, String place, byte[] text) {
        byte[] nonce = randomness.bytes(NONCE_BYTES);
        byte[] sealed = Arrays.copyOf(nonce, NONCE_BYTES + text.length + TAG_BITS / 8);
        try {
            cipher(Cipher.ENCRYPT_MODE, scope, place, nonce)
                    .doFinal(text, 0, text.length, sealed, NONCE_BYTES);
            return sealed;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES-GCM", e);
        }
    }

    /// What was sealed for the same scope and place.
    ///
    /// @throws CorruptChunkException if it is not that, or not under this key
    public byte[] open(String scope, String place, byte[] sealed) throws CorruptChunkException {
        if (sealed.length < NONCE_BYTES + TAG_BITS / 8) {
            throw new CorruptChunkException(place + " of " + scope + " is cut off");
        }
        byte[] nonce = Arrays.copyOf(sealed, NONCE_BYTES);
        try {
            return cipher(Cipher.DECRYPT_MODE, scope, place, nonce)
                    .doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES);
        } catch (GeneralSecurityException e) {
            throw new CorruptChunkException(
                    place + " of " + scope + " was changed, moved, or sealed under another key", e);
        }
    }

    /// A maker of tokens for one thread.
    public Tokenizer tokenizer() {
        return new Tokenizer(hmac(tokens));
    }

    /// The keyed hash for the tokens of values that people saw, for one thread.
    public KeyedHash valueHash() {
        return new KeyedHash(values);
    }

    /// A keyed hash by which the audit trail names a value: equal values have equal hashes as long as the index key lives.
    public byte[] auditHash(String value) {
        return Arrays.copyOf(mac(audits, value), 16);
    }

    private Cipher cipher(int mode, String scope, String place, byte[] nonce)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(
                mode,
                new SecretKeySpec(mac(scopes, scope), "AES"),
                new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(place.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    private static byte[] mac(SecretKeySpec key, String text) {
        return hmac(key).doFinal(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Mac hmac(SecretKeySpec key) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key);
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HMAC-SHA-256", e);
        }
    }
}
