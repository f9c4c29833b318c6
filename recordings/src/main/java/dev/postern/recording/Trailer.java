package dev.postern.recording;

import dev.postern.recording.format.Footer;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;

/// What the last bytes of a file say about the place of its footer.
///
/// @param location null if they are no trailer
/// @param shift    how many bytes more are before the trailer than it says: above 0 bytes were added, below taken away
record Trailer(Footer.@Nullable Location location, long shift) {

    static Trailer find(FileWindow file, long size) throws IOException {
        long at = size - Footer.TRAILER_BYTES;
        ByteBuffer bytes = file.copy(Math.max(0, at), Footer.TRAILER_BYTES);
        Footer.Location found = bytes.limit() < Footer.TRAILER_BYTES ? null : Footer.locate(bytes);
        return new Trailer(found, found == null ? 0 : at - found.offset() - found.length());
    }

    boolean isThere() {
        return location != null;
    }

    /// What was done to the bytes before the trailer, if something is wrong with them.
    Harm harm() {
        if (shift == 0) {
            return Harm.FLIP;
        }
        return shift > 0 ? Harm.INSERTION : Harm.DELETION;
    }
}
