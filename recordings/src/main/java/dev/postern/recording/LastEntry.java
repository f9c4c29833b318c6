package dev.postern.recording;

import dev.postern.recording.format.CorruptRecordingException;
import dev.postern.recording.format.EntryLayout;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// The last entry of a block.
///
/// @param micros microseconds since the recording was opened
/// @param factKind the kind if it is a fact, else null
record LastEntry(long micros, @Nullable String factKind) {

    /// The last entry of the block that `blocks` stands on.
    static LastEntry of(BlockFile blocks) throws CorruptRecordingException {
        ByteBuffer raw = ByteBuffer.wrap(blocks.raw());
        long micros = blocks.block().firstMicros();
        String kind = null;
        for (int i = 0; i < blocks.block().entryCount(); i++) {
            int code = raw.hasRemaining() ? raw.get() : -1;
            long delta = EntryLayout.getVarint(raw);
            long length = EntryLayout.getVarint(raw);
            if (delta < 0 || length < 0 || length > raw.remaining()) {
                throw new CorruptRecordingException(blocks.blockOffset(), "an entry reaches behind its block");
            }
            micros += delta;
            kind = code == EntryLayout.FACT ? EntryLayout.factKind(raw.slice(raw.position(), (int) length)) : null;
            raw.position(raw.position() + (int) length);
        }
        return new LastEntry(micros, kind);
    }
}
