package dev.postern.recording.format;

import dev.postern.json.Json;
import dev.postern.json.MalformedJsonException;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.OptionalLong;

/// The beginning of a recording file. Integers are big-endian here and everywhere in the file.
///
/// | offset | bytes | field |
/// | --- | --- | --- |
/// | 0 | 8 | [#MAGIC]: `PGREC`, CR, LF, 0x1A |
/// | 8 | 2 | major version, 1 |
/// | 10 | 2 | minor version, 0 |
/// | 12 | 4 | length of the header, this table and the checksum included |
/// | 16 | 4 | flags: 1 = encrypted; a reader refuses flags it does not know |
/// | 20 | 16 | identifier |
/// | 36 | 8 | wall time of creation, milliseconds since 1970 |
/// | 44 | 8 | key check value, 0 if not encrypted |
/// | 52 | 4 | J, length of the facts |
/// | 56 | J | facts, a JSON object in UTF-8 |
/// | 56 + J | 4 | CRC32C of everything before |
///
/// The first four fields and the checksum are where they are in every version, so that damage is told from novelty.
///
/// @param id            whose recording it is
/// @param createdMillis wall time of creation, milliseconds since 1970
/// @param keyCheck      the key check value; empty if the recording is not encrypted
/// @param facts         JSON values by name: about the file, not the session
public record FileHeader(
        RecordingId id,
        long createdMillis,
        OptionalLong keyCheck,
        Map<String, @Nullable Object> facts) {

    /// The version that is written.
    public static final int MAJOR = 1;

    public static final int MINOR = 0;

    /// The first eight bytes of every recording.
    public static final long MAGIC = 0x5047_5245_430D_0A1AL;

    /// What must be read to learn the whole length, in any version.
    public static final int START_BYTES = 20;

    /// The longest header that is read.
    public static final int MAX_BYTES = 64 * 1024;

    private static final int ENCRYPTED = 1;
    private static final int LENGTH_AT = 12;
    private static final int FLAGS_AT = 16;
    private static final int FACTS_LENGTH_AT = 52;
    private static final int FACTS_AT = 56;

    /// The length without facts.
    private static final int MIN_BYTES = FACTS_AT + Integer.BYTES;

    /// Whether the blocks are encrypted.
    public boolean isEncrypted() {
        return keyCheck.isPresent();
    }

    /// The bytes of this header, from position 0 to the limit.
    public ByteBuffer encode() {
        byte[] json = Json.writeBytes(facts);
        int length = MIN_BYTES + json.length;
        if (length > MAX_BYTES) {
            throw new IllegalArgumentException(
                    "recording header of " + length + " bytes, the limit is " + MAX_BYTES);
        }
        ByteBuffer out = ByteBuffer.allocate(length);
        out.putLong(MAGIC).putShort((short) MAJOR).putShort((short) MINOR).putInt(length);
        out.putInt(isEncrypted() ? ENCRYPTED : 0);
        out.putLong(id.high()).putLong(id.low()).putLong(createdMillis).putLong(keyCheck.orElse(0));
        out.putInt(json.length).put(json);
        out.putInt(Checksum.of(out, 0, length - Integer.BYTES));
        return out.flip();
    }

    /// The length of the header that begins with the [#START_BYTES] bytes of `start`.
    ///
    /// @throws CorruptRecordingException if they begin no recording, or the length is impossible
    public static int length(ByteBuffer start) throws CorruptRecordingException {
        if (start.limit() < START_BYTES || start.getLong(0) != MAGIC) {
            throw new CorruptRecordingException(0, "the file does not begin like a recording");
        }
        int length = start.getInt(LENGTH_AT);
        if (length < START_BYTES + Integer.BYTES || length > MAX_BYTES) {
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
    /// @throws TooOldRecordingException  if the major version is below 1
    public static FileHeader decode(ByteBuffer bytes) throws RecordingException {
        int crcAt = bytes.limit() - Integer.BYTES;
        if (bytes.getInt(crcAt) != Checksum.of(bytes, 0, crcAt)) {
            throw new CorruptRecordingException(0, "the header's checksum does not match");
        }
        checkVersion(bytes);
        int flags = bytes.getInt(FLAGS_AT);
        if ((flags & ~ENCRYPTED) != 0) {
            throw new TooNewRecordingException("header flags " + Integer.toHexString(flags));
        }
        if (crcAt < FACTS_AT || bytes.getInt(FACTS_LENGTH_AT) != crcAt - FACTS_AT) {
            throw new CorruptRecordingException(
                    FACTS_LENGTH_AT, "the length of the header's facts does not fit");
        }
        long check = bytes.getLong(44);
        try {
            return new FileHeader(
                    new RecordingId(bytes.getLong(20), bytes.getLong(28)),
                    bytes.getLong(36),
                    flags == ENCRYPTED ? OptionalLong.of(check) : OptionalLong.empty(),
                    Json.readObject(bytes.slice(FACTS_AT, crcAt - FACTS_AT)));
        } catch (MalformedJsonException e) {
            throw new CorruptRecordingException(
                    FACTS_AT, "the facts are no JSON object: " + e.getMessage());
        }
    }

    private static void checkVersion(ByteBuffer bytes) throws RecordingException {
        int major = Short.toUnsignedInt(bytes.getShort(8));
        String version = "format " + major + "." + Short.toUnsignedInt(bytes.getShort(10));
        if (major > MAJOR) {
            throw new TooNewRecordingException(version);
        }
        if (major < MAJOR) {
            throw new TooOldRecordingException(version);
        }
    }
}
