package dev.postern.broker.store.chunk;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

import javax.crypto.Mac;

/// Makes keyed tokens of texts: HMAC-SHA-256 truncated to 64 bits. Not thread-safe.
///
/// The tokens of a text are those of its trigrams (every three characters in a row, whatever they are), of its runs of
/// five decimal digits, and of its words of one or two letters or digits; upper and lower case are one. Trigrams find any substring of three
/// characters or more; runs of digits keep numbers apart, whose trigrams are few; short words make what is too short
/// for a trigram findable as a word. A token tells nothing without the key, and whoever finds by tokens must compare the
/// texts themselves: a text may have all tokens of another without holding it.
public final class Tokenizer {

    /// Shorter texts are found as words only.
    public static final int GRAM_CHARS = 3;

    private static final int DIGITS = 5;
    private static final int CACHE_SLOTS = 1 << 14;
    private static final int REMEMBERED_FINGERPRINTS = 1_024;
    private static final long KIND_WORD = 1L << 48;
    private static final long KIND_GRAM = 2L << 48;
    private static final long KIND_DIGITS = 3L << 48;

    private final Mac mac;
    private final ByteBuffer input = ByteBuffer.allocate(Long.BYTES);
    private final long[] cachedCodes = new long[CACHE_SLOTS];
    private final long[] cachedTokens = new long[CACHE_SLOTS];
    private final Map<String, Long> fingerprints =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
                    return size() > REMEMBERED_FINGERPRINTS;
                }
            };

    Tokenizer(Mac mac) {
        this.mac = mac;
    }

    /// `text` with all upper-case characters made lower-case, each by itself, so that its length stays.
    public static String fold(String text) {
        char[] folded = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            char lower = fold(c);
            if (lower != c) {
                if (folded == null) {
                    folded = text.toCharArray();
                }
                folded[i] = lower;
            }
        }
        return folded == null ? text : new String(folded);
    }

    private static char fold(char c) {
        if (c < 0x80) {
            return c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
        }
        return Character.toLowerCase(c);
    }

    /// Adds the tokens of a text that is to be found.
    public void add(String text, TokenSet tokens) {
        long gram = 0;
        int digits = 0;
        int number = 0;
        int wordAt = 0;
        int length = text.length();
        for (int i = 0; i < length; i++) {
            char c = fold(text.charAt(i));
            gram = (gram << 16 | c) & 0xFFFF_FFFF_FFFFL;
            if (i >= GRAM_CHARS - 1) {
                tokens.add(token(KIND_GRAM | gram));
            }
            if (c >= '0' && c <= '9') {
                digits++;
                number = (number * 10 + (c - '0')) % 100_000;
                if (digits >= DIGITS) {
                    tokens.add(token(KIND_DIGITS | number));
                }
            } else {
                digits = 0;
                number = 0;
            }
            if (!isWord(c)) {
                addShortWord(text, wordAt, i, tokens);
                wordAt = i + 1;
            }
        }
        addShortWord(text, wordAt, length, tokens);
    }

    private void addShortWord(String text, int from, int to, TokenSet tokens) {
        if (to - from == 1 || to - from == 2) {
            tokens.add(word(text.substring(from, to)));
        }
    }

    /// The tokens that every text holding `wanted` has; for one shorter than a trigram, those of the word it is.
    ///
    /// @param limit at most so many, the ones likely to be rarest
    public long[] wanted(String wanted, int limit) {
        String text = fold(wanted);
        TokenSet tokens = new TokenSet();
        if (text.length() < GRAM_CHARS) {
            tokens.add(word(text));
            return tokens.toArray();
        }
        addDigits(text, tokens, limit);
        int grams = text.length() - GRAM_CHARS + 1;
        int step = Math.max(1, (grams + limit - 1) / limit);
        for (int i = 0; i < grams && tokens.size() < limit; i += step) {
            tokens.add(
                    token(
                            KIND_GRAM
                                    | (long) text.charAt(i) << 32
                                    | (long) text.charAt(i + 1) << 16
                                    | text.charAt(i + 2)));
        }
        return tokens.toArray();
    }

    private void addDigits(String text, TokenSet tokens, int limit) {
        int digits = 0;
        int number = 0;
        for (int i = 0; i < text.length() && tokens.size() < limit / 2; i++) {
            char c = text.charAt(i);
            boolean digit = c >= '0' && c <= '9';
            digits = digit ? digits + 1 : 0;
            number = digit ? (number * 10 + (c - '0')) % 100_000 : 0;
            if (digits >= DIGITS) {
                tokens.add(token(KIND_DIGITS | number));
            }
        }
    }

    /// Whether `text` holds `wanted`, both folded: anywhere if `wanted` is long enough for a trigram, else as a word.
    public static boolean holds(String text, String wanted) {
        int at = text.indexOf(wanted);
        if (wanted.length() >= GRAM_CHARS) {
            return at >= 0;
        }
        while (at >= 0) {
            int end = at + wanted.length();
            if ((at == 0 || !isWord(text.charAt(at - 1)))
                    && (end == text.length() || !isWord(text.charAt(end)))) {
                return true;
            }
            at = text.indexOf(wanted, at + 1);
        }
        return false;
    }

    /// The token of a whole word of some kind.
    public long term(String kind, String word) {
        mac.update(kind.getBytes(StandardCharsets.UTF_8));
        mac.update((byte) 0);
        return truncated(mac.doFinal(word.getBytes(StandardCharsets.UTF_8)));
    }

    /// The [#term] of a fingerprint of SQL; the latest are remembered, as many statements share one.
    long fingerprint(String fingerprint) {
        return fingerprints.computeIfAbsent(
                fingerprint, word -> term(StatementTexts.FINGERPRINT, word));
    }

    private long word(String word) {
        long code = KIND_WORD | fold(word.charAt(0));
        if (word.length() == 2) {
            code = KIND_WORD | (long) fold(word.charAt(0)) << 16 | fold(word.charAt(1));
        }
        return token(code);
    }

    private long token(long code) {
        int slot = (int) ((code * 0x9E37_79B9_7F4A_7C15L) >>> 50);
        if (cachedCodes[slot] != code) {
            input.clear().putLong(code).flip();
            mac.update(input);
            cachedTokens[slot] = truncated(mac.doFinal());
            cachedCodes[slot] = code;
        }
        return cachedTokens[slot];
    }

    private static long truncated(byte[] hmac) {
        return ByteBuffer.wrap(hmac).getLong();
    }

    private static boolean isWord(char c) {
        return c == '_' || Character.isLetterOrDigit(c);
    }
}
