package dev.postern.recording;

import dev.postern.json.MalformedJsonException;
import dev.postern.recording.format.CorruptRecordingException;
import dev.postern.recording.format.EntryLayout;

import org.jspecify.annotations.Nullable;

import java.util.Map;

/// The last entry of a recording.
///
/// @param micros   microseconds since the recording was opened
/// @param factKind the kind if it is a fact, else empty
/// @param facts    the fact's values
record LastEntry(long micros, String factKind, Map<String, @Nullable Object> facts) {

    static final LastEntry NONE = new LastEntry(0, "", Map.of());

    /// The last of `entries`, which are at `offset` in the file.
    static LastEntry of(BlockEntries entries, long offset) throws CorruptRecordingException {
        while (entries.next()) {
            // the last one stays
        }
        String kind =
                entries.code() == EntryLayout.FACT ? EntryLayout.factKind(entries.content()) : null;
        try {
            return kind == null
                    ? new LastEntry(entries.micros(), "", Map.of())
                    : new LastEntry(
                            entries.micros(), kind, EntryLayout.facts(entries.content(), kind));
        } catch (MalformedJsonException e) {
            throw new CorruptRecordingException(
                    offset, "the last fact is no JSON object: " + e.getMessage());
        }
    }
}
