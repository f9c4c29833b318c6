package dev.postern.broker.proxy.pg;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;

/// Logins to targets that take them, refuse them, or cannot be trusted.
class TargetTrustIT {

    @TempDir static Path directory;

    private static TestCertificates certificates;
    private static TestServer server;
    private static Gateway gateway;

    @BeforeAll
    static void start() throws Exception {
        certificates = TestCertificates.create(directory);
        server = TestServer.startWithTls(certificates);
        gateway = Gateway.start(certificates, EdgeLimits.DEFAULT);
    }

    @AfterAll
    static void stop() throws IOException {
        gateway.close();
        server.close();
    }

    @BeforeEach
    void leadToTheServer() {
        gateway.forget().trustingTargets().to(server.port());
    }

    private static String ada(String more) {
        return gateway.conninfo("user=ada " + more);
    }

    @Test
    void missingDatabase_isTheServersFatal() throws Exception {
        assertThat(Psql.run(ada("dbname=nope"), "-c", "SELECT 1"))
                .contains("FATAL:  database \"nope\" does not exist")
                .doesNotContain("postern:");
    }

    @Test
    void targetDown_is08001() throws Exception {
        gateway.to(1);
        assertThat(Psql.run(ada(""), "-c", "SELECT 1"))
                .contains("FATAL:  postern: target shop not reachable (connection refused)");
    }

    @Test
    void targetWithTls_isVerifiedAndLoginIsBoundToItsCertificate() throws Exception {
        gateway.verifyingTargets();
        assertThat(
                        Psql.run(
                                ada(""),
                                "-c",
                                "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"))
                .isEqualTo("t\n");
        assertThat(gateway.ended().methods()).containsExactly("scram-sha-256-plus");
    }

    @Test
    void targetWithForeignAuthority_isRefused() throws Exception {
        gateway.verifyingTargets("client.crt");
        assertThat(Psql.run(ada(""), "-c", "SELECT 1"))
                .contains("FATAL:  postern: certificate of shop does not match");
    }
}
