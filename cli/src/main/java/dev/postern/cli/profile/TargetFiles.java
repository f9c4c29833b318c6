package dev.postern.cli.profile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The key and certificate for one target, in the forms that clients ask for.
///
/// | file | what |
/// | --- | --- |
/// | `client.crt` | certificate chain, PEM |
/// | `client.key` | private key, PKCS#8 PEM |
/// | `client.pk8` | private key, PKCS#8 DER (pgjdbc's `sslkey`) |
/// | `client.p12` | both, PKCS#12, alias `user` |
/// | `client.p12.password` | the password of `client.p12` |
/// | `ca.crt` | the authority of the broker's own certificate, PEM |
public record TargetFiles(Path folder) {

    private static final List<String> NAMES =
            List.of(
                    "client.crt",
                    "client.key",
                    "client.pk8",
                    "client.p12",
                    "client.p12.password",
                    "ca.crt");

    /// `client.crt`.
    public Path certificate() {
        return folder.resolve("client.crt");
    }

    /// `client.key`.
    public Path key() {
        return folder.resolve("client.key");
    }

    /// `client.pk8`.
    public Path keyDer() {
        return folder.resolve("client.pk8");
    }

    /// `client.p12`.
    public Path store() {
        return folder.resolve("client.p12");
    }

    /// `client.p12.password`.
    public Path storePassword() {
        return folder.resolve("client.p12.password");
    }

    /// `ca.crt`.
    public Path authority() {
        return folder.resolve("ca.crt");
    }

    /// Deletes the files and then the folder, if nothing foreign is in it.
    void delete() throws IOException {
        for (String name : NAMES) {
            Files.deleteIfExists(folder.resolve(name));
        }
        try (var rest = Files.list(folder)) {
            if (rest.findAny().isPresent()) {
                return;
            }
        }
        Files.deleteIfExists(folder);
    }
}
