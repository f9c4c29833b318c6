package dev.postern.broker.proxy.pg;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The TLS that clients meet, as openssl and psql see it.
class ServerTlsIT {

    @TempDir static Path directory;

    private static EmbeddedPostgres server;
    private static Gateway gateway;
    private static TestCertificates certificates;

    @BeforeAll
    static void start() throws Exception {
        server = EmbeddedPostgres.start();
        certificates = TestCertificates.create(directory);
        certificates.issueServer("orders", "orders.db.example.com");
        certificates.issueServer("any", "*.db.example.org");
        gateway = Gateway.start(certificates, Gateway.IMPATIENT);
        gateway.to(server.getPort());
    }

    @AfterAll
    static void stop() throws IOException {
        gateway.close();
        server.close();
    }

    @BeforeEach
    void forget() throws Exception {
        gateway.forget();
        gateway.show("server");
    }

    @ParameterizedTest
    @CsvSource({
        "orders.db.example.com, orders.db.example.com",
        "ORDERS.db.example.com, orders.db.example.com",
        "crm.db.example.org, *.db.example.org",
        "a.b.db.example.org, localhost",
        "localhost, localhost",
        "unknown.example.net, localhost",
    })
    void certificate_isTheOneOfTheNameAskedFor(String asked, String shown) throws Exception {
        gateway.show("server", "orders", "any");

        assertThat(openssl("-servername", asked)).contains("subject=CN = " + shown + "\n");
    }

    @Test
    void noName_getsTheFirstCertificate() throws Exception {
        gateway.show("server", "orders");

        assertThat(openssl("-noservername")).contains("subject=CN = localhost\n");
    }

    @Test
    void newCertificate_isShownToNewClients_andRunningSessionsGoOn() throws Exception {
        try (RawClient running = gateway.client()) {
            gateway.show("orders");

            assertThat(openssl("-servername", "localhost"))
                    .contains("subject=CN = orders.db.example.com\n");
            running.send(RawClient.query("SELECT 'still here'"));
            assertThat(running.until('Z'))
                    .anySatisfy(message ->
                            assertThat(new String(message.body(), StandardCharsets.UTF_8))
                                    .contains("still here"));
        }
    }

    @Test
    void onlyTls12And13_areSpoken() throws Exception {
        assertThat(openssl("-tls1_2")).contains("Protocol  : TLSv1.2");
        assertThat(openssl("-tls1_3")).contains("New, TLSv1.3");
        assertThat(openssl("-tls1_1", "-cipher", "ALL@SECLEVEL=0")).doesNotContain("subject=CN");
    }

    @ParameterizedTest
    @CsvSource({"-tls1_2", "-tls1_3"})
    void sessions_areNeverResumed(String version) throws Exception {
        Path saved = directory.resolve("session" + version);

        String first = openssl(version, "-sess_out", saved.toString());
        assertThat(first).contains("New, TLSv1").doesNotContain("session ticket:");
        if (java.nio.file.Files.exists(saved)) {
            assertThat(openssl(version, "-sess_in", saved.toString()))
                    .contains("New, TLSv1")
                    .doesNotContain("Reused, ");
        }
    }

    private static String openssl(String... more) throws Exception {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "openssl",
                                "s_client",
                                "-starttls",
                                "postgres",
                                "-connect",
                                "127.0.0.1:" + gateway.port()));
        command.addAll(List.of(more));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return said;
    }
}
