package dev.postern.cli.login;

import dev.postern.cli.api.Answer;
import dev.postern.cli.api.ApiClient;
import dev.postern.cli.console.CliException;
import dev.postern.cli.profile.PrivateFiles;
import dev.postern.cli.profile.TargetFiles;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Makes a key pair for a target here, has the broker certify it, and writes both in the forms that clients ask for.
/// The private key never leaves this machine.
final class TargetKeys {

    private static final String ALIAS = "user";

    private TargetKeys() {}

    static void fetch(ApiClient api, String target, TargetFiles files)
            throws CliException, IOException {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair keys = generator.generateKeyPair();
            write(files, keys.getPrivate(), request(api, target, keys));
        } catch (GeneralSecurityException e) {
            throw CliException.failed(
                    "key_failed",
                    "the key or certificate for "
                            + target
                            + " could not be used: "
                            + e.getMessage(),
                    "");
        }
    }

    /// The end of a certificate that was written before.
    static Instant end(TargetFiles files) throws IOException, CliException {
        try {
            return certificates(Files.readString(files.certificate()))
                    .getFirst()
                    .getNotAfter()
                    .toInstant();
        } catch (GeneralSecurityException e) {
            throw CliException.failed(
                    "damaged_profile",
                    files.certificate() + " is damaged: " + e.getMessage(),
                    "Run: postern login");
        }
    }

    private static Map<String, @Nullable Object> request(ApiClient api, String target, KeyPair keys)
            throws CliException, GeneralSecurityException {
        String challenge = Answer.text(api.get("/api/v1/certificates/challenge"), "challenge");
        Signature signer = Signature.getInstance("SHA256withECDSA");
        signer.initSign(keys.getPrivate());
        signer.update(
                ("postern-certificate-request:" + target + ":" + challenge)
                        .getBytes(StandardCharsets.UTF_8));
        Map<String, String> body = new LinkedHashMap<>();
        body.put("target", target);
        body.put("publicKey", Base64.getEncoder().encodeToString(keys.getPublic().getEncoded()));
        body.put("proof", Base64.getEncoder().encodeToString(signer.sign()));
        return api.post("/api/v1/certificates", body);
    }

    private static void write(TargetFiles files, PrivateKey key, Map<String, ?> answer)
            throws IOException, GeneralSecurityException {
        String chain = Answer.text(answer, "certificate");
        String password = Pkce.random();
        PrivateFiles.makeFolder(files.folder());
        PrivateFiles.write(files.authority(), Answer.text(answer, "ca"));
        PrivateFiles.write(files.key(), pem(key));
        PrivateFiles.write(files.keyDer(), key.getEncoded());
        PrivateFiles.write(files.store(), store(key, certificates(chain), password));
        PrivateFiles.write(files.storePassword(), password + "\n");
        PrivateFiles.write(files.certificate(), chain);
    }

    private static byte[] store(PrivateKey key, List<X509Certificate> chain, String password)
            throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry(ALIAS, key, password.toCharArray(), chain.toArray(new Certificate[0]));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        store.store(out, password.toCharArray());
        return out.toByteArray();
    }

    private static List<X509Certificate> certificates(String pem) throws GeneralSecurityException {
        List<X509Certificate> chain =
                CertificateFactory.getInstance("X.509")
                        .generateCertificates(
                                new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)))
                        .stream()
                        .map(X509Certificate.class::cast)
                        .toList();
        if (chain.isEmpty()) {
            throw new GeneralSecurityException("the broker sent no certificate");
        }
        return chain;
    }

    private static String pem(PrivateKey key) {
        return "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
    }
}
