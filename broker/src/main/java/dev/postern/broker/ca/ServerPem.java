package dev.postern.broker.ca;

import dev.postern.broker.base.Secret;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/// Reads a server's certificate chain and key as others issued them: PEM, PKCS#8, encrypted or not.
public final class ServerPem {

    private static final String PLAIN = "PRIVATE KEY";
    private static final String ENCRYPTED = "ENCRYPTED PRIVATE KEY";
    private static final List<String> ALGORITHMS = List.of("EC", "RSA", "Ed25519");

    private ServerPem() {}

    /// The certificates of `pem`, in order.
    ///
    /// @throws CaException if there is none
    public static List<X509Certificate> chain(String pem) throws CaException {
        try {
            List<X509Certificate> chain = new ArrayList<>();
            for (var certificate :
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(
                                    new ByteArrayInputStream(
                                            pem.getBytes(StandardCharsets.US_ASCII)))) {
                chain.add((X509Certificate) certificate);
            }
            if (chain.isEmpty()) {
                throw new CaException("it has no certificate");
            }
            return chain;
        } catch (GeneralSecurityException e) {
            throw new CaException("it is no certificate in PEM: " + e.getMessage(), e);
        }
    }

    /// The key of `pem`, which must be that of `certificate`.
    ///
    /// @param password of an encrypted key, or null
    public static PrivateKey key(String pem, @Nullable Secret password, X509Certificate certificate)
            throws CaException {
        PrivateKey key = key(pem, password);
        try {
            if (belongsTo(certificate, key)) {
                return key;
            }
        } catch (GeneralSecurityException _) {
            // A key that cannot be tried against the certificate is of another kind.
        }
        throw new CaException("it is not the key of the certificate");
    }

    private static boolean belongsTo(X509Certificate certificate, PrivateKey key)
            throws GeneralSecurityException {
        String name =
                switch (key.getAlgorithm()) {
                    case "EC" -> "SHA256withECDSA";
                    case "RSA" -> "SHA256withRSA";
                    default -> "Ed25519";
                };
        byte[] text = certificate.getEncoded();
        Signature signer = Signature.getInstance(name);
        signer.initSign(key);
        signer.update(text);
        byte[] signature = signer.sign();
        signer.initVerify(certificate.getPublicKey());
        signer.update(text);
        return signer.verify(signature);
    }

    private static PrivateKey key(String pem, @Nullable Secret password) throws CaException {
        byte[] encrypted = body(pem, ENCRYPTED);
        byte[] plain = body(pem, PLAIN);
        try {
            if (plain != null) {
                return read(new PKCS8EncodedKeySpec(plain));
            }
            if (encrypted == null) {
                throw new CaException(
                        "it has no \"BEGIN PRIVATE KEY\"; convert it with: openssl pkcs8 -topk8 -in"
                                + " KEY -out NEW");
            }
            if (password == null) {
                throw new CaException("it is encrypted; name its password with key-password-file");
            }
            return read(decrypted(new EncryptedPrivateKeyInfo(encrypted), password));
        } catch (GeneralSecurityException | IOException e) {
            throw new CaException(
                    plain == null
                            ? "it cannot be decrypted with this password"
                            : "it is damaged: " + e.getMessage(),
                    e);
        }
    }

    private static PKCS8EncodedKeySpec decrypted(EncryptedPrivateKeyInfo info, Secret password)
            throws GeneralSecurityException {
        String name =
                info.getAlgName().equals("PBES2") || info.getAlgName().startsWith("1.2.840")
                        ? info.getAlgParameters().toString()
                        : info.getAlgName();
        PBEKeySpec spec = new PBEKeySpec(password.reveal().toCharArray());
        try {
            Cipher cipher = Cipher.getInstance(name);
            cipher.init(
                    Cipher.DECRYPT_MODE,
                    SecretKeyFactory.getInstance(name).generateSecret(spec),
                    info.getAlgParameters());
            return info.getKeySpec(cipher);
        } finally {
            spec.clearPassword();
        }
    }

    private static PrivateKey read(PKCS8EncodedKeySpec spec) throws GeneralSecurityException {
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(spec);
            } catch (InvalidKeySpecException _) {
                // Of another algorithm: the next one is tried.
            }
        }
        throw new GeneralSecurityException("it is no key of " + String.join(", ", ALGORITHMS));
    }

    private static byte @Nullable [] body(String pem, String label) throws CaException {
        String begin = "-----BEGIN " + label + "-----";
        int from = pem.indexOf(begin);
        int to = pem.indexOf("-----END " + label + "-----");
        if (from < 0 || to < from) {
            return null;
        }
        try {
            return Base64.getMimeDecoder().decode(pem.substring(from + begin.length(), to));
        } catch (IllegalArgumentException e) {
            throw new CaException("there is no base64 between its PEM lines", e);
        }
    }
}
