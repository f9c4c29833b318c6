package dev.postern.broker.proxy.pg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.broker.proxy.pg.RawClient.Message;
import dev.postern.recording.FactKind;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/// Cancel requests in the clear and by TLS, in the recording of the session and as events of their own.
class CancelIT {

    @TempDir static Path directory;

    private static EmbeddedPostgres server;
    private static Gateway gateway;

    @BeforeAll
    static void start() throws Exception {
        server = EmbeddedPostgres.start();
        gateway = Gateway.start(TestCertificates.create(directory), Gateway.IMPATIENT);
        gateway.to(server.getPort());
    }

    @AfterAll
    static void stop() throws IOException {
        gateway.close();
        server.close();
    }

    @BeforeEach
    void forget() {
        gateway.forget();
    }

    @Test
    void cancelInTheClear_isRecordedWithItsAddress() throws Exception {
        Map<String, Object> fact = cancelled(false);

        assertThat(fact).containsEntry("tls", false).containsEntry("certificate", "");
        assertThat(String.valueOf(fact.get("address"))).startsWith("127.0.0.1:");
        assertThat(gateway.cancelAsked()).endsWith(" false ");
    }

    @Test
    void cancelByTls_isRecordedWithItsCertificate() throws Exception {
        String serial = gateway.certificates.certificate("client").getSerialNumber().toString(16);

        Map<String, Object> fact = cancelled(true);

        assertThat(fact).containsEntry("tls", true).containsEntry("certificate", serial);
        assertThat(gateway.cancelAsked()).endsWith(" true " + serial);
    }

    private static Map<String, Object> cancelled(boolean isSecure) throws Exception {
        try (RawClient client = gateway.secureClient()) {
            client.send(
                    RawClient.startup(0x30000, Map.of("user", "postgres", "database", "postgres")));
            byte[] key =
                    client.until('Z').stream()
                            .filter(message -> message.type() == 'K')
                            .map(Message::body)
                            .findFirst()
                            .orElseThrow();
            client.send(RawClient.query("SELECT pg_sleep(20)"));
            Gateway.await("the statement runs", CancelIT::isSleeping);
            try (RawClient cancel =
                    isSecure ? gateway.secureClient() : RawClient.connect(gateway.port())) {
                cancel.send(RawClient.packet(80_877_102, key));
                assertThat(cancel.toEnd()).isEmpty();
            }
            assertThat(client.until('Z'))
                    .anySatisfy(message -> assertThat(message.field('C')).isEqualTo("57014"));
        }
        return onlyFact();
    }

    private static boolean isSleeping() {
        try (Connection admin = server.getPostgresDatabase().getConnection();
                var statement = admin.createStatement();
                var rows =
                        statement.executeQuery(
                                "SELECT count(*) FROM pg_stat_activity WHERE wait_event ="
                                        + " 'PgSleep'")) {
            return rows.next() && rows.getInt(1) == 1;
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static Map<String, Object> onlyFact() throws InterruptedException {
        List<Map<String, Object>> facts = gateway.recording().values(FactKind.CANCEL_REQUESTED);
        assertThat(facts).hasSize(1);
        return facts.getFirst();
    }
}
