package dev.postern.broker.proxy.pg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.broker.base.Ticker;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import javax.net.ssl.SSLHandshakeException;

/// What happens before a session: TLS, its protocols, start-up packets that come slowly or never.
class PrologueIT {

    private static final Map<String, String> SUPERUSER =
            Map.of("user", "postgres", "database", "postgres");

    @TempDir static Path directory;

    private static TestServer server;
    private static TestCertificates certificates;
    private static Gateway gateway;

    @BeforeAll
    static void start() throws Exception {
        server = TestServer.start();
        certificates = TestCertificates.create(directory);
        gateway = Gateway.start(certificates, Gateway.IMPATIENT).to(server.port());
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
    void everythingOneByteAtATime_logsIn() throws Exception {
        try (RawClient client = RawClient.connect(gateway.port())) {
            client.sendBytewise(RawClient.SSL_REQUEST);
            assertThat(client.readByte()).isEqualTo('S');
            client.handshake(gateway.tls());
            client.sendBytewise(RawClient.startup(0x0003_0000, SUPERUSER));
            assertThat(client.until('Z').getLast().type()).isEqualTo('Z');
            client.sendBytewise(RawClient.query("SELECT 'bytewise'"));
            assertThat(client.until('Z').get(1).text()).contains("bytewise");
        }
    }

    @Test
    void trickledStartup_doesNotExtendTheLoginTimeout() throws Exception {
        try (RawClient client = gateway.secureClient()) {
            assertClosedInTime(client, RawClient.startup(0x0003_0000, SUPERUSER));
        }
        assertThat(gateway.isRefused("login-timeout")).isTrue();
    }

    @Test
    void trickledPlaintext_doesNotExtendTheLoginTimeout() throws Exception {
        try (RawClient client = RawClient.connect(gateway.port())) {
            assertClosedInTime(client, RawClient.startup(0x0003_0000, SUPERUSER));
        }
        assertThat(gateway.isRefused("login-timeout")).isTrue();
    }

    @Test
    void trickledTlsHandshake_doesNotExtendTheLoginTimeout() throws Exception {
        byte[] hello = new byte[200];
        hello[0] = 22;
        hello[1] = 3;
        hello[2] = 1;
        hello[4] = (byte) 195;
        hello[5] = 1;
        hello[8] = (byte) 191;
        try (RawClient client = RawClient.connect(gateway.port())) {
            client.send(RawClient.SSL_REQUEST);
            assertThat(client.readByte()).isEqualTo('S');
            assertClosedInTime(client, hello);
        }
        assertThat(gateway.isRefused("login-timeout")).isTrue();
    }

    private static void assertClosedInTime(RawClient client, byte[] bytes) throws IOException {
        long began = Ticker.system().nanos();
        try {
            for (byte b : bytes) {
                client.send(new byte[] {b});
                client.expectSilence(100);
            }
        } catch (IOException | AssertionError closed) {
            assertThat(Duration.ofNanos(Ticker.system().nanos() - began))
                    .isBetween(Duration.ofSeconds(2), Duration.ofSeconds(8));
            return;
        }
        throw new AssertionError("the connection was not closed");
    }

    @Test
    void otherProtocolByAlpn_isRefusedByAlert_afterSslRequestAndDirect() throws Exception {
        try (RawClient client = RawClient.connect(gateway.port())) {
            assertThatThrownBy(() -> client.secure(gateway.tls(), "http/1.1"))
                    .isInstanceOf(SSLHandshakeException.class)
                    .hasMessageContaining("no_application_protocol");
        }
        assertThat(gateway.isRefused("tls-wrong-alpn")).isTrue();
        try (RawClient client = RawClient.connect(gateway.port())) {
            assertThatThrownBy(() -> client.handshake(gateway.tls(), "h2", "http/1.1"))
                    .isInstanceOf(SSLHandshakeException.class)
                    .hasMessageContaining("no_application_protocol");
        }
        assertThat(gateway.isRefused("tls-wrong-alpn")).isTrue();
    }

    @Test
    void postgresByAlpn_amongOthers_logsIn_afterSslRequestAndDirect() throws Exception {
        try (RawClient client = RawClient.connect(gateway.port())) {
            client.secure(gateway.tls(), "h2", "postgresql").login(SUPERUSER);
        }
        try (RawClient client = RawClient.connect(gateway.port())) {
            client.handshake(gateway.tls(), "postgresql").login(SUPERUSER);
        }
    }

    @Test
    void directTlsWithoutAlpn_isClosed() throws Exception {
        try (RawClient client = RawClient.connect(gateway.port())) {
            assertThatThrownBy(
                            () -> {
                                client.handshake(gateway.tls());
                                client.login(SUPERUSER);
                            })
                    .isInstanceOfAny(IOException.class, AssertionError.class);
        }
        assertThat(gateway.isRefused("tls-no-alpn")).isTrue();
    }

    @Test
    void garbageInsteadOfAClientHello_isClosedAtOnce() throws Exception {
        try (RawClient client = RawClient.connect(gateway.port())) {
            client.send(RawClient.SSL_REQUEST);
            assertThat(client.readByte()).isEqualTo('S');
            long began = Ticker.system().nanos();
            client.send(
                    "GET / HTTP/1.1\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            assertThat(client.restOfBytes()).isEmpty();
            assertThat(Duration.ofNanos(Ticker.system().nanos() - began))
                    .isLessThan(Duration.ofSeconds(1));
        }
    }

    @Test
    void endlessClientHello_isClosedAt16KiB() throws Exception {
        byte[] record = new byte[5 + 4_000];
        record[0] = 22;
        record[1] = 3;
        record[2] = 1;
        record[3] = (byte) (4_000 >> 8);
        record[4] = (byte) 4_000;
        record[5] = 1;
        record[6] = 0;
        record[7] = (byte) 0xff;
        try (RawClient client = RawClient.connect(gateway.port())) {
            client.send(record);
            assertThat(client.restOfBytes()).isEmpty();
        }
        assertThat(gateway.isRefused("tls-hello-too-large")).isTrue();
    }

    @Test
    void silentAndHalfDoneConnections_keepNobodyOut() throws Exception {
        List<RawClient> strangers = new ArrayList<>();
        try (Gateway patient = Gateway.start(certificates, EdgeLimits.DEFAULT).to(server.port())) {
            for (int i = 0; i < 150; i++) {
                strangers.add(RawClient.connect(patient.port()));
            }
            for (int i = 0; i < 60; i++) {
                RawClient halfDone = RawClient.connect(patient.port());
                strangers.add(halfDone);
                halfDone.send(RawClient.SSL_REQUEST);
                assertThat(halfDone.readByte()).isEqualTo('S');
                halfDone.send(new byte[] {22, 3, 1, 2, 0, 1, 0, 1, (byte) 252, 3, 3});
            }
            long began = Ticker.system().nanos();

            patient.client().close();

            assertThat(Duration.ofNanos(Ticker.system().nanos() - began))
                    .isLessThan(Duration.ofSeconds(5));
        } finally {
            for (RawClient stranger : strangers) {
                stranger.close();
            }
        }
    }

    @Test
    void moreSilentConnectionsThanMayWait_sendTheOldestAway_andALoginStillWorks() throws Exception {
        EdgeLimits limits =
                new EdgeLimits(
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(15),
                        8,
                        2_000,
                        120);
        List<RawClient> strangers = new ArrayList<>();
        try (Gateway narrow = Gateway.start(certificates, limits).to(server.port())) {
            for (int i = 0; i < 20; i++) {
                strangers.add(RawClient.connect(narrow.port()));
            }

            narrow.client().close();

            assertThat(strangers.getFirst().readByte()).as("the oldest is closed").isEqualTo(-1);
            strangers.getLast().expectSilence(100);
            assertThat(narrow.isRefused("too-many-connections")).isTrue();
        } finally {
            for (RawClient stranger : strangers) {
                stranger.close();
            }
        }
    }
}
