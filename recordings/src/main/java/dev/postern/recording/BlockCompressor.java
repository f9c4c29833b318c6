package dev.postern.recording;

import com.github.luben.zstd.ZstdCompressCtx;

import dev.postern.recording.format.BlockHeader;

/// Packs blocks with zstd, level 1, and frames them; confined to one thread, shared by many writers.
public final class BlockCompressor implements AutoCloseable {

    private static final int LEVEL = 1;

    /// zstd's own bound for incompressible input: `n + n / 256 + 64` and a margin for small inputs.
    private static final int MAX_PACKED =
            BlockHeader.MAX_RAW_BYTES + BlockHeader.MAX_RAW_BYTES / 256 + 640;

    private final ZstdCompressCtx context = new ZstdCompressCtx().setLevel(LEVEL);
    private final byte[] packed = new byte[MAX_PACKED];

    /// Packs the first `length` bytes of `raw` into [#packed].
    ///
    /// @return the packed length, or -1 if packing gains nothing
    int pack(byte[] raw, int length) {
        int size = context.compressByteArray(packed, 0, packed.length, raw, 0, length);
        return size < length ? size : -1;
    }

    /// The bytes that [#pack] made, valid until it is called again.
    byte[] packed() {
        return packed;
    }

    @Override
    public void close() {
        context.close();
    }
}
