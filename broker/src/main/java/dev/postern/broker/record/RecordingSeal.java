package dev.postern.broker.record;

import dev.postern.keys.DataKey;
import dev.postern.keys.DataKeys;
import dev.postern.keys.RandomBytes;
import dev.postern.recording.RecordingFile;
import dev.postern.recording.Signer;
import dev.postern.recording.format.RecordingId;

import org.jspecify.annotations.Nullable;

import java.io.IOException;

/// What recordings are encrypted and signed with.
///
/// @param keys    finds the key of a recording that was begun
/// @param newKeys gives the key of a recording that begins
/// @param signer  signs the footers; null leaves them unsigned
/// @param nonces  unpredictable bytes
public record RecordingSeal(
        DataKeys keys, NewKeys newKeys, @Nullable Signer signer, RandomBytes nonces) {

    /// Neither encrypts nor signs.
    public static final RecordingSeal NONE =
            new RecordingSeal(
                    RecordingFile.NO_KEYS,
                    session -> null,
                    null,
                    count -> {
                        throw new IllegalStateException("nothing is encrypted");
                    });

    /// Makes keys, or finds those that were made for recordings that were not begun yet.
    @FunctionalInterface
    public interface NewKeys {

        /// The key of the recording of `session`, which the recorder closes; null leaves it in clear.
        @Nullable DataKey create(RecordingId session) throws IOException;
    }
}
