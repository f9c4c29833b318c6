package dev.postern.broker.proxy.pg;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// Clients without a certificate, without TLS, or of another protocol: each is refused and audited.
class StrangerIT {

    @TempDir static Path directory;

    private static Gateway gateway;

    @BeforeAll
    static void start() throws Exception {
        gateway = Gateway.start(TestCertificates.create(directory), EdgeLimits.DEFAULT);
    }

    @AfterAll
    static void stop() throws IOException {
        gateway.close();
    }

    @BeforeEach
    void forget() {
        gateway.forget();
    }

    @Test
    void noCertificate_readsTheRefusalWithItsHint() throws Exception {
        String output =
                Psql.run(
                        "host=127.0.0.1 user=ada dbname=postgres sslmode=require sslcert=/nowhere"
                                + " port="
                                + gateway.port(),
                        "-c",
                        "SELECT 1");
        assertThat(output)
                .contains(
                        "FATAL:  postern: no client certificate was shown",
                        "HINT:  Run: postern login");
    }

    @Test
    void plaintext_isRefusedAndAudited() throws Exception {
        assertThat(Psql.run(gateway.conninfo("sslmode=disable"), "-c", "SELECT 1"))
                .contains(
                        "FATAL:  postern: this port accepts TLS connections with a client"
                                + " certificate only");
        assertThat(gateway.isRefused("plaintext")).isTrue();
    }

    @Test
    void http_isClosedWithoutAByteAndAudited() throws Exception {
        assertThat(send("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII))).isEmpty();
        assertThat(gateway.isRefused("not-postgres")).isTrue();
    }

    @Test
    void bytesBehindSslRequest_areClosedWithoutAnswer() throws Exception {
        byte[] stuffed = {0, 0, 0, 8, 0x04, (byte) 0xd2, 0x16, 0x2f, 'Q'};
        assertThat(send(stuffed)).isEmpty();
        assertThat(gateway.isRefused("bytes-before-tls")).isTrue();
    }

    @Test
    void gssThenSsl_areAnsweredInTurn() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
            socket.setSoTimeout(5000);
            socket.getOutputStream().write(new byte[] {0, 0, 0, 8, 0x04, (byte) 0xd2, 0x16, 0x30});
            assertThat(socket.getInputStream().read()).isEqualTo('N');
            for (byte b : new byte[] {0, 0, 0, 8, 0x04, (byte) 0xd2, 0x16, 0x2f}) {
                socket.getOutputStream().write(b);
            }
            assertThat(socket.getInputStream().read()).isEqualTo('S');
        }
    }

    @Test
    void wrongCancelKey_isAudited() throws Exception {
        assertThat(
                        send(
                                new byte[] {
                                    0,
                                    0,
                                    0,
                                    16,
                                    0x04,
                                    (byte) 0xd2,
                                    0x16,
                                    0x2e,
                                    0,
                                    0,
                                    0,
                                    1,
                                    1,
                                    2,
                                    3,
                                    4
                                }))
                .isEmpty();
        assertThat(gateway.isRefused("cancel-wrong-key")).isTrue();
    }

    private static byte[] send(byte[] bytes) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
            socket.setSoTimeout(5000);
            socket.getOutputStream().write(bytes);
            InputStream in = socket.getInputStream();
            return in.readAllBytes();
        }
    }
}
