package dev.postern.broker.record;

import dev.postern.broker.base.Randomness;
import dev.postern.keys.KeyEncryptionKeys;
import dev.postern.keys.KeyPurpose;
import dev.postern.keys.WrappedKey;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Arrays;

import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Makes the key of each use of a journal segment, and finds those that were made.
///
/// Every use has a fresh AES-256 key, which lies wrapped in the segment's header. The contents of records are one
/// stream in counter mode, in the order of the records: no part of the key stream serves twice, an append costs no
/// initialization and nothing is allocated. See `docs/adr/0009-journal-at-rest.md`.
final class SegmentKeys {

    private static final String CIPHER = "AES/CTR/NoPadding";
    private static final int KEY_BYTES = 32;
    private static final int IV_BYTES = 16;

    private final @Nullable KeyEncryptionKeys keys;
    private final Randomness randomness;

    /// @param keys wrap the segments' keys; null leaves journals in clear
    SegmentKeys(@Nullable KeyEncryptionKeys keys, Randomness randomness) {
        this.keys = keys;
        this.randomness = randomness;
    }

    /// Journals in clear.
    static SegmentKeys none(Randomness randomness) {
        return new SegmentKeys(null, randomness);
    }

    /// The key of one use of a segment.
    ///
    /// @param wrapped as it lies in the header; empty if the use is in clear
    /// @param writing turns contents into what lies in the segment, or null
    /// @param reading turns it back, or null
    record UseKey(byte[] wrapped, @Nullable Cipher writing, @Nullable Cipher reading) {

        /// No encryption.
        static final UseKey CLEAR = new UseKey(new byte[0], null, null);
    }

    Randomness randomness() {
        return randomness;
    }

    /// A fresh key for the use of a segment that `salt` names.
    UseKey fresh(long salt) throws IOException {
        KeyEncryptionKeys wrapping = keys;
        if (wrapping == null) {
            return UseKey.CLEAR;
        }
        byte[] key = randomness.bytes(KEY_BYTES);
        try {
            byte[] wrapped = wrapping.wrap(KeyPurpose.JOURNAL, subject(salt), key).toBytes();
            return new UseKey(
                    wrapped, cipher(Cipher.ENCRYPT_MODE, key), cipher(Cipher.DECRYPT_MODE, key));
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    /// The key of an earlier use, for reading.
    ///
    /// @throws IOException if it cannot be unwrapped
    UseKey open(byte[] wrapped, long salt) throws IOException {
        if (wrapped.length == 0) {
            return UseKey.CLEAR;
        }
        KeyEncryptionKeys unwrapping = keys;
        if (unwrapping == null) {
            throw new IOException(
                    "the journal is encrypted under a key-encryption key, and none was given");
        }
        byte[] key =
                unwrapping.unwrap(KeyPurpose.JOURNAL, subject(salt), WrappedKey.parse(wrapped));
        try {
            return new UseKey(wrapped, null, cipher(Cipher.DECRYPT_MODE, key));
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    private static String subject(long salt) {
        return "segment " + Long.toHexString(salt);
    }

    /// The counter begins at 0: the key is for this use alone.
    private static Cipher cipher(int mode, byte[] key) {
        try {
            Cipher cipher = Cipher.getInstance(CIPHER);
            cipher.init(
                    mode, new SecretKeySpec(key, "AES"), new IvParameterSpec(new byte[IV_BYTES]));
            return cipher;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime has no " + CIPHER, e);
        }
    }
}
