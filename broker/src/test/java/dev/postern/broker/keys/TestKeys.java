package dev.postern.broker.keys;

import dev.postern.broker.base.Randomness;
import dev.postern.keys.CorruptKeyException;
import dev.postern.keys.KeyEncryptionKey;
import dev.postern.keys.KeyEncryptionKeys;

import java.util.List;

/// Key-encryption keys for tests.
public final class TestKeys {

    /// One key, the same in every test of a run.
    public static final KeyEncryptionKeys KEYS = ring(key());

    private TestKeys() {}

    /// A fresh key.
    public static KeyEncryptionKey key() {
        try {
            return KeyEncryptionKey.of(Randomness.system().bytes(32), "a test");
        } catch (CorruptKeyException e) {
            throw new IllegalStateException(e);
        }
    }

    /// A ring of these keys, the first being the current one.
    public static KeyEncryptionKeys ring(KeyEncryptionKey current, KeyEncryptionKey... older) {
        return new KeysConfig(current, List.of(older)).open(Randomness.system());
    }
}
