package dev.postern.broker.demo;

import dev.postern.broker.base.Clock;
import dev.postern.broker.base.Randomness;
import dev.postern.broker.ca.Authorities;
import dev.postern.broker.ca.CaException;
import dev.postern.broker.ca.ServerCertificate;
import dev.postern.broker.keys.KeySource;
import dev.postern.broker.keys.KeySourceException;
import dev.postern.broker.keys.KeysConfig;
import dev.postern.keys.KeyEncryptionKey;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/// The PEM files that the demo's database shows, and the certificate that vouches for them.
///
/// @param authority   what the broker trusts
/// @param certificate the chain the database shows
/// @param key         its key, mode 0600
record DemoCertificates(Path authority, Path certificate, Path key) {

    /// Makes fresh ones, by an authority of the demo's own that is fresh too.
    static DemoCertificates make(DemoFolder folder, Clock clock, Randomness randomness)
            throws IOException {
        try {
            Path own = folder.folder("database-authority");
            try (DirectoryStream<Path> before = Files.newDirectoryStream(own, "*-ca.{key,crt}")) {
                for (Path file : before) {
                    Files.delete(file);
                }
            }
            KeyEncryptionKey key = new KeySource.KeyFile(folder.keyFile()).load(Map.of());
            Authorities authorities =
                    Authorities.open(
                            own,
                            new KeysConfig(key, List.of()).open(randomness),
                            clock,
                            randomness);
            ServerCertificate server =
                    ServerCertificate.issue(authorities, List.of("localhost"), clock, randomness);
            StringBuilder chain = new StringBuilder();
            for (X509Certificate certificate : server.chain()) {
                chain.append(pem("CERTIFICATE", certificate.getEncoded()));
            }
            Path secrets = folder.folder("secrets");
            Path authority = folder.folder("secrets").resolve("database-ca.crt");
            DemoFolder.publish(
                    authority, pem("CERTIFICATE", server.chain().getLast().getEncoded()));
            DemoFolder.publish(secrets.resolve("database.crt"), chain.toString());
            DemoFolder.publish(
                    secrets.resolve("database.key"), pem("PRIVATE KEY", server.key().getEncoded()));
            return new DemoCertificates(
                    authority, secrets.resolve("database.crt"), secrets.resolve("database.key"));
        } catch (CaException | KeySourceException | CertificateEncodingException e) {
            throw new IOException(
                    "the demo's database certificate could not be made: " + e.getMessage(), e);
        }
    }

    private static String pem(String label, byte[] der) {
        return "-----BEGIN "
                + label
                + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                + "\n-----END "
                + label
                + "-----\n";
    }
}
