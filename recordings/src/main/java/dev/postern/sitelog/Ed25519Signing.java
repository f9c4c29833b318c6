package dev.postern.sitelog;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;

/// An implementation of Ed25519 that signs. A key and a message have one signature, whoever makes it.
///
/// Source: RFC 8032
@FunctionalInterface
public interface Ed25519Signing {

    /// The JDK's.
    Ed25519Signing JDK =
            (key, publicKey, message) -> {
                Signature signature = Signature.getInstance("Ed25519");
                signature.initSign((PrivateKey) key);
                signature.update(message);
                return signature.sign();
            };

    /// The signature over `message`, 64 bytes.
    ///
    /// @param key       which has its private half
    /// @param publicKey the public half of `key`, 32 bytes
    byte[] sign(EdECPrivateKey key, byte[] publicKey, byte[] message)
            throws GeneralSecurityException;
}
