package dev.postern.broker.ca;

import dev.postern.broker.base.Clock;
import dev.postern.broker.base.Randomness;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;

/// The broker's two authorities: one for client certificates, one for its own server certificate.
///
/// They are separate so that the leak of one is not the leak of both. Each has `NAME.key` (PKCS#8 PEM) and `NAME.crt`
/// in the folder; the key is written first, so a certificate is never there without its key.
public record Authorities(Authority clients, Authority servers) {

    private static final Duration LIFETIME = Duration.ofDays(3650);

    /// Reads the authorities of `folder`, or makes them.
    ///
    /// @throws CaException with one sentence, if a file is wider than its owner, damaged or cannot be written
    public static Authorities open(Path folder, Clock clock, Randomness randomness)
            throws CaException {
        try {
            KeyFolder files = KeyFolder.open(folder);
            Certificates certificates = new Certificates(clock, randomness);
            return new Authorities(
                    authority(files, "client-ca", "Postern client authority", certificates),
                    authority(files, "server-ca", "Postern server authority", certificates));
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
            KeyFolder files, String name, String title, Certificates certificates)
            throws CaException, IOException {
        if (!files.has(name + ".crt")) {
            Authority made = certificates.authority(title, LIFETIME);
            files.write(name + ".key", Pem.key(made.key()));
            files.write(name + ".crt", made.pem());
            return made;
        }
        try {
            Authority authority =
                    new Authority(
                            Pem.readCertificate(files.read(name + ".crt")),
                            Pem.readKey(files.read(name + ".key")));
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
