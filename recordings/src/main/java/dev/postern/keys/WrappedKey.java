package dev.postern.keys;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// A key encrypted under a key-encryption key, as it is stored and carried.
///
/// | Bytes | Field                                                                    |
/// |-------|--------------------------------------------------------------------------|
/// | 1     | version, 1                                                               |
/// | 1     | algorithm, 1: AES-256-GCM with a random nonce                            |
/// | 1     | n, length of the key-encryption key's identifier, 1 to 64                |
/// | n     | the identifier: letters, digits, `-`, `_`, `.`, `:`, `/`                 |
/// | 12    | nonce                                                                    |
/// | 2     | m, length of the ciphertext, big-endian: length of the key plus 16       |
/// | m     | ciphertext and tag                                                       |
///
/// The additional authenticated data is `"postern wrapped key v1" 0 purpose 0 subject 0 identifier`, in UTF-8 with a
/// zero byte between the parts, so a wrapped key opens only for what it was made for.
///
/// Immutable; nothing in it is secret.
public final class WrappedKey {

    /// The longest key that can be wrapped.
    public static final int MAX_KEY_BYTES = 16_384;

    static final int TAG_BYTES = 16;
    static final int NONCE_BYTES = 12;

    private static final int VERSION = 1;
    private static final int AES_256_GCM = 1;
    private static final int MAX_ID = 64;

    private final String keyEncryptionKeyId;
    private final byte[] nonce;
    private final byte[] ciphertext;

    /// @param nonce      12 bytes
    /// @param ciphertext ciphertext and tag
    WrappedKey(String keyEncryptionKeyId, byte[] nonce, byte[] ciphertext) {
        if (!isIdentifier(keyEncryptionKeyId)
                || nonce.length != NONCE_BYTES
                || ciphertext.length <= TAG_BYTES
                || ciphertext.length > MAX_KEY_BYTES + TAG_BYTES) {
            throw new IllegalArgumentException(
                    "not a wrapped key: identifier \""
                            + keyEncryptionKeyId
                            + "\", nonce of "
                            + nonce.length
                            + ", ciphertext of "
                            + ciphertext.length
                            + " bytes");
        }
        this.keyEncryptionKeyId = keyEncryptionKeyId;
        this.nonce = nonce.clone();
        this.ciphertext = ciphertext.clone();
    }

    /// Whether `id` can be the identifier of a key-encryption key.
    static boolean isIdentifier(String id) {
        return id.length() <= MAX_ID && id.matches("[A-Za-z0-9_.:/-]+");
    }

    /// Reads the layout above; all of `bytes` must be used.
    ///
    /// @throws CorruptKeyException if a field is out of range, names a newer version, or bytes are missing or left
    public static WrappedKey parse(byte[] bytes) throws CorruptKeyException {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            expect("version", in.get(), VERSION);
            expect("algorithm", in.get(), AES_256_GCM);
            String id = new String(take(in, in.get() & 0xff), StandardCharsets.ISO_8859_1);
            byte[] nonce = take(in, NONCE_BYTES);
            byte[] ciphertext = take(in, in.getShort() & 0xffff);
            if (in.hasRemaining()) {
                throw new CorruptKeyException(
                        "a wrapped key has " + in.remaining() + " bytes after its end");
            }
            return new WrappedKey(id, nonce, ciphertext);
        } catch (BufferUnderflowException e) {
            throw new CorruptKeyException(
                    "a wrapped key ends early, after " + bytes.length + " bytes", e);
        } catch (IllegalArgumentException e) {
            throw new CorruptKeyException(String.valueOf(e.getMessage()), e);
        }
    }

    /// The layout above.
    public byte[] toBytes() {
        byte[] id = keyEncryptionKeyId.getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(3 + id.length + NONCE_BYTES + 2 + ciphertext.length)
                .put((byte) VERSION)
                .put((byte) AES_256_GCM)
                .put((byte) id.length)
                .put(id)
                .put(nonce)
                .putShort((short) ciphertext.length)
                .put(ciphertext)
                .array();
    }

    /// The identifier of the key-encryption key that opens it.
    public String keyEncryptionKeyId() {
        return keyEncryptionKeyId;
    }

    byte[] nonce() {
        return nonce.clone();
    }

    byte[] ciphertext() {
        return ciphertext.clone();
    }

    private static void expect(String field, byte found, int expected) throws CorruptKeyException {
        if (found != expected) {
            throw new CorruptKeyException(
                    "a wrapped key has "
                            + field
                            + " "
                            + (found & 0xff)
                            + ", this version of Postern knows "
                            + expected);
        }
    }

    private static byte[] take(ByteBuffer in, int count) {
        byte[] bytes = new byte[count];
        in.get(bytes);
        return bytes;
    }

    @Override
    public String toString() {
        return "key wrapped by " + keyEncryptionKeyId;
    }
}
