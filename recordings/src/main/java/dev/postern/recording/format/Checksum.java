package dev.postern.recording.format;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/// CRC32C (Castagnoli) as an unsigned 32-bit value in an int.
public final class Checksum {

    private Checksum() {}

    /// The checksum of the `length` bytes from `offset`, counted from the beginning of the buffer.
    public static int of(ByteBuffer buffer, int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(buffer.slice(offset, length));
        return (int) crc.getValue();
    }

    /// The checksum of the `length` bytes from `offset`.
    public static int of(byte[] bytes, int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, offset, length);
        return (int) crc.getValue();
    }
}
