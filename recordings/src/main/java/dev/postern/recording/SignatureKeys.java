package dev.postern.recording;

import java.security.PublicKey;
import java.util.Optional;

/// The public keys that a verifier trusts.
@FunctionalInterface
public interface SignatureKeys {

    /// No key at all: every signature is by an unknown key.
    SignatureKeys NONE = keyId -> Optional.empty();

    /// The Ed25519 key named `keyId`, if it is trusted.
    Optional<PublicKey> find(String keyId);
}
