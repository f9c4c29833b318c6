package dev.postern.keys;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;

import javax.crypto.Mac;
import javax.crypto.SecretKey;

/// The AES-256 key of one recording. It is wiped by [#close] and never printed.
public final class DataKey implements AutoCloseable {

    /// The length of a data key.
    public static final int BYTES = 32;

    /// The length of [#checkValue].
    public static final int CHECK_BYTES = 8;

    private static final byte[] CHECK_LABEL =
            "postern data key check v1".getBytes(StandardCharsets.US_ASCII);

    private final KeyBytes key;

    private DataKey(byte[] bytes) {
        this.key = new KeyBytes(bytes);
    }

    /// The key of the given bytes, which are copied.
    ///
    /// @throws IllegalArgumentException if there are not 32
    public static DataKey of(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("a data key has 32 bytes, got " + bytes.length);
        }
        return new DataKey(bytes);
    }

    /// A fresh key.
    public static DataKey generate(RandomBytes random) {
        byte[] bytes = random.bytes(BYTES);
        try {
            return of(bytes);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    /// The key for a cipher; it is wiped together with this object.
    ///
    /// @throws IllegalStateException once closed
    public SecretKey secret() {
        if (key.isDestroyed()) {
            throw new IllegalStateException("the data key was closed");
        }
        return key;
    }

    /// Eight bytes by which a reader tells a wrong key from a damaged recording: the beginning of
    /// HMAC-SHA-256(key, "postern data key check v1"). They do not help to find the key.
    public byte[] checkValue() {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(secret());
            return Arrays.copyOf(mac.doFinal(CHECK_LABEL), CHECK_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    /// This key wrapped under the current key-encryption key, to be kept with recording `recordingId`.
    public WrappedKey wrap(KeyEncryptionKeys keys, String recordingId) throws IOException {
        byte[] bytes = secret().getEncoded();
        try {
            return keys.wrap(KeyPurpose.RECORDING, recordingId, bytes);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    /// The data key of recording `recordingId` from its wrapped form.
    ///
    /// @throws KeyUnavailableException if the key-encryption key is not at hand
    /// @throws CorruptKeyException     if the bytes were changed or belong to another recording
    public static DataKey unwrap(KeyEncryptionKeys keys, String recordingId, WrappedKey wrapped)
            throws IOException {
        byte[] bytes = keys.unwrap(KeyPurpose.RECORDING, recordingId, wrapped);
        try {
            if (bytes.length != BYTES) {
                throw new CorruptKeyException(
                        "the key of recording "
                                + recordingId
                                + " has "
                                + bytes.length
                                + " bytes, expected 32");
            }
            return new DataKey(bytes);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    /// Wipes the key.
    @Override
    public void close() {
        key.destroy();
    }

    @Override
    public String toString() {
        return "***";
    }
}
