package dev.postern.broker.store.value;

import dev.postern.broker.store.chunk.TokenSet;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import javax.crypto.Mac;

/// Makes keyed tokens of the elements of values: HMAC-SHA-256 truncated to 64 bits. Not thread-safe.
public final class ValueTokenizer {

    private static final int CACHE_SLOTS = 1 << 14;

    private final Mac mac;
    private final char[] cachedMarks = new char[CACHE_SLOTS];
    private final @Nullable String[] cachedElements = new String[CACHE_SLOTS];
    private final long[] cachedTokens = new long[CACHE_SLOTS];

    /// @param mac keyed, used by nobody else
    public ValueTokenizer(Mac mac) {
        this.mac = mac;
    }

    /// Adds the tokens by which `value` is found.
    public void add(String value, TokenSet tokens) {
        ValueElements.of(value, (kind, normal) -> tokens.add(token(kind, normal)));
    }

    long token(ValueElements.Kind kind, String normal) {
        char mark = kind.mark();
        int hash = normal.hashCode() + mark;
        int slot = (hash ^ (hash >>> 15)) & (CACHE_SLOTS - 1);
        if (mark != cachedMarks[slot] || !normal.equals(cachedElements[slot])) {
            mac.update((byte) mark);
            byte[] hmac = mac.doFinal(normal.getBytes(StandardCharsets.UTF_8));
            cachedTokens[slot] = ByteBuffer.wrap(hmac).getLong();
            cachedMarks[slot] = mark;
            cachedElements[slot] = normal;
        }
        return cachedTokens[slot];
    }
}
