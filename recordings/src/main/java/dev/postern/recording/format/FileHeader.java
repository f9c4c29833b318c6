package dev.postern.recording.format;

import dev.postern.json.Json;
import dev.postern.json.MalformedJsonException;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.Map;

/// The beginning of a recording file. Integers are big-endian here and everywhere in the file.
///
/// | offset | bytes | field |
/// | --- | --- | --- |
/// | 0 | 8 | [#MAGIC]: `PGREC`, CR, LF, 0x1A |
/// | 8 | 2 | major version, 0 |
/// | 10 | 2 | minor version, 9 |
/// | 12 | 4 | length of the header, this table and the checksum included |
/// | 16 | 4 | flags, 0; a reader refuses flags it does not know |
/// | 20 | 16 | identifier |
/// | 36 | 8 | wall time of creation, milliseconds since 1970 |
/// | 44 | 4 | J, length of the facts |
/// | 48 | J | facts, a JSON object in UTF-8 |
/// | 48 + J | 4 | CRC32C of everything before |
///
/// @param id            whose recording it is
/// @param createdMillis wall time of creation, milliseconds since 1970
/// @param facts         JSON values by name: about the file, not the session
public record FileHeader(RecordingId id, long createdMillis, Map<String, @Nullable Object> facts) {

    /// The version that is written.
    public static final int MAJOR = 0;

    public static final int MINOR = 9;

    /// The first eight bytes of every recording.
    public static final long MAGIC = 0x5047_5245_430D_0A1AL;

    /// The length without facts: what must be read to learn the whole length.
    public static final int MIN_BYTES = 52;

    /// The longest header that is read.
    public static final int MAX_BYTES = 64 * 1024;

    private static final int LENGTH_AT = 12;
    private static final int FACTS_LENGTH_AT = 44;
    private static final int FACTS_AT = 48;

    /// The bytes of this header, from position 0 to the limit.
    public ByteBuffer encode() {
        byte[] json = Json.writeBytes(facts);
        int length = MIN_BYTES + json.length;
        if (length > MAX_BYTES) {
            throw new IllegalArgumentException(
                    "recording header of " + length + " bytes, the limit is " + MAX_BYTES);
        }
        ByteBuffer out = ByteBuffer.allocate(length);
        out.putLong(MAGIC).putShort((short) MAJOR).putShort((short) MINOR).putInt(length).putInt(0);
        out.putLong(id.high())
                .putLong(id.low())
                .putLong(createdMillis)
                .putInt(json.length)
                .put(json);
        out.putInt(Checksum.of(out, 0, length - Integer.BYTES));
        return out.flip();
    }

    /// The length of the header that begins with the [#MIN_BYTES] bytes of `start`.
    ///
    /// @throws CorruptRecordingException if they begin no recording, or the length is impossible
    public static int length(ByteBuffer start) throws CorruptRecordingException {
        if (start.limit() < MIN_BYTES || start.getLong(0) != MAGIC) {
            throw new CorruptRecordingException(0, "the file does not begin like a recording");
        }
        int length = start.getInt(LENGTH_AT);
        if (length < MIN_BYTES || length > MAX_BYTES) {
            throw new CorruptRecordingException(
                    LENGTH_AT,
                    "the header's length is "
                            + length
                            + ", expected "
                            + MIN_BYTES
                            + " to "
                            + MAX_BYTES);
        }
        return length;
    }

    /// The header in `bytes`, which begin at 0 and end with its checksum.
    ///
    /// @throws CorruptRecordingException if the checksum or a field is wrong
    /// @throws TooNewRecordingException  if the major version or a flag is unknown
    public static FileHeader decode(ByteBuffer bytes) throws RecordingException {
        int crcAt = bytes.limit() - Integer.BYTES;
        if (bytes.getInt(crcAt) != Checksum.of(bytes, 0, crcAt)) {
            throw new CorruptRecordingException(0, "the header's checksum does not match");
        }
        int major = Short.toUnsignedInt(bytes.getShort(8));
        if (major != MAJOR) {
            throw new TooNewRecordingException(
                    "format " + major + "." + Short.toUnsignedInt(bytes.getShort(10)));
        }
        if (bytes.getInt(16) != 0) {
            throw new TooNewRecordingException(
                    "header flags " + Integer.toHexString(bytes.getInt(16)));
        }
        int factsLength = bytes.getInt(FACTS_LENGTH_AT);
        if (factsLength != crcAt - FACTS_AT) {
            throw new CorruptRecordingException(
                    FACTS_LENGTH_AT, "the length of the facts is " + factsLength);
        }
        try {
            return new FileHeader(
                    new RecordingId(bytes.getLong(20), bytes.getLong(28)),
                    bytes.getLong(36),
                    Json.readObject(bytes.slice(FACTS_AT, factsLength)));
        } catch (MalformedJsonException e) {
            throw new CorruptRecordingException(
                    FACTS_AT, "the facts are no JSON object: " + e.getMessage());
        }
    }
}
