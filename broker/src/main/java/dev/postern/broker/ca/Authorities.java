package dev.postern.broker.ca;

import dev.postern.broker.base.Clock;
import dev.postern.broker.base.Randomness;
import dev.postern.broker.keys.SecretFolder;
import dev.postern.broker.keys.SecretFolderException;
import dev.postern.keys.KeyEncryptionKeys;
import dev.postern.keys.KeyPurpose;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;

/// The broker's authorities: one for client certificates, one for its own server certificate, one toward targets.
///
/// They are separate so that the leak of one is not the leak of all. Each has `NAME.key` (a sealed PKCS#8 PEM) and
/// `NAME.crt` in the folder; the key is written first, so a certificate is never there without its key.
public record Authorities(Authority clients, Authority servers, Authority targets) {

    private static final Duration LIFETIME = Duration.ofDays(3650);

    /// Reads the authorities of `folder`, or makes them.
    ///
    /// @param keys encrypt the private keys
    /// @throws CaException with one sentence, if a file is wider than its owner, damaged or cannot be written, or the
    ///     key-encryption key of a private key is not at hand
    public static Authorities open(
            Path folder, KeyEncryptionKeys keys, Clock clock, Randomness randomness)
            throws CaException {
        try {
            SecretFolder files = SecretFolder.open(folder, keys);
            Certificates certificates = new Certificates(clock, randomness);
            return new Authorities(
                    authority(files, "client-ca", "Postern client authority", certificates),
                    authority(files, "server-ca", "Postern server authority", certificates),
                    authority(files, "target-ca", "Postern target authority", certificates));
        } catch (SecretFolderException e) {
            throw new CaException(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new CaException(
                    "the folder of keys "
                            + folder
                            + " cannot be used: "
                            + e
                            + "; check that it is writable",
                    e);
        }
    }

    private static Authority authority(
            SecretFolder files, String name, String title, Certificates certificates)
            throws CaException, IOException {
        if (!files.has(name + ".crt")) {
            Authority made = certificates.authority(title, LIFETIME);
            files.writeSecret(
                    name + ".key",
                    KeyPurpose.AUTHORITY,
                    Pem.key(made.key()).getBytes(StandardCharsets.US_ASCII));
            files.writeText(name + ".crt", made.pem());
            return made;
        }
        try {
            Authority authority =
                    new Authority(
                            Pem.readCertificate(files.readText(name + ".crt")),
                            Pem.readKey(
                                    new String(
                                            files.readSecret(name + ".key", KeyPurpose.AUTHORITY),
                                            StandardCharsets.US_ASCII)));
            if (!PublicKeys.belongTogether(
                    authority.certificate().getPublicKey(), authority.key())) {
                throw new CaException(
                        "the key "
                                + files.path(name + ".key")
                                + " does not belong to "
                                + files.path(name + ".crt")
                                + "; restore both from one backup");
            }
            return authority;
        } catch (GeneralSecurityException e) {
            throw new CaException(
                    "the authority "
                            + files.path(name + ".crt")
                            + " or its key is damaged ("
                            + e.getMessage()
                            + "); restore both files from a backup",
                    e);
        }
    }
}
