package dev.postern.sitelog;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// What a verifier knows from elsewhere.
///
/// @param keys        a copy of the public keys kept outside, or null
/// @param fingerprint of the first key, in hexadecimal, or null
/// @param anchors     checkpoints kept outside
public record LogTrust(
        @Nullable SiteKeys keys, @Nullable String fingerprint, List<SignedNote> anchors) {

    /// Nothing is known.
    public static final LogTrust NONE = new LogTrust(null, null, List.of());

    public LogTrust {
        anchors = List.copyOf(anchors);
    }

    /// Whether the first key is known from elsewhere.
    public boolean knowsKey() {
        return keys != null || fingerprint != null || !anchors.isEmpty();
    }
}
