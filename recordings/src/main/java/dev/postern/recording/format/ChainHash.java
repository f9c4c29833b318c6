package dev.postern.recording.format;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;

/// A SHA-256 hash of a recording's chain, see [HashChain]. Immutable.
public final class ChainHash {

    /// The length of a hash.
    public static final int BYTES = 32;

    private final byte[] bytes;

    private ChainHash(byte[] bytes) {
        this.bytes = bytes;
    }

    /// The hash in the first 32 bytes of `bytes`, which are copied.
    public static ChainHash of(byte[] bytes) {
        return new ChainHash(Arrays.copyOf(bytes, BYTES));
    }

    /// The hash at `at` in `in`, counted from the beginning of the buffer.
    public static ChainHash get(ByteBuffer in, int at) {
        byte[] bytes = new byte[BYTES];
        in.get(at, bytes);
        return new ChainHash(bytes);
    }

    /// The hash as a fresh array.
    public byte[] toBytes() {
        return bytes.clone();
    }

    /// Puts the 32 bytes at the position of `out`, which moves.
    void put(ByteBuffer out) {
        out.put(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ChainHash hash && Arrays.equals(bytes, hash.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /// 64 hexadecimal digits.
    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes);
    }
}
