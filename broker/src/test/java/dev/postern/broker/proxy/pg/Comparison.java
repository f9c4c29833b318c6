package dev.postern.broker.proxy.pg;

import static dev.postern.broker.proxy.pg.RawClient.packet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.broker.proxy.pg.RawClient.Message;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// A server with TLS, an edge before it, and the same done on both.
final class Comparison implements AutoCloseable {

    static final int V30 = 0x0003_0000;
    static final Map<String, String> SUPERUSER = Map.of("user", "postgres", "database", "postgres");

    private static final int CANCEL = 80_877_102;

    final TestCertificates certificates;
    final TestServer server;
    final Gateway gateway;

    private Comparison(TestCertificates certificates, TestServer server, Gateway gateway) {
        this.certificates = certificates;
        this.server = server;
        this.gateway = gateway;
    }

    static Comparison start(Path directory) throws Exception {
        TestCertificates certificates = TestCertificates.create(directory);
        TestServer server = TestServer.startWithTls(certificates);
        Gateway gateway = Gateway.start(certificates, Gateway.IMPATIENT).to(server.port());
        return new Comparison(certificates, server, gateway);
    }

    /// The server itself and the broker, in this order.
    List<Integer> both() {
        return List.of(server.port(), gateway.port());
    }

    RawClient secure(int port) throws IOException, GeneralSecurityException {
        return RawClient.connect(port).secure(gateway.tls());
    }

    RawClient login(int port) throws IOException, GeneralSecurityException {
        return secure(port).login(SUPERUSER);
    }

    /// What is done with a client, and what is said about it.
    interface Attempt {
        String observe(RawClient client) throws Exception;
    }

    /// A way to a client that an attempt begins with.
    private interface Beginning {
        RawClient connect(int port) throws Exception;
    }

    /// Does the same on both, logged in, and compares.
    String same(Attempt attempt) throws Exception {
        return same(attempt, this::login);
    }

    /// The same behind TLS, before the start-up packet.
    String sameBeforeStartup(Attempt attempt) throws Exception {
        return same(attempt, this::secure);
    }

    /// The same on a fresh TCP connection.
    String sameBeforeTls(Attempt attempt) throws Exception {
        return same(attempt, RawClient::connect);
    }

    private String same(Attempt attempt, Beginning beginning) throws Exception {
        List<String> seen = new ArrayList<>();
        for (int port : both()) {
            try (RawClient client = beginning.connect(port)) {
                seen.add(attempt.observe(client));
            }
        }
        assertThat(seen.get(1)).as("through the broker").isEqualTo(seen.get(0));
        return seen.get(0);
    }

    /// Types in order, errors with SQLSTATE and text; the broker's prefix and the server's newest version left out.
    static String said(List<Message> messages) {
        return messages.stream()
                .filter(m -> m.type() != 'S' && m.type() != 'K')
                .map(m -> m.type() == 'E' || m.type() == 'N' ? described(m) : "" + m.type())
                .collect(Collectors.joining(" "));
    }

    private static String described(Message message) {
        return message.type()
                + "("
                + message.field('S')
                + " "
                + message.field('C')
                + " "
                + withoutNewest(message.field('M').replaceFirst("^postern: ", ""))
                + ")";
    }

    /// Without the newest version of the protocol, which is another in each major version of the server.
    static String withoutNewest(String text) {
        return text.replaceFirst("3\\.0 to 3\\.[02]", "3.0 to 3.x");
    }

    /// Everything that was received, with every byte.
    static String bytes(List<Message> messages) {
        return messages.stream()
                .map(m -> m.type() + ":" + m.text())
                .collect(Collectors.joining("\n"));
    }

    static byte[] body(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /// The body of a start-up packet of the superuser, with `more` behind.
    static byte[] user(String more) {
        return body("user\0postgres\0database\0postgres\0" + more);
    }

    /// The BackendKeyData of a login.
    static Message key(List<Message> login) {
        return login.stream().filter(m -> m.type() == 'K').findFirst().orElseThrow();
    }

    /// Sends a cancel request to the broker and expects no answer.
    void cancel(byte[] key, boolean isSecure) throws Exception {
        try (RawClient cancel =
                isSecure ? secure(gateway.port()) : RawClient.connect(gateway.port())) {
            expectNoAnswer(cancel, key);
        }
    }

    static void expectNoAnswer(RawClient client, byte[] key) throws IOException {
        assertThat(client.send(packet(CANCEL, key)).toEnd())
                .as("answers to a cancel request")
                .isEmpty();
    }

    @Override
    public void close() throws IOException {
        gateway.close();
        server.close();
    }
}
