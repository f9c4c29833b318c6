package dev.postern.keys;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// Keys for tests, the same in every run.
final class Keys {

    static final String RECORDING = "01JDAAAAAAAAAAAAAAAAAAAAAA";
    static final String OTHER = "01JDBBBBBBBBBBBBBBBBBBBBBB";

    private Keys() {}

    /// A source of bytes that repeats itself in every run.
    static RandomBytes random(long seed) {
        Random random = new Random(seed);
        return count -> {
            byte[] bytes = new byte[count];
            random.nextBytes(bytes);
            return bytes;
        };
    }

    static KeyEncryptionKey key(int seed) throws CorruptKeyException {
        return KeyEncryptionKey.of(random(seed).bytes(32), "test key " + seed);
    }

    static KeyRing ring(int current, Integer... older) throws CorruptKeyException {
        List<KeyEncryptionKey> keys = new java.util.ArrayList<>();
        for (int seed : Arrays.asList(older)) {
            keys.add(key(seed));
        }
        return new KeyRing(key(current), keys, random(current + 1000));
    }
}
