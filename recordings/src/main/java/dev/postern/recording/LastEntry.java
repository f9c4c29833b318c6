package dev.postern.recording;

import dev.postern.json.MalformedJsonException;
import dev.postern.recording.format.CorruptRecordingException;
import dev.postern.recording.format.EntryLayout;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.Map;

/// The last entry of a block.
///
/// @param micros   microseconds since the recording was opened
/// @param factKind the kind if it is a fact, else empty
/// @param facts    the fact's values
record LastEntry(long micros, String factKind, Map<String, @Nullable Object> facts) {

    /// The last entry of the block that `blocks` stands on.
    static LastEntry of(BlockFile blocks) throws CorruptRecordingException {
        ByteBuffer raw = ByteBuffer.wrap(blocks.raw());
        long micros = blocks.block().firstMicros();
        int code = 0;
        ByteBuffer content = raw;
        for (int i = 0; i < blocks.block().entryCount(); i++) {
            code = raw.hasRemaining() ? raw.get() : -1;
            long delta = EntryLayout.getVarint(raw);
            long length = EntryLayout.getVarint(raw);
            if (delta < 0 || length < 0 || length > raw.remaining()) {
                throw new CorruptRecordingException(
                        blocks.blockOffset(), "an entry reaches behind its block");
            }
            micros += delta;
            content = raw.slice(raw.position(), (int) length);
            raw.position(raw.position() + (int) length);
        }
        String kind = code == EntryLayout.FACT ? EntryLayout.factKind(content) : null;
        try {
            return kind == null
                    ? new LastEntry(micros, "", Map.of())
                    : new LastEntry(micros, kind, EntryLayout.facts(content, kind));
        } catch (MalformedJsonException e) {
            throw new CorruptRecordingException(
                    blocks.blockOffset(), "the last fact is no JSON object: " + e.getMessage());
        }
    }
}
