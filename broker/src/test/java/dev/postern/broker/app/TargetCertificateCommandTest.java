package dev.postern.broker.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.postern.broker.base.Clock;
import dev.postern.broker.base.Randomness;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;

final class TargetCertificateCommandTest {

    private static final String CONFIGURATION =
            """
            data: store
            keys: {file: kek}
            postgres: {listen: "127.0.0.1:0"}
            web: {listen: "127.0.0.1:0"}
            sign-in: {issuer: "http://localhost:9", client-id: postern}
            targets:
              orders:
                hosts: ["db1.internal:5432", "db2.internal:5433"]
                tls-own-authority: true
                databases: [shop, crm]
                logins:
                  app: {issued-certificate: true}
                  reader: {password-env: PASSWORD}
            roles:
              engineer: {groups: [engineers]}
            """;

    @TempDir Path folder;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private TargetCertificateCommand command;

    @BeforeEach
    void read() throws Exception {
        Path key = Files.writeString(folder.resolve("kek"), "0123456789abcdef".repeat(4));
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        Path file = Files.writeString(folder.resolve("postern.yaml"), CONFIGURATION);
        Files.createDirectory(
                folder.resolve("store"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        command =
                new TargetCertificateCommand(
                        BrokerConfigReader.read(file, Map.of("PASSWORD", "x")),
                        Clock.system(),
                        Randomness.system(),
                        new PrintStream(out, true, StandardCharsets.UTF_8));
    }

    @Test
    void files_areMade_andTheLinesForTheServerPrinted() throws Exception {
        Path made = folder.resolve("made");

        assertThat(command.run(List.of("orders", "--out", made.toString()))).isZero();

        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains(
                        "ssl_cert_file = 'server.crt'",
                        "ssl_ca_file = 'broker-ca.crt'",
                        "hostssl \"shop\",\"crm\" \"app\" BROKER/32 cert\n",
                        "hostssl \"shop\",\"crm\" \"reader\" BROKER/32 scram-sha-256\n",
                        "tls-own-authority: true");
        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(made.resolve("server.key"))))
                .isEqualTo("rw-------");
        assertThat(openssl("verify", "-CAfile", "broker-ca.crt", "server.crt"))
                .contains("server.crt: OK");
        assertThat(openssl("x509", "-noout", "-text", "-in", "server.crt"))
                .contains("DNS:db1.internal, DNS:db2.internal");
        assertThatExceptionOfType(StartException.class)
                .isThrownBy(() -> command.run(List.of("orders", "--out", made.toString())))
                .withMessageContaining("server.key is there already");
    }

    @Test
    void hosts_mayBeNamed_andMistakesAreExplained() throws Exception {
        command.run(
                List.of(
                        "orders",
                        "--host",
                        "10.0.0.7",
                        "--out",
                        folder.resolve("made").toString()));

        assertThat(openssl("x509", "-noout", "-text", "-in", "server.crt"))
                .contains("IP Address:10.0.0.7")
                .doesNotContain("db1.internal");
        assertThatExceptionOfType(StartException.class)
                .isThrownBy(() -> command.run(List.of("other")))
                .withMessage(
                        "there is no target \"other\" in the configuration; its targets are"
                                + " orders");
        assertThatExceptionOfType(StartException.class)
                .isThrownBy(() -> command.run(List.of("orders", "--hosts")))
                .withMessageStartingWith("\"--hosts\" is not understood; write: postern broker");
    }

    private String openssl(String... words) throws Exception {
        List<String> line = new java.util.ArrayList<>(List.of("openssl"));
        line.addAll(List.of(words));
        Process process =
                new ProcessBuilder(line)
                        .directory(folder.resolve("made").toFile())
                        .redirectErrorStream(true)
                        .start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }
}
