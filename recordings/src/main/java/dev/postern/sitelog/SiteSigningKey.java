package dev.postern.sitelog;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;

/// A key of a site log that can sign.
public final class SiteSigningKey {

    private final SiteKey publicKey;
    private final PrivateKey privateKey;

    private SiteSigningKey(SiteKey publicKey, PrivateKey privateKey) {
        this.publicKey = publicKey;
        this.privateKey = privateKey;
    }

    /// A new key, from the JDK's strong randomness.
    public static SiteSigningKey generate() {
        try {
            KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            return new SiteSigningKey(SiteKey.of(pair.getPublic()), pair.getPrivate());
        } catch (GeneralSecurityException | MalformedLogException e) {
            throw new IllegalStateException("every JDK has Ed25519", e);
        }
    }

    /// The key whose private half was kept.
    ///
    /// @param pkcs8 what [#pkcs8] gave
    /// @throws MalformedLogException if it is no key, or another than `publicKey`'s
    public static SiteSigningKey of(SiteKey publicKey, byte[] pkcs8) throws MalformedLogException {
        byte[] probe = {'p', 'r', 'o', 'b', 'e'};
        try {
            PrivateKey key =
                    KeyFactory.getInstance("Ed25519")
                            .generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            SiteSigningKey signing = new SiteSigningKey(publicKey, key);
            if (publicKey.verifies(probe, signing.sign(probe))) {
                return signing;
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
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(privateKey);
            signature.update(message);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("an Ed25519 key does not sign", e);
        }
    }
}
