package dev.postern.keys;

import java.io.IOException;

/// Finds the data key of a recording.
@FunctionalInterface
public interface DataKeys {

    /// The data key of a recording, unwrapped; the caller closes it.
    ///
    /// @param recordingId the recording's ULID
    /// @throws KeyDestroyedException   if the key was destroyed: the content is erased, the proof remains
    /// @throws KeyUnavailableException if there is no key, or the key-encryption key that wraps it is not at hand
    /// @throws CorruptKeyException     if the wrapped key is damaged
    DataKey dataKey(String recordingId) throws IOException;
}
