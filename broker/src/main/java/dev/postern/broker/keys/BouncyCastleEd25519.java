package dev.postern.broker.keys;

import dev.postern.sitelog.Ed25519Signing;

import org.bouncycastle.math.ec.rfc8032.Ed25519;

import java.security.InvalidKeyException;
import java.security.interfaces.EdECPrivateKey;
import java.util.Arrays;

/// Bouncy Castle's Ed25519, which takes a small part of the JDK's time for a signature: every recording ends with one.
public final class BouncyCastleEd25519 implements Ed25519Signing {

    @Override
    public byte[] sign(EdECPrivateKey key, byte[] publicKey, byte[] message)
            throws InvalidKeyException {
        byte[] secret =
                key.getBytes()
                        .orElseThrow(() -> new InvalidKeyException("the key has no private half"));
        try {
            byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
            Ed25519.sign(secret, 0, publicKey, 0, message, 0, message.length, signature, 0);
            return signature;
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }
}
