package dev.postern.broker.store.chunk;

import org.bouncycastle.crypto.macs.SipHash;
import org.bouncycastle.crypto.params.KeyParameter;

/// A keyed hash of 64 bits for many short inputs: SipHash-2-4, which takes an eighth of HMAC-SHA-256's time for a word.
/// Without the key nobody can tell its results from random numbers. Not thread-safe.
///
/// Source: Aumasson and Bernstein, "SipHash: a fast short-input PRF" (2012).
public final class KeyedHash {

    /// Bytes of a key.
    static final int KEY_BYTES = 16;

    private final SipHash hash = new SipHash();

    /// @param key [#KEY_BYTES] bytes, copied
    KeyedHash(byte[] key) {
        hash.init(new KeyParameter(key, 0, KEY_BYTES));
    }

    /// Adds a byte of the input.
    public KeyedHash add(byte next) {
        hash.update(next);
        return this;
    }

    /// Adds the `length` bytes of the input that lie in `bytes` from `from` on.
    public KeyedHash add(byte[] bytes, int from, int length) {
        hash.update(bytes, from, length);
        return this;
    }

    /// The hash of what was added; the next input begins.
    public long end() {
        return hash.doFinal();
    }
}
