package dev.postern.broker.store.value;

/// A set of tokens that answers "not in" or "probably in": a Bloom filter.
///
/// With [#BITS] bits for each token and [#PROBES] probes, about one question in ten thousand about a token that was not
/// added is answered wrongly. The tokens are uniformly distributed already: their halves are the two hashes of which all
/// probes are made. Source: Kirsch and Mitzenmacher, "Less Hashing, Same Performance" (2006).
public final class ValueFilter {

    private static final int BITS = 20;
    private static final int PROBES = 13;

    private ValueFilter() {}

    /// The bits of a filter with `tokens` in it.
    public static byte[] of(long[] tokens) {
        byte[] bits = new byte[Math.max(8, (tokens.length * BITS + 7) / 8)];
        for (long token : tokens) {
            for (int i = 0; i < PROBES; i++) {
                int bit = bit(token, i, bits.length);
                bits[bit >>> 3] |= (byte) (1 << (bit & 7));
            }
        }
        return bits;
    }

    /// Whether all of `tokens` may be in.
    public static boolean mayHoldAll(byte[] bits, long[] tokens) {
        for (long token : tokens) {
            for (int i = 0; i < PROBES; i++) {
                int bit = bit(token, i, bits.length);
                if ((bits[bit >>> 3] & (1 << (bit & 7))) == 0) {
                    return false;
                }
            }
        }
        return true;
    }

    private static int bit(long token, int probe, int bytes) {
        int first = (int) (token >>> 32);
        int second = (int) token | 1;
        int hash = first + probe * second;
        return (int) (((hash & 0xFFFF_FFFFL) * (bytes * 8L)) >>> 32);
    }
}
