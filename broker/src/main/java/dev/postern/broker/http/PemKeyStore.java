package dev.postern.broker.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads the PEM files of an HTTPS certificate and its key.
final class PemKeyStore {

    private static final Pattern PKCS8 =
            Pattern.compile(
                    "-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

    private PemKeyStore() {}

    /// A key store with one entry, protected by an empty password because it never leaves memory.
    ///
    /// @throws IOException if a file is missing or holds something else, naming the file and the remedy
    static KeyStore read(Path certificate, Path key) throws IOException {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("web", key(key), new char[0], chain(certificate));
            return store;
        } catch (GeneralSecurityException e) {
            throw new IOException(
                    "the HTTPS certificate "
                            + certificate
                            + " and key "
                            + key
                            + " do not go together: "
                            + e.getMessage(),
                    e);
        }
    }

    private static Certificate[] chain(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            Certificate[] chain =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(in)
                            .toArray(new Certificate[0]);
            if (chain.length == 0) {
                throw new IOException(
                        file + " holds no certificate; give a PEM file with the chain, leaf first");
            }
            return chain;
        } catch (GeneralSecurityException e) {
            throw new IOException(file + " is no PEM certificate chain: " + e.getMessage(), e);
        }
    }

    private static PrivateKey key(Path file) throws IOException, GeneralSecurityException {
        Matcher matcher = PKCS8.matcher(Files.readString(file, StandardCharsets.US_ASCII));
        if (!matcher.find()) {
            throw new IOException(
                    file
                            + " holds no PKCS#8 key; convert it with: openssl pkcs8 -topk8 -nodes"
                            + " -in "
                            + file);
        }
        PKCS8EncodedKeySpec spec =
                new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(matcher.group(1)));
        try {
            return KeyFactory.getInstance("EC").generatePrivate(spec);
        } catch (InvalidKeySpecException notEc) {
            return KeyFactory.getInstance("RSA").generatePrivate(spec);
        }
    }
}
