package dev.postern.broker.ca;

import dev.postern.broker.keys.SecretFolder;
import dev.postern.keys.DurableFiles;
import dev.postern.keys.KeyPurpose;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;

/// The files of one authority: `STEM.key` (a sealed PKCS#8 PEM) and `STEM.crt` of each generation, and `NAME.rotation`.
/// A key is written before its certificate, and both before the rotation names them.
final class AuthorityFiles {

    private static final Duration LIFETIME = Duration.ofDays(3650);

    private final SecretFolder files;
    private final AuthorityName name;
    private final Certificates certificates;

    AuthorityFiles(SecretFolder files, AuthorityName name, Certificates certificates) {
        this.files = files;
        this.name = name;
        this.certificates = certificates;
    }

    /// How far the rotation is; of an authority that was never rotated there is no file.
    RotationState state() throws IOException {
        String file = name.file() + ".rotation";
        if (!files.has(file)) {
            return RotationState.first(name.file());
        }
        try {
            return RotationState.parse(files.readText(file));
        } catch (IOException e) {
            throw new IOException(
                    files.path(file) + " is damaged (" + e.getMessage() + "); restore it", e);
        }
    }

    void write(RotationState state) throws IOException {
        files.writeText(name.file() + ".rotation", state.toText());
    }

    /// Makes another one, whose files are called `stem`.
    Authority make(String stem) throws CaException, IOException {
        String generation = stem.substring(name.file().length()).replace('-', ' ');
        Authority made = certificates.authority(name.title() + generation, LIFETIME);
        files.writeSecret(
                stem + ".key",
                KeyPurpose.AUTHORITY,
                Pem.key(made.key()).getBytes(StandardCharsets.US_ASCII));
        files.writeText(stem + ".crt", made.pem());
        return made;
    }

    /// Whether there was never one: whoever was rotated had one, whose loss is not made good by another.
    boolean isEmpty() {
        return !files.has(name.file() + ".rotation") && !files.has(name.file() + ".crt");
    }

    Authority read(String stem) throws CaException, IOException {
        try {
            Authority authority =
                    new Authority(
                            certificate(stem),
                            Pem.readKey(
                                    new String(
                                            files.readSecret(stem + ".key", KeyPurpose.AUTHORITY),
                                            StandardCharsets.US_ASCII)),
                            List.of());
            if (!PublicKeys.belongTogether(
                    authority.certificate().getPublicKey(), authority.key())) {
                throw new CaException(
                        "the key "
                                + files.path(stem + ".key")
                                + " does not belong to "
                                + files.path(stem + ".crt")
                                + "; restore both from one backup");
            }
            return authority;
        } catch (GeneralSecurityException e) {
            throw new CaException(
                    "the authority "
                            + files.path(stem + ".crt")
                            + " or its key is damaged ("
                            + e.getMessage()
                            + "); restore both files from a backup",
                    e);
        }
    }

    X509Certificate certificate(String stem) throws IOException, GeneralSecurityException {
        return Pem.readCertificate(files.readText(stem + ".crt"));
    }

    /// Destroys the key of one that is retired; its certificate stays, so that those who still show one of it are told.
    void destroyKey(String stem) throws IOException {
        DurableFiles.destroy(files.path(stem + ".key"));
    }
}
