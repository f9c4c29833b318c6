package dev.postern.broker.index;

import dev.postern.broker.base.Randomness;
import dev.postern.keys.CorruptKeyException;
import dev.postern.keys.KeyEncryptionKey;
import dev.postern.keys.KeyRing;

import java.util.List;

/// Key-encryption keys for tests.
final class IndexTestKeys {

    private IndexTestKeys() {}

    /// One random key.
    static KeyRing ring() {
        return new KeyRing(key(), List.of(), Randomness.system()::bytes);
    }

    static KeyEncryptionKey key() {
        try {
            return KeyEncryptionKey.of(Randomness.system().bytes(KeyEncryptionKey.BYTES), "test");
        } catch (CorruptKeyException e) {
            throw new IllegalStateException(e);
        }
    }
}
