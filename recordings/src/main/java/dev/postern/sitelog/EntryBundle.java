package dev.postern.sitelog;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// Up to 256 entries, each behind its length in two bytes.
///
/// Source: C2SP tlog-tiles, "Log entries"
final class EntryBundle {

    /// The longest entry.
    static final int MAX_ENTRY_BYTES = 65_535;

    /// The longest bundle.
    static final int MAX_BYTES = Tile.FULL * (Short.BYTES + MAX_ENTRY_BYTES);

    private EntryBundle() {}

    static byte[] encode(List<byte[]> entries) {
        int length = 0;
        for (byte[] entry : entries) {
            length += Short.BYTES + entry.length;
        }
        ByteBuffer out = ByteBuffer.allocate(length);
        for (byte[] entry : entries) {
            out.putShort((short) entry.length).put(entry);
        }
        return out.array();
    }

    /// As many of `bytes`' entries as are whole.
    static List<byte[]> decode(byte[] bytes) {
        List<byte[]> entries = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        while (in.remaining() >= Short.BYTES && entries.size() < Tile.FULL) {
            int length = Short.toUnsignedInt(in.getShort());
            if (length > in.remaining()) {
                break;
            }
            byte[] entry = new byte[length];
            in.get(entry);
            entries.add(entry);
        }
        return entries;
    }
}
