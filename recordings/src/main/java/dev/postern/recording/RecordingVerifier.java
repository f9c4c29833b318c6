package dev.postern.recording;

import dev.postern.recording.format.RecordingId;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Checks recordings without their keys: structure, checksums, chain, footer and signature. What is encrypted stays so.
///
/// Reads a file once, from front to back. Whatever is in it, the answer is a report. Safe for use by several threads.
public final class RecordingVerifier {

    private final SignatureKeys keys;

    /// @param keys the public keys that are trusted
    public RecordingVerifier(SignatureKeys keys) {
        this.keys = keys;
    }

    /// Checks the recording in `file`, whichever it is.
    ///
    /// @throws IOException if the file cannot be read
    public VerificationReport verify(Path file) throws IOException {
        return run(file, null);
    }

    /// Checks the recording in `file`, which should be the one named `expected`.
    ///
    /// @throws IOException if the file cannot be read
    public VerificationReport verify(Path file, RecordingId expected) throws IOException {
        return run(file, expected);
    }

    private VerificationReport run(Path file, @Nullable RecordingId expected) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return new Verification(channel, keys).run(expected);
        }
    }
}
