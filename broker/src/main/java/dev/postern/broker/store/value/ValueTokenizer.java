package dev.postern.broker.store.value;

import dev.postern.broker.store.chunk.TokenSet;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

import javax.crypto.Mac;

/// Makes keyed tokens of the elements of values: HMAC-SHA-256 truncated to 64 bits. Not thread-safe.
///
/// The latest tokens are kept, so that words that come again cost neither a hash nor memory; a pair is known by the tokens
/// of its words.
public final class ValueTokenizer {

    private static final int PAIR_BITS = 14;
    private static final int PAIR_SLOTS = 1 << PAIR_BITS;
    private static final long SPREAD = 0x9E37_79B9_7F4A_7C15L;

    /// Elements of so many characters of ASCII are encoded without making an array for each.
    private static final int SHORT_CHARS = 256;

    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final Mac mac;
    private final byte[] ascii = new byte[SHORT_CHARS];
    private final TokenCache cache = new TokenCache();
    private final long[] cachedFirsts = new long[PAIR_SLOTS];
    private final long[] cachedSeconds = new long[PAIR_SLOTS];
    private final long[] cachedPairs = new long[PAIR_SLOTS];
    private final boolean[] isPairCached = new boolean[PAIR_SLOTS];

    /// @param mac keyed, used by nobody else
    public ValueTokenizer(Mac mac) {
        this.mac = mac;
    }

    /// Adds the tokens by which `value` is found.
    public void add(String value, TokenSet tokens) {
        ValueElements.of(
                value,
                new ValueElements.Sink() {
                    @Override
                    public void element(ValueElements.Kind kind, String normal) {
                        tokens.add(token(kind, normal));
                    }

                    @Override
                    public void text(String normal) {
                        ValueElements.eachWord(normal, new TextTokens(normal, tokens));
                    }
                });
    }

    /// The tokens of the words of one text and of the pairs among them.
    private final class TextTokens implements ValueElements.Words {

        private final String text;
        private final TokenSet tokens;
        private long before;
        private int beforeFrom = -1;
        private int beforeTo;

        TextTokens(String text, TokenSet tokens) {
            this.text = text;
            this.tokens = tokens;
        }

        @Override
        public void word(int from, int to) {
            long word = token(ValueElements.Kind.WORD, text, from, to);
            tokens.add(word);
            if (beforeFrom >= 0) {
                int slot = pairSlot(before, word);
                if (!isPairCached[slot]
                        || cachedFirsts[slot] != before
                        || cachedSeconds[slot] != word) {
                    keepPair(slot, word, from, to);
                }
                tokens.add(cachedPairs[slot]);
            }
            before = word;
            beforeFrom = from;
            beforeTo = to;
        }

        private void keepPair(int slot, long token, int from, int to) {
            String pair =
                    ValueElements.pair(
                            text.substring(beforeFrom, beforeTo), text.substring(from, to));
            cachedPairs[slot] = hmac(ValueElements.Kind.PAIR.mark(), pair, 0, pair.length());
            cachedFirsts[slot] = before;
            cachedSeconds[slot] = token;
            isPairCached[slot] = true;
        }
    }

    long token(ValueElements.Kind kind, String normal) {
        return token(kind, normal, 0, normal.length());
    }

    private long token(ValueElements.Kind kind, String text, int from, int to) {
        char mark = kind.mark();
        if (to - from > TokenCache.LONGEST_CHARS) {
            return hmac(mark, text, from, to);
        }
        int slot = TokenCache.slot(mark, text, from, to);
        if (!cache.holds(slot, mark, text, from, to)) {
            cache.keep(slot, mark, text, from, to, hmac(mark, text, from, to));
        }
        return cache.token(slot);
    }

    private static int pairSlot(long first, long second) {
        return (int) ((((first * SPREAD) + second) * SPREAD) >>> (Long.SIZE - PAIR_BITS));
    }

    private long hmac(char mark, String text, int from, int to) {
        mac.update((byte) mark);
        if (isShortAscii(text, from, to)) {
            mac.update(ascii, 0, to - from);
        } else {
            mac.update(text.substring(from, to).getBytes(StandardCharsets.UTF_8));
        }
        return (long) LONG.get(mac.doFinal(), 0);
    }

    /// Whether the characters are few and of ASCII; if they are, they lie in [#ascii].
    private boolean isShortAscii(String text, int from, int to) {
        if (to - from > SHORT_CHARS) {
            return false;
        }
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c > 0x7f) {
                return false;
            }
            ascii[i - from] = (byte) c;
        }
        return true;
    }
}
