package dev.postern.broker.ca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.postern.broker.base.Secret;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;

final class ServerPemTest {

    private static final Secret PASSWORD = Secret.of("open sesame");

    @TempDir Path folder;

    @ParameterizedTest
    @CsvSource({"ec -pkeyopt ec_paramgen_curve:prime256v1, EC", "rsa:2048, RSA", "ed25519, EdDSA"})
    void keys_areReadPlainAndEncrypted(String kind, String algorithm) throws Exception {
        make(kind);
        X509Certificate certificate = ServerPem.chain(text("server.crt")).getFirst();

        assertThat(ServerPem.key(text("server.key"), null, certificate).getAlgorithm())
                .isEqualTo(algorithm);
        openssl("pkcs8 -topk8 -v2 aes-256-cbc -in server.key -out sealed.key -passout file:pass");
        assertThat(ServerPem.key(text("sealed.key"), PASSWORD, certificate).getAlgorithm())
                .isEqualTo(algorithm);
        openssl("pkcs8 -topk8 -v1 PBE-SHA1-3DES -in server.key -out old.key -passout file:pass");
        assertThat(ServerPem.key(text("old.key"), PASSWORD, certificate).getAlgorithm())
                .isEqualTo(algorithm);
    }

    @Test
    void unusableKeys_sayWhy() throws Exception {
        make("rsa:2048");
        X509Certificate certificate = ServerPem.chain(text("server.crt")).getFirst();
        openssl("pkcs8 -topk8 -v2 aes-256-cbc -in server.key -out sealed.key -passout file:pass");
        openssl("rsa -traditional -in server.key -out old.key");

        assertProblem("sealed.key", null, certificate, "it is encrypted");
        assertProblem(
                "sealed.key",
                Secret.of("wrong"),
                certificate,
                "it cannot be decrypted with this password");
        assertProblem("old.key", null, certificate, "openssl pkcs8 -topk8");
        make("rsa:2048");
        assertProblem("server.key", null, certificate, "it is not the key of the certificate");
        make("ed25519");
        assertProblem("server.key", null, certificate, "it is not the key of the certificate");
        assertThatExceptionOfType(CaException.class)
                .isThrownBy(() -> ServerPem.chain("nonsense"))
                .withMessageStartingWith("it ");
    }

    private void assertProblem(
            String file,
            @org.jspecify.annotations.Nullable Secret password,
            X509Certificate certificate,
            String text)
            throws IOException {
        String pem = text(file);
        assertThatExceptionOfType(CaException.class)
                .isThrownBy(() -> ServerPem.key(pem, password, certificate))
                .withMessageContaining(text);
    }

    private void make(String kind) throws Exception {
        Files.writeString(folder.resolve("pass"), PASSWORD.reveal());
        openssl(
                "req -x509 -newkey "
                        + kind
                        + " -nodes -days 2 -subj /CN=db -keyout server.key -out server.crt");
    }

    private String text(String name) throws IOException {
        return Files.readString(folder.resolve(name));
    }

    private void openssl(String arguments) throws Exception {
        Process process =
                new ProcessBuilder(("openssl " + arguments).split(" "))
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }
}
