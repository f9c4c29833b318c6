package dev.postern.recording;

import java.io.IOException;

/// Signs the footers of recordings with Ed25519.
///
/// A key service may stand behind it: what is signed is short, whatever the length of the recording.
public interface Signer {

    /// The name under which a verifier knows the public key: 1 to 255 printable ASCII characters.
    String keyId();

    /// The signature of `message`, 64 bytes.
    ///
    /// @throws IOException if the key cannot be used; the recording then stays unfinished
    byte[] sign(byte[] message) throws IOException;
}
