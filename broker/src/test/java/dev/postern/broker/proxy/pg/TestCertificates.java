package dev.postern.broker.proxy.pg;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;

/// A certificate authority, a server certificate for `localhost` and a client certificate, made by the openssl command.
final class TestCertificates {

    private final Path directory;

    private TestCertificates(Path directory) {
        this.directory = directory;
    }

    static TestCertificates create(Path directory) throws IOException, InterruptedException {
        TestCertificates made = new TestCertificates(directory);
        made.openssl(
                "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj"
                        + " /CN=test-ca -keyout ca.key -out ca.crt");
        Files.writeString(
                directory.resolve("server.ext"), "subjectAltName=DNS:localhost,IP:127.0.0.1\n");
        Files.writeString(directory.resolve("client.ext"), "extendedKeyUsage=clientAuth\n");
        made.issue("server", "localhost");
        made.issue("client", "ada");
        return made;
    }

    /// Issues a server certificate for a DNS name, once more if there is one.
    void issueServer(String name, String dnsName) throws IOException, InterruptedException {
        Files.writeString(directory.resolve(name + ".ext"), "subjectAltName=DNS:" + dnsName + "\n");
        issue(name, dnsName);
    }

    private void issue(String name, String subject) throws IOException, InterruptedException {
        openssl(
                "req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN="
                        + subject
                        + " -keyout "
                        + name
                        + ".key -out "
                        + name
                        + ".csr");
        openssl(
                "x509 -req -in "
                        + name
                        + ".csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 2 -extfile "
                        + name
                        + ".ext -out "
                        + name
                        + ".crt");
        openssl("pkcs8 -topk8 -nocrypt -outform DER -in " + name + ".key -out " + name + ".pk8");
        Files.setPosixFilePermissions(
                file(name + ".key"), PosixFilePermissions.fromString("rw-------"));
        Files.setPosixFilePermissions(
                file(name + ".pk8"), PosixFilePermissions.fromString("rw-------"));
    }

    private void openssl(String arguments) throws IOException, InterruptedException {
        List<String> command = new java.util.ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments.split(" ", -1)));
        Process process =
                new ProcessBuilder(command)
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("openssl " + arguments + ": " + output);
        }
    }

    Path file(String name) {
        return directory.resolve(name);
    }

    X509Certificate certificate(String name) throws IOException, GeneralSecurityException {
        try (var in = Files.newInputStream(file(name + ".crt"))) {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    PrivateKey key(String name) throws IOException, GeneralSecurityException {
        String pem = openPem(name);
        return KeyFactory.getInstance("EC")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem)));
    }

    private String openPem(String name) throws IOException {
        return Files.readString(file(name + ".key")).replaceAll("-----[A-Z ]+-----", "");
    }
}
