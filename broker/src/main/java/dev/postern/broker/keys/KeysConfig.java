package dev.postern.broker.keys;

import dev.postern.broker.base.Randomness;
import dev.postern.keys.KeyEncryptionKey;
import dev.postern.keys.KeyEncryptionKeys;
import dev.postern.keys.KeyRing;

import java.util.List;

/// The key-encryption keys that a broker was given.
///
/// @param current wraps new keys
/// @param older   still unwrap
public record KeysConfig(KeyEncryptionKey current, List<KeyEncryptionKey> older) {

    public KeysConfig {
        older = List.copyOf(older);
    }

    /// The keys, ready for use.
    public KeyEncryptionKeys open(Randomness randomness) {
        return new KeyRing(current, older, randomness::bytes);
    }
}
