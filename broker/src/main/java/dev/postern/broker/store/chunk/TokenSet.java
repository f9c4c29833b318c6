package dev.postern.broker.store.chunk;

import java.util.Arrays;

/// A growing set of tokens. Not thread-safe.
public final class TokenSet {

    private static final int FIRST_SLOTS = 256;

    private long[] slots = new long[FIRST_SLOTS];
    private int size;
    private boolean hasZero;

    /// Adds a token unless it is in.
    public void add(long token) {
        if (token == 0) {
            size += hasZero ? 0 : 1;
            hasZero = true;
            return;
        }
        if (put(slots, token)) {
            size++;
            if (size * 2 > slots.length) {
                grow();
            }
        }
    }

    /// Takes all tokens out, and keeps the room for as many.
    public void clear() {
        Arrays.fill(slots, 0);
        size = 0;
        hasZero = false;
    }

    /// How many tokens are in.
    public int size() {
        return size;
    }

    /// The tokens, in ascending order.
    public long[] toArray() {
        long[] all = unordered();
        Arrays.sort(all);
        return all;
    }

    /// The tokens, in any order.
    public long[] unordered() {
        long[] all = new long[size];
        int at = hasZero ? 1 : 0;
        for (long token : slots) {
            if (token != 0) {
                all[at++] = token;
            }
        }
        return all;
    }

    private void grow() {
        long[] larger = new long[slots.length * 2];
        for (long token : slots) {
            if (token != 0) {
                put(larger, token);
            }
        }
        slots = larger;
    }

    private static boolean put(long[] slots, long token) {
        // Tokens are uniformly distributed: their low bits are a hash already.
        int at = (int) token & slots.length - 1;
        while (slots[at] != 0) {
            if (slots[at] == token) {
                return false;
            }
            at = at + 1 & slots.length - 1;
        }
        slots[at] = token;
        return true;
    }
}
