package dev.postern.broker.ca;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;

/// EC keys on the curve P-256: the only kind that is issued to or signed with.
public final class PublicKeys {

    private static final int LONGEST_DER = 256;
    private static final String CURVE = "secp256r1";
    private static final String SIGNATURE = "SHA256withECDSA";

    private PublicKeys() {}

    /// The key in a DER SubjectPublicKeyInfo.
    ///
    /// @throws InvalidKeyException if it is not an EC key with a point on P-256
    public static ECPublicKey p256(byte[] der) throws InvalidKeyException {
        if (der.length > LONGEST_DER) {
            throw new InvalidKeyException(
                    "the public key has " + der.length + " bytes; a P-256 key has 91");
        }
        try {
            PublicKey key =
                    KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(der));
            if (key instanceof ECPublicKey ec && isP256(ec)) {
                return ec;
            }
        } catch (GeneralSecurityException e) {
            throw new InvalidKeyException("the public key is no EC key: " + e.getMessage(), e);
        }
        throw new InvalidKeyException("the public key is not on the curve P-256");
    }

    /// Whether `signature` of `text` was made with the private key of `key`.
    public static boolean isSignedBy(ECPublicKey key, String text, byte[] signature) {
        try {
            Signature verifier = Signature.getInstance(SIGNATURE);
            verifier.initVerify(key);
            verifier.update(text.getBytes(StandardCharsets.UTF_8));
            return verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /// SHA-256 of a certificate, in lower-case hexadecimal.
    public static String fingerprint(X509Certificate certificate) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "a certificate that was just made or parsed has an encoding", e);
        }
    }

    static KeyPair generate() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(CURVE));
        return generator.generateKeyPair();
    }

    static boolean belongTogether(PublicKey publicKey, PrivateKey privateKey)
            throws GeneralSecurityException {
        Signature signer = Signature.getInstance(SIGNATURE);
        signer.initSign(privateKey);
        signer.update(publicKey.getEncoded());
        return publicKey instanceof ECPublicKey ec && verifies(ec, signer.sign());
    }

    private static boolean verifies(ECPublicKey key, byte[] signature)
            throws GeneralSecurityException {
        Signature verifier = Signature.getInstance(SIGNATURE);
        verifier.initVerify(key);
        verifier.update(key.getEncoded());
        return verifier.verify(signature);
    }

    /// Whether the key's curve is P-256 and its point satisfies y² = x³ + ax + b and is not the point at infinity.
    static boolean isP256(ECPublicKey key) throws GeneralSecurityException {
        AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
        parameters.init(new ECGenParameterSpec(CURVE));
        ECParameterSpec curve = parameters.getParameterSpec(ECParameterSpec.class);
        ECParameterSpec found = key.getParams();
        if (!found.getCurve().equals(curve.getCurve())
                || !found.getGenerator().equals(curve.getGenerator())
                || !(curve.getCurve().getField() instanceof ECFieldFp field)
                || key.getW().equals(ECPoint.POINT_INFINITY)) {
            return false;
        }
        BigInteger p = field.getP();
        BigInteger x = key.getW().getAffineX();
        BigInteger y = key.getW().getAffineY();
        BigInteger right =
                x.pow(3)
                        .add(curve.getCurve().getA().multiply(x))
                        .add(curve.getCurve().getB())
                        .mod(p);
        return x.signum() >= 0 && x.compareTo(p) < 0 && y.multiply(y).mod(p).equals(right);
    }
}
