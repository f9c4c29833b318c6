package dev.postern.keys;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;

/// The layout of a key file, `RECORDING.pgkey`.
///
/// | Bytes | Field                                                             |
/// |-------|-------------------------------------------------------------------|
/// | 8     | magic `89 50 47 4B 45 59 0D 0A` (`.PGKEY..`)                      |
/// | 1     | major version, 1; a reader refuses another                        |
/// | 1     | minor version, 0; a newer one may add bytes before the checksum   |
/// | 26    | the recording's ULID                                              |
/// | 2     | n, length of the wrapped key, big-endian                          |
/// | n     | the wrapped key, see [WrappedKey]                                 |
/// | 4     | CRC-32C of all bytes before it, big-endian                        |
///
/// The checksum tells damage by chance from a wrong key; against change on purpose the wrapped key itself is
/// authenticated together with the recording's identifier.
record KeyFile(String recordingId, WrappedKey key) {

    static final String SUFFIX = ".pgkey";

    private static final byte[] MAGIC = {(byte) 0x89, 'P', 'G', 'K', 'E', 'Y', '\r', '\n'};
    private static final int MAJOR = 1;
    private static final int MINOR = 0;
    private static final int FIXED_BYTES = MAGIC.length + 2 + RecordingDay.ULID_CHARS + 2;
    private static final int CHECKSUM_BYTES = 4;

    byte[] toBytes() {
        byte[] wrapped = key.toBytes();
        ByteBuffer out = ByteBuffer.allocate(FIXED_BYTES + wrapped.length + CHECKSUM_BYTES);
        out.put(MAGIC)
                .put((byte) MAJOR)
                .put((byte) MINOR)
                .put(recordingId.getBytes(StandardCharsets.US_ASCII))
                .putShort((short) wrapped.length)
                .put(wrapped);
        return out.putInt(checksum(out.array(), out.position())).array();
    }

    /// Reads the layout above.
    ///
    /// @param expectedId the recording that the file's name names
    /// @param name       the file, for messages
    /// @throws CorruptKeyException naming the field that is wrong
    static KeyFile parse(byte[] bytes, String expectedId, String name) throws CorruptKeyException {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            byte[] magic = new byte[MAGIC.length];
            in.get(magic);
            if (!Arrays.equals(magic, MAGIC)) {
                throw corrupt(name, "does not begin as a key file does");
            }
            int major = in.get() & 0xff;
            if (major != MAJOR) {
                throw corrupt(
                        name, "has version " + major + ", this version of Postern knows " + MAJOR);
            }
            in.get();
            int end = bytes.length - CHECKSUM_BYTES;
            if (end < in.position() || ByteBuffer.wrap(bytes).getInt(end) != checksum(bytes, end)) {
                throw corrupt(name, "has a wrong checksum or is cut off");
            }
            String id = text(in, RecordingDay.ULID_CHARS);
            if (!id.equals(expectedId)) {
                throw corrupt(name, "holds the key of " + id);
            }
            byte[] wrapped = new byte[in.getShort() & 0xffff];
            in.get(wrapped);
            return new KeyFile(id, WrappedKey.parse(wrapped));
        } catch (BufferUnderflowException e) {
            throw corrupt(name, "ends early, after " + bytes.length + " bytes");
        }
    }

    private static CorruptKeyException corrupt(String name, String what) {
        return new CorruptKeyException(
                "key file " + name + " " + what + "; restore it from a backup");
    }

    private static String text(ByteBuffer in, int count) {
        byte[] text = new byte[count];
        in.get(text);
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    private static int checksum(byte[] bytes, int count) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, count);
        return (int) crc.getValue();
    }
}
