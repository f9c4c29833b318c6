package dev.postern.keys;

import java.io.IOException;
import java.io.Serial;

/// A key cannot be had now, though it was not destroyed: its file or its key-encryption key is missing.
public final class KeyUnavailableException extends IOException {

    @Serial private static final long serialVersionUID = 1L;

    private final String missing;

    private KeyUnavailableException(String missing, String message) {
        super(message);
        this.missing = missing;
    }

    /// The key-encryption key `id` is not at hand.
    ///
    /// @param lookedIn the places of the keys that are at hand
    public static KeyUnavailableException noKeyEncryptionKey(String id, String lookedIn) {
        return new KeyUnavailableException(
                id,
                "key-encryption key "
                        + id
                        + " is not at hand (looked in: "
                        + lookedIn
                        + "); name the place of that key as well and try again");
    }

    /// There is no key file of a recording, and no sign that it was destroyed.
    ///
    /// @param lookedAt where the file would be
    public static KeyUnavailableException noKeyFile(String recordingId, String lookedAt) {
        return new KeyUnavailableException(
                recordingId,
                "recording "
                        + recordingId
                        + " has no key file (looked at: "
                        + lookedAt
                        + "); restore the folder of recording keys from a backup");
    }

    /// The identifier of the key-encryption key or of the recording whose key is missing.
    public String missing() {
        return missing;
    }
}
