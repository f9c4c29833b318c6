package dev.postern.recording;

import dev.postern.recording.format.CorruptRecordingException;
import dev.postern.recording.format.Footer;
import dev.postern.recording.format.RecordingException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;

/// The footer of a finished file, and where it is.
///
/// @param bytes the footer's bytes, the trailer's not
record FileEnd(Footer footer, long offset, ByteBuffer bytes) {

    /// The end of the file, or null if it has no trailer.
    ///
    /// @throws CorruptRecordingException if there is a trailer and the footer that it names does not check
    static @Nullable FileEnd find(FileWindow file, int headerLength) throws IOException {
        long size = file.size();
        if (size < headerLength + Footer.MIN_BYTES + Footer.TRAILER_BYTES) {
            return null;
        }
        long trailerAt = size - Footer.TRAILER_BYTES;
        ByteBuffer trailer = file.copy(trailerAt, Footer.TRAILER_BYTES);
        if (trailer.limit() < Footer.TRAILER_BYTES) {
            return null;
        }
        Footer.Location location = Footer.locate(trailer);
        if (location == null) {
            return null;
        }
        if (location.offset() < headerLength
                || location.length() < Footer.MIN_BYTES
                || location.length() > Footer.MAX_BYTES
                || location.offset() + location.length() != trailerAt) {
            throw new CorruptRecordingException(
                    trailerAt, "the trailer points elsewhere than to what is before it");
        }
        ByteBuffer bytes = file.copy(location.offset(), location.length());
        return new FileEnd(Footer.decode(bytes, location.offset()), location.offset(), bytes);
    }

    /// Refuses a whole footer at `offset` behind which 24 bytes or more are no trailer: a writer that broke off leaves
    /// less than that.
    static void checkNoFooter(FileWindow file, long offset) throws IOException {
        ByteBuffer start = file.copy(offset, 8);
        if (start.limit() < 8 || start.getInt(0) != Footer.MAGIC) {
            return;
        }
        int length = start.getInt(4);
        if (length < Footer.MIN_BYTES
                || length > Footer.MAX_BYTES
                || offset + length + Footer.TRAILER_BYTES > file.size()) {
            return;
        }
        try {
            Footer.decode(file.copy(offset, length), offset);
        } catch (RecordingException e) {
            return;
        }
        throw new CorruptRecordingException(
                offset + length, "the trailer behind the footer does not check");
    }
}
