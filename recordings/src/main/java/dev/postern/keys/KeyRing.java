package dev.postern.keys;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Key-encryption keys held in memory: one that wraps, and older ones that still unwrap.
public final class KeyRing implements KeyEncryptionKeys {

    private final KeyEncryptionKey current;
    private final Map<String, KeyEncryptionKey> keys = new LinkedHashMap<>();
    private final RandomBytes random;

    /// @param older keys that unwrap what was wrapped before; may repeat the current one
    public KeyRing(KeyEncryptionKey current, List<KeyEncryptionKey> older, RandomBytes random) {
        this.current = current;
        this.random = random;
        keys.put(current.id(), current);
        for (KeyEncryptionKey key : older) {
            keys.putIfAbsent(key.id(), key);
        }
    }

    @Override
    public String currentId() {
        return current.id();
    }

    @Override
    public Set<String> ids() {
        return Collections.unmodifiableSet(keys.keySet());
    }

    @Override
    public WrappedKey wrap(KeyPurpose purpose, String subject, byte[] key) {
        return current.wrap(purpose, subject, key, random);
    }

    @Override
    public byte[] unwrap(KeyPurpose purpose, String subject, WrappedKey wrapped)
            throws KeyUnavailableException, CorruptKeyException {
        KeyEncryptionKey key = keys.get(wrapped.keyEncryptionKeyId());
        if (key == null) {
            throw KeyUnavailableException.noKeyEncryptionKey(
                    wrapped.keyEncryptionKeyId(), places());
        }
        return key.unwrap(purpose, subject, wrapped);
    }

    private String places() {
        return keys.values().stream()
                .map(key -> key.source() + " with key " + key.id())
                .collect(Collectors.joining(", "));
    }

    @Override
    public String toString() {
        return "key-encryption keys " + keys.keySet();
    }
}
