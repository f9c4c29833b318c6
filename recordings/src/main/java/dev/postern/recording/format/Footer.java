package dev.postern.recording.format;

import dev.postern.json.Json;
import dev.postern.json.MalformedJsonException;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The end of a finished recording: counts, the chain's last hash, sections, a signature; then the trailer, which points
/// back to it.
///
/// | offset | bytes | field |
/// | --- | --- | --- |
/// | 0 | 4 | [#MAGIC]: `PGFT` |
/// | 4 | 4 | F, length of the footer, this table and the checksum included |
/// | 8 | 4 | flags, 0; a reader refuses flags it does not know |
/// | 12 | 8 | number of blocks, snapshots included |
/// | 20 | 8 | number of entries |
/// | 28 | 8 | microseconds of the last entry |
/// | 36 | 8 | raw bytes of all blocks of entries |
/// | 44 | 32 | the chain's last hash |
/// | 76 | 4 | L, length of all sections |
/// | 80 | L | sections, see [FooterSections] |
/// | 80 + L | 1 | K, length of the key identifier, 0 if not signed |
/// | 81 + L | K | key identifier in ASCII |
/// | 81 + L + K | 64 | signature by Ed25519, absent if not signed |
/// | F - 4 | 4 | CRC32C of everything before |
///
/// The signature is over [#SIGNATURE_CONTEXT] and then SHA-256 of 0x03 and the footer up to the signature. The trailer:
/// offset of the footer (8), its length (4), CRC32C of these twelve bytes (4), [#TRAILER_MAGIC] (8).
///
/// @param summary      JSON values by name, with at least `reason`
/// @param completeness the completeness verdict as JSON values by name
/// @param index        some of the blocks that begin a group, ascending
/// @param snapshots    all snapshots, ascending by sequence number
/// @param signature    empty if not signed
public record Footer(
        Counts counts,
        ChainHash chain,
        Map<String, @Nullable Object> summary,
        Map<String, @Nullable Object> completeness,
        List<IndexEntry> index,
        List<IndexEntry> snapshots,
        Optional<Signature> signature) {

    public static final int MAGIC = 0x5047_4654;

    /// `PGRECFIN`
    public static final long TRAILER_MAGIC = 0x5047_5245_4346_494EL;

    public static final int MIN_BYTES = 85;
    public static final int TRAILER_BYTES = 24;

    /// The longest footer that is read.
    public static final int MAX_BYTES = 16 * 1024 * 1024;

    /// What a signed message begins with, so that a signature can stand for nothing else.
    public static final String SIGNATURE_CONTEXT = "postern recording footer 1\n";

    public static final int SIGNATURE_BYTES = 64;

    private static final byte SIGNED = 0x03;
    private static final int SECTIONS_AT = 80;

    /// What was written.
    ///
    /// @param lastMicros microseconds of the last entry
    /// @param rawBytes   raw bytes of all blocks of entries
    public record Counts(long blocks, long entries, long lastMicros, long rawBytes) {}

    /// Where a block is, and the chain's hash before it.
    public record IndexEntry(
            long offset, long firstSequence, long firstMicros, ChainHash chainBefore) {}

    /// Who signed, and the signature as hexadecimal.
    ///
    /// @param keyId 1 to 255 printable ASCII characters
    public record Signature(String keyId, String hex) {}

    /// Where a footer is, as the trailer says.
    public record Location(long offset, int length) {}

    public Footer {
        index = List.copyOf(index);
        snapshots = List.copyOf(snapshots);
    }

    /// The footer up to the signature, from position 0 to the limit.
    ///
    /// @param keyId of the key that will sign, empty if none will
    public ByteBuffer encodeBody(String keyId) {
        ByteBuffer sections = FooterSections.encode(this);
        byte[] name = keyId.getBytes(StandardCharsets.US_ASCII);
        if (name.length > 255) {
            throw new IllegalArgumentException(
                    "key identifier of " + name.length + " characters, the limit is 255");
        }
        int length = MIN_BYTES + sections.remaining() + name.length;
        int whole = length + (name.length > 0 ? SIGNATURE_BYTES : 0);
        if (whole > MAX_BYTES) {
            throw new IllegalArgumentException(
                    "recording footer of " + whole + " bytes, the limit is " + MAX_BYTES);
        }
        ByteBuffer out = ByteBuffer.allocate(length - Integer.BYTES);
        out.putInt(MAGIC).putInt(whole).putInt(0);
        out.putLong(counts.blocks).putLong(counts.entries);
        out.putLong(counts.lastMicros).putLong(counts.rawBytes);
        chain.put(out);
        out.putInt(sections.remaining()).put(sections).put((byte) name.length).put(name);
        return out.flip();
    }

    /// The message whose signature belongs behind `body`, which [#encodeBody] made.
    public static byte[] signedMessage(ByteBuffer body) {
        byte[] context = SIGNATURE_CONTEXT.getBytes(StandardCharsets.US_ASCII);
        byte[] digest = HashChain.digest(SIGNED, body.duplicate());
        return ByteBuffer.allocate(context.length + digest.length).put(context).put(digest).array();
    }

    /// The bytes of footer and trailer, from position 0 to the limit.
    ///
    /// @param body      what [#encodeBody] made
    /// @param signature [#SIGNATURE_BYTES] bytes, or none
    /// @param offset    where in the file the footer will be
    public static ByteBuffer seal(ByteBuffer body, byte[] signature, long offset) {
        int length = body.getInt(4);
        ByteBuffer out = ByteBuffer.allocate(length + TRAILER_BYTES);
        out.put(body.duplicate()).put(signature).putInt(Checksum.of(out, 0, length - 4));
        out.putLong(offset)
                .putInt(length)
                .putInt(Checksum.of(out, length, 12))
                .putLong(TRAILER_MAGIC);
        return out.flip();
    }

    /// Where the trailer in the 24 bytes of `in` says the footer is, or null if it is no whole trailer.
    public static @Nullable Location locate(ByteBuffer in) {
        if (in.getLong(16) != TRAILER_MAGIC || in.getInt(12) != Checksum.of(in, 0, 12)) {
            return null;
        }
        return new Location(in.getLong(0), in.getInt(8));
    }

    /// The part of a footer's bytes that its signature covers.
    ///
    /// @param bytes a whole footer that [#decode] accepted
    public ByteBuffer signedPart(ByteBuffer bytes) {
        int behind = Integer.BYTES + (signature.isPresent() ? SIGNATURE_BYTES : 0);
        return bytes.slice(0, bytes.limit() - behind);
    }

    /// The footer in `bytes`, which begin at 0 and end with its checksum.
    ///
    /// @param offset where in the file they are, for messages
    /// @throws CorruptRecordingException if the checksum or a field is wrong
    /// @throws TooNewRecordingException  if a flag or a section that must be understood is unknown
    public static Footer decode(ByteBuffer bytes, long offset) throws RecordingException {
        int length = bytes.limit();
        int crcAt = length - Integer.BYTES;
        if (length < MIN_BYTES
                || bytes.getInt(0) != MAGIC
                || bytes.getInt(4) != length
                || bytes.getInt(crcAt) != Checksum.of(bytes, 0, crcAt)) {
            throw new CorruptRecordingException(offset, "the footer's checksum does not match");
        }
        if (bytes.getInt(8) != 0) {
            throw new TooNewRecordingException(
                    "footer flags " + Integer.toHexString(bytes.getInt(8)));
        }
        long sections = Integer.toUnsignedLong(bytes.getInt(76));
        long keyAt = SECTIONS_AT + sections;
        if (keyAt >= crcAt) {
            throw new CorruptRecordingException(offset, "the footer's lengths do not add up");
        }
        Counts counts =
                new Counts(
                        bytes.getLong(12), bytes.getLong(20), bytes.getLong(28), bytes.getLong(36));
        Optional<Signature> signature = decodeSignature(bytes, (int) keyAt, crcAt, offset);
        try {
            FooterSections parts =
                    FooterSections.decode(bytes.slice(SECTIONS_AT, (int) sections), offset);
            return new Footer(
                    counts,
                    ChainHash.get(bytes, 44),
                    Json.readObject(parts.summary()),
                    Json.readObject(parts.completeness()),
                    parts.index(),
                    parts.snapshots(),
                    signature);
        } catch (MalformedJsonException e) {
            throw new CorruptRecordingException(
                    offset, "the footer holds what is no JSON object: " + e.getMessage());
        }
    }

    private static Optional<Signature> decodeSignature(
            ByteBuffer bytes, int keyAt, int crcAt, long offset) throws CorruptRecordingException {
        int keyLength = Byte.toUnsignedInt(bytes.get(keyAt));
        int signatureAt = keyAt + 1 + keyLength;
        if (signatureAt + (keyLength > 0 ? SIGNATURE_BYTES : 0) != crcAt) {
            throw new CorruptRecordingException(offset, "the footer's lengths do not add up");
        }
        if (keyLength == 0) {
            return Optional.empty();
        }
        byte[] key = new byte[keyLength];
        bytes.get(keyAt + 1, key);
        byte[] signature = new byte[SIGNATURE_BYTES];
        bytes.get(signatureAt, signature);
        return Optional.of(
                new Signature(
                        new String(key, StandardCharsets.US_ASCII),
                        java.util.HexFormat.of().formatHex(signature)));
    }
}
