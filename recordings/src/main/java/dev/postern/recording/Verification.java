package dev.postern.recording;

import dev.postern.recording.VerificationReport.Damage;
import dev.postern.recording.VerificationReport.Extent;
import dev.postern.recording.VerificationReport.Hashes;
import dev.postern.recording.VerificationReport.Seal;
import dev.postern.recording.VerificationReport.SignatureState;
import dev.postern.recording.VerificationReport.Verdict;
import dev.postern.recording.format.CorruptRecordingException;
import dev.postern.recording.format.FileHeader;
import dev.postern.recording.format.Footer;
import dev.postern.recording.format.RecordingId;
import dev.postern.recording.format.TooNewRecordingException;
import dev.postern.recording.format.TooOldRecordingException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/// One run of a [RecordingVerifier] over one file.
final class Verification {

    private static final int WINDOW_BYTES = 1024 * 1024;

    private final FileWindow window;
    private final SignatureKeys keys;
    private final long size;
    private final Trailer trailer;
    private @Nullable FileHeader header;
    private @Nullable BlockScanner scanner;
    private @Nullable Footer footer;
    private @Nullable Seal seal;
    private IndexCheck index = new IndexCheck();
    private long blocks;
    private long rawBytes;

    Verification(FileChannel channel, SignatureKeys keys) throws IOException {
        this.keys = keys;
        this.size = channel.size();
        this.window = new FileWindow(channel, (int) Math.min(WINDOW_BYTES, size));
        this.trailer = Trailer.find(window, size);
    }

    VerificationReport run(@Nullable RecordingId expected) throws IOException {
        try {
            Damage damage = look(expected);
            if (damage == null) {
                return report(Verdict.INTACT, null);
            }
            boolean incomplete = !trailer.isThere() && damage.harm() == Harm.TRUNCATION;
            return report(incomplete ? Verdict.INCOMPLETE : Verdict.TAMPERED, damage);
        } catch (TooNewRecordingException e) {
            return report(Verdict.TOO_NEW, null);
        } catch (TooOldRecordingException e) {
            return report(Verdict.TOO_OLD, null);
        }
    }

    private @Nullable Damage look(@Nullable RecordingId expected) throws IOException {
        BlockScanner walk;
        try {
            ByteBuffer bytes = BlockFile.readHeader(window);
            FileHeader begin = FileHeader.decode(bytes);
            header = begin;
            walk = new BlockScanner(window, begin, bytes);
            scanner = walk;
            if (expected != null && !expected.equals(begin.id())) {
                return new Damage(Harm.SWAP, 1, 0, 0, "the file holds recording " + begin.id());
            }
        } catch (CorruptRecordingException e) {
            return new Damage(
                    isCutInHeader(e) ? Harm.TRUNCATION : trailer.harm(), 1, 0, 0, e.problem());
        }
        String footerProblem = readFooterAhead();
        Damage damage = walk(walk);
        if (damage != null) {
            return damage;
        }
        return footerProblem.isEmpty() ? end(walk) : atEnd(walk, trailer.harm(), footerProblem);
    }

    private boolean isCutInHeader(CorruptRecordingException e) {
        return !trailer.isThere() && (size < FileHeader.START_BYTES || e.offset() == size);
    }

    /// Reads the footer that the trailer names before the blocks: its index tells where a forgery begins.
    ///
    /// @return what is wrong with it, or nothing
    private String readFooterAhead() throws IOException {
        Footer.Location place = trailer.location();
        if (place == null || trailer.shift() != 0) {
            return "";
        }
        try {
            index = new IndexCheck(readFooter(place.offset(), place.length()));
            return "";
        } catch (CorruptRecordingException e) {
            return e.problem();
        }
    }

    private Footer readFooter(long offset, int length) throws IOException {
        if (length < Footer.MIN_BYTES || length > Footer.MAX_BYTES || offset < 0) {
            throw new CorruptRecordingException(offset, "the footer's length is " + length);
        }
        ByteBuffer bytes = window.copy(offset, length);
        if (bytes.limit() < length) {
            throw new CorruptRecordingException(size, "the file ends inside the footer");
        }
        Footer found = Footer.decode(bytes, offset);
        footer = found;
        seal = Signatures.judge(found, bytes, keys);
        return found;
    }

    private @Nullable Damage walk(BlockScanner walk) throws IOException {
        Footer.Location place = trailer.shift() == 0 ? trailer.location() : null;
        long end = place == null ? size : place.offset();
        while (place == null ? !isFooterAt(walk.offset()) : walk.offset() != end) {
            long at = walk.offset();
            boolean agreed = index.agrees(walk);
            BlockScanner.Finding found = walk.step(end);
            if (!agreed && found != BlockScanner.Finding.UNLINKED) {
                return new Damage(
                        Harm.FORGERY,
                        index.proven() + 1,
                        proven(),
                        at,
                        "the blocks before this place are not those that the footer was made for");
            }
            if (found != BlockScanner.Finding.BLOCK) {
                return damage(walk, found);
            }
            blocks++;
            if (!walk.block().isSnapshot()) {
                rawBytes += walk.block().rawLength();
            }
        }
        return null;
    }

    private boolean isFooterAt(long offset) throws IOException {
        return window.load(offset, 4) == 4
                && window.bytes().getInt(window.index(offset)) == Footer.MAGIC;
    }

    private Damage damage(BlockScanner walk, BlockScanner.Finding found) {
        Harm harm = trailer.isThere() ? harm(found) : harmWithoutEnd(walk, found);
        long bad = harm == Harm.FORGERY ? firstOfLastBlock(walk) : walk.sequence();
        return new Damage(harm, bad, proven(), walk.offset(), walk.problem());
    }

    private Harm harm(BlockScanner.Finding found) {
        return switch (found) {
            case BLOCK, SHORT, NO_BLOCK, CONTENT -> trailer.harm();
            case FOREIGN -> Harm.SWAP;
            case LATER -> trailer.shift() == 0 ? Harm.REORDER : trailer.harm();
            case EARLIER -> trailer.shift() > 0 ? Harm.INSERTION : Harm.REORDER;
            case UNLINKED -> trailer.shift() == 0 ? Harm.FORGERY : trailer.harm();
        };
    }

    private Harm harmWithoutEnd(BlockScanner walk, BlockScanner.Finding found) {
        return switch (found) {
            case BLOCK, SHORT -> Harm.TRUNCATION;
            // An interrupted write leaves damage, but only at the very end.
            case NO_BLOCK, CONTENT ->
                    size - walk.offset() <= Salvage.MAX_TORN_BYTES ? Harm.TRUNCATION : Harm.FLIP;
            case FOREIGN -> Harm.SWAP;
            case LATER -> Harm.DELETION;
            case EARLIER -> Harm.INSERTION;
            case UNLINKED -> Harm.FORGERY;
        };
    }

    private static long firstOfLastBlock(BlockScanner walk) {
        return walk.hasBlock() && !walk.block().isSnapshot()
                ? walk.block().firstSequence()
                : walk.sequence();
    }

    /// Looks at what is behind the blocks, which fit.
    private @Nullable Damage end(BlockScanner walk) throws IOException {
        Footer found = footer;
        if (found == null) {
            return endWithoutTrailer(walk);
        }
        Footer.Counts counts = found.counts();
        if (!walk.isAt(found.chain())) {
            return new Damage(
                    Harm.FORGERY,
                    firstOfLastBlock(walk),
                    proven(),
                    walk.offset(),
                    "the last blocks are not those that the footer was made for");
        }
        if (counts.entries() != walk.sequence() - 1
                || counts.blocks() != blocks
                || counts.rawBytes() != rawBytes
                || !index.isComplete()) {
            return atEnd(walk, Harm.FORGERY, "the footer counts other blocks than there are");
        }
        Seal judged = seal;
        if (judged != null && judged.signature() == SignatureState.INVALID) {
            return new Damage(
                    Harm.BAD_SIGNATURE,
                    1,
                    0,
                    walk.offset(),
                    "the signature is not by key " + judged.keyId());
        }
        return null;
    }

    private @Nullable Damage endWithoutTrailer(BlockScanner walk) throws IOException {
        long at = walk.offset();
        if (trailer.isThere()) {
            return atEnd(walk, trailer.harm(), "the trailer points elsewhere than to the footer");
        }
        ByteBuffer start = window.copy(at, 8);
        int length = start.limit() < 8 ? 0 : start.getInt(4);
        long wholeSize = at + length + Footer.TRAILER_BYTES;
        if (length < Footer.MIN_BYTES || size < wholeSize) {
            return atEnd(walk, Harm.TRUNCATION, "the file ends inside footer or trailer");
        }
        return atEnd(
                walk,
                size == wholeSize ? Harm.FLIP : Harm.INSERTION,
                "no trailer is behind the footer");
    }

    private Damage atEnd(BlockScanner walk, Harm harm, String text) {
        return new Damage(harm, walk.sequence(), proven(), walk.offset(), text);
    }

    private long proven() {
        Seal judged = seal;
        return judged != null && judged.signature() == SignatureState.VALID ? index.proven() : 0;
    }

    private VerificationReport report(Verdict verdict, @Nullable Damage damage) {
        FileHeader begin = header;
        BlockScanner walk = scanner;
        long entries = walk == null ? 0 : walk.sequence() - 1;
        Hashes hashes =
                walk == null
                        ? new Hashes("", "")
                        : new Hashes(walk.origin().toString(), walk.chain().toString());
        return new VerificationReport(
                verdict,
                begin == null ? null : begin.id(),
                new Extent(size, blocks, entries),
                hashes,
                seal,
                damage);
    }
}
