package dev.postern.recording;

import dev.postern.recording.format.RecordingId;

import org.jspecify.annotations.Nullable;

import java.util.Map;

/// What a [RecordingVerifier] found.
///
/// @param id     null if the header could not be read
/// @param seal   what the footer says; null if there is none or it could not be read
/// @param damage null if none was found
public record VerificationReport(
        Verdict verdict,
        @Nullable RecordingId id,
        Extent extent,
        Hashes hashes,
        @Nullable Seal seal,
        @Nullable Damage damage) {

    /// The answer in a word.
    public enum Verdict {
        /// Finished, and every byte is what the footer was made for. What the footer is worth, [Seal#signature] says.
        INTACT,
        /// Not finished: the session runs, or its writer broke off. What is there up to the damage, if any, fits.
        INCOMPLETE,
        /// Not what was written.
        TAMPERED,
        /// Written by a newer version: not looked at.
        TOO_NEW,
        /// Written before the first release: not looked at.
        TOO_OLD
    }

    /// How much was looked at and fits.
    ///
    /// @param bytes   the file's length
    /// @param blocks  snapshots included
    /// @param entries as the blocks' headers count them
    public record Extent(long bytes, long blocks, long entries) {}

    /// The chain's hashes as 64 hexadecimal digits; empty if not computed.
    ///
    /// @param header of the header alone
    /// @param last   behind the last block that fits
    public record Hashes(String header, String last) {}

    /// What is known of a footer's signature.
    public enum SignatureState {
        /// By the key that it names, which the verifier trusts.
        VALID,
        /// Not by the key that it names.
        INVALID,
        /// The verifier does not have the key that it names.
        UNKNOWN_KEY,
        /// There is none.
        UNSIGNED
    }

    /// What a footer says.
    ///
    /// @param keyId        empty if unsigned
    /// @param summary      JSON values by name, with `reason`
    /// @param completeness the completeness verdict as JSON values by name
    public record Seal(
            SignatureState signature,
            String keyId,
            Map<String, @Nullable Object> summary,
            Map<String, @Nullable Object> completeness) {

        /// Whether the recording was finished by recovery: its tail may be missing.
        public boolean isRecovered() {
            return "recovered".equals(summary.get("reason"));
        }
    }

    /// What is wrong, at its first place.
    ///
    /// @param firstBadSequence the first entry that does not fit; 1 if the header is damaged, and the one behind the last
    ///     if only the end of the file is
    /// @param proven           entries 1 to this one are what the footer was made for, whatever else was changed; 0 if
    ///     that cannot be said
    /// @param offset           where in the file, in bytes
    /// @param text             a sentence
    public record Damage(Harm harm, long firstBadSequence, long proven, long offset, String text) {}
}
