package dev.postern.sitelog;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;

/// A key of a site log that can sign.
public final class SiteSigningKey {

    private final SiteKey publicKey;
    private final EdECPrivateKey privateKey;
    private final Ed25519Signing signing;

    private SiteSigningKey(SiteKey publicKey, EdECPrivateKey privateKey, Ed25519Signing signing) {
        this.publicKey = publicKey;
        this.privateKey = privateKey;
        this.signing = signing;
    }

    /// A new key with which the JDK signs.
    public static SiteSigningKey generate() {
        return generate(Ed25519Signing.JDK);
    }

    /// A new key, from the JDK's strong randomness.
    public static SiteSigningKey generate(Ed25519Signing signing) {
        try {
            KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            return new SiteSigningKey(
                    SiteKey.of(pair.getPublic()), (EdECPrivateKey) pair.getPrivate(), signing);
        } catch (GeneralSecurityException | MalformedLogException e) {
            throw new IllegalStateException("every JDK has Ed25519", e);
        }
    }

    /// The key whose private half was kept.
    ///
    /// @param pkcs8 what [#pkcs8] gave
    /// @throws MalformedLogException if it is no key, or another than `publicKey`'s
    public static SiteSigningKey of(SiteKey publicKey, byte[] pkcs8, Ed25519Signing signing)
            throws MalformedLogException {
        byte[] probe = {'p', 'r', 'o', 'b', 'e'};
        try {
            EdECPrivateKey secret =
                    (EdECPrivateKey)
                            KeyFactory.getInstance("Ed25519")
                                    .generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            SiteSigningKey key = new SiteSigningKey(publicKey, secret, signing);
            if (publicKey.verifies(probe, key.sign(probe))) {
                return key;
            }
        } catch (GeneralSecurityException _) {
            throw new MalformedLogException("a private key is not one of Ed25519");
        }
        throw new MalformedLogException("a private key is not that of " + publicKey);
    }

    /// The private half; wipe it after use.
    public byte[] pkcs8() {
        return privateKey.getEncoded();
    }

    /// The public half.
    public SiteKey publicKey() {
        return publicKey;
    }

    /// The signature over `message`, 64 bytes.
    public byte[] sign(byte[] message) {
        try {
            return signing.sign(privateKey, publicKey.bytes(), message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("an Ed25519 key does not sign", e);
        }
    }
}
