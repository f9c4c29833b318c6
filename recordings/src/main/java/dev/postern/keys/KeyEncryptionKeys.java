package dev.postern.keys;

import java.io.IOException;
import java.util.Set;

/// Wraps and unwraps keys under key-encryption keys that never leave this interface.
///
/// [KeyRing] holds them in memory. A key management service or a PKCS#11 token is another implementation: it needs no
/// more than "encrypt these bytes under your current key" and "decrypt these bytes under the key of this name".
/// Implementations are safe for use by several threads and may block.
public interface KeyEncryptionKeys {

    /// The identifier of the key that wraps new keys.
    String currentId();

    /// The identifiers of all keys that can unwrap, the current one first.
    Set<String> ids();

    /// Wraps `key` under the current key-encryption key.
    ///
    /// @param subject what the key belongs to, such as a recording's ULID; authenticated, not stored
    /// @param key     1 to [WrappedKey#MAX_KEY_BYTES] bytes; not kept, not changed
    WrappedKey wrap(KeyPurpose purpose, String subject, byte[] key) throws IOException;

    /// Unwraps a key; the caller wipes the array when done.
    ///
    /// @param subject the subject it was wrapped for
    /// @throws KeyUnavailableException if the key-encryption key is not at hand
    /// @throws CorruptKeyException     if the bytes were changed or belong to another purpose or subject
    byte[] unwrap(KeyPurpose purpose, String subject, WrappedKey wrapped) throws IOException;
}
