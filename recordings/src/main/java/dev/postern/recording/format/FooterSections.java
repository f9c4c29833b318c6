package dev.postern.recording.format;

import dev.postern.json.Json;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// The sections of a [Footer], each a kind (2 bytes), a length (4) and that many bytes.
///
/// | kind | content |
/// | --- | --- |
/// | 1 | summary, a JSON object in UTF-8 |
/// | 2 | completeness verdict, a JSON object in UTF-8 |
/// | 3 | index of blocks, 56 bytes each: offset (8), first sequence number (8), first microseconds (8), chain hash before
/// it (32) |
/// | 4 | index of snapshots, in the same way |
///
/// Kinds 1 to 3 are there exactly once, 4 at most once. A reader skips a kind it does not know, unless its high bit is
/// set: that it refuses.
record FooterSections(
        ByteBuffer summary,
        ByteBuffer completeness,
        List<Footer.IndexEntry> index,
        List<Footer.IndexEntry> snapshots) {

    private static final int SUMMARY = 1;
    private static final int COMPLETENESS = 2;
    private static final int INDEX = 3;
    private static final int SNAPSHOTS = 4;
    private static final int MUST_UNDERSTAND = 0x8000;
    private static final int HEAD_BYTES = 6;
    private static final int INDEX_ENTRY_BYTES = 56;

    static ByteBuffer encode(Footer footer) {
        byte[] summary = Json.writeBytes(footer.summary());
        byte[] completeness = Json.writeBytes(footer.completeness());
        int entries = footer.index().size() + footer.snapshots().size();
        int length =
                4 * HEAD_BYTES + summary.length + completeness.length + INDEX_ENTRY_BYTES * entries;
        ByteBuffer out = ByteBuffer.allocate(length);
        out.putShort((short) SUMMARY).putInt(summary.length).put(summary);
        out.putShort((short) COMPLETENESS).putInt(completeness.length).put(completeness);
        putIndex(out, INDEX, footer.index());
        if (!footer.snapshots().isEmpty()) {
            putIndex(out, SNAPSHOTS, footer.snapshots());
        }
        return out.flip();
    }

    private static void putIndex(ByteBuffer out, int kind, List<Footer.IndexEntry> index) {
        out.putShort((short) kind).putInt(INDEX_ENTRY_BYTES * index.size());
        for (Footer.IndexEntry entry : index) {
            out.putLong(entry.offset()).putLong(entry.firstSequence()).putLong(entry.firstMicros());
            entry.chainBefore().put(out);
        }
    }

    static FooterSections decode(ByteBuffer in, long offset) throws RecordingException {
        @Nullable ByteBuffer[] known = new @Nullable ByteBuffer[SNAPSHOTS + 1];
        while (in.hasRemaining()) {
            int kind = in.remaining() < HEAD_BYTES ? 0 : Short.toUnsignedInt(in.getShort());
            int length = kind == 0 ? -1 : in.getInt();
            if (length < 0 || length > in.remaining()) {
                throw new CorruptRecordingException(
                        offset, "a section of the footer reaches behind its end");
            }
            if (kind < known.length) {
                if (known[kind] != null) {
                    throw new CorruptRecordingException(
                            offset, "section " + kind + " of the footer comes twice");
                }
                known[kind] = in.slice(in.position(), length);
            } else if ((kind & MUST_UNDERSTAND) != 0) {
                throw new TooNewRecordingException("footer section " + kind);
            }
            in.position(in.position() + length);
        }
        ByteBuffer summary = known[SUMMARY];
        ByteBuffer completeness = known[COMPLETENESS];
        ByteBuffer blocks = known[INDEX];
        if (summary == null || completeness == null || blocks == null) {
            throw new CorruptRecordingException(offset, "a section of the footer is missing");
        }
        ByteBuffer snapshots = known[SNAPSHOTS];
        return new FooterSections(
                summary,
                completeness,
                index(blocks, offset),
                snapshots == null ? List.of() : index(snapshots, offset));
    }

    private static List<Footer.IndexEntry> index(ByteBuffer in, long offset)
            throws CorruptRecordingException {
        if (in.remaining() % INDEX_ENTRY_BYTES != 0) {
            throw new CorruptRecordingException(offset, "an index of the footer is cut");
        }
        List<Footer.IndexEntry> index = new ArrayList<>(in.remaining() / INDEX_ENTRY_BYTES);
        for (int at = 0; at < in.limit(); at += INDEX_ENTRY_BYTES) {
            index.add(
                    new Footer.IndexEntry(
                            in.getLong(at),
                            in.getLong(at + 8),
                            in.getLong(at + 16),
                            ChainHash.get(in, at + 24)));
        }
        return index;
    }
}
