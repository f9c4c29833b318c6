package dev.postern.broker.proxy.pg;

import static dev.postern.broker.proxy.pg.Comparison.SUPERUSER;
import static dev.postern.broker.proxy.pg.Comparison.V30;
import static dev.postern.broker.proxy.pg.Comparison.body;
import static dev.postern.broker.proxy.pg.Comparison.said;
import static dev.postern.broker.proxy.pg.RawClient.query;
import static dev.postern.broker.proxy.pg.RawClient.startup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.broker.proxy.pg.Comparison.Attempt;
import dev.postern.broker.proxy.pg.RawClient.Message;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// TLS with clients and with targets, and logins to targets: checks 3, 4, 16 and 18.
///
/// Tried on a real server with TLS and on the broker before it, and compared.
class EncryptionConformanceIT {

    @TempDir static Path directory;

    private static Comparison pair;

    @BeforeAll
    static void start() throws Exception {
        pair = Comparison.start(directory);
    }

    @AfterAll
    static void stop() throws IOException {
        pair.close();
    }

    @BeforeEach
    void leadToTheServer() {
        pair.gateway.forget().to(pair.server.port());
    }

    @Test
    void check03_encryptionRequests_inAnyOrderButOnce() throws Exception {
        Attempt stuffed =
                client -> {
                    client.send(RawClient.SSL_REQUEST, startup(V30, SUPERUSER)).shutdownOutput();
                    return new String(client.restOfBytes(), StandardCharsets.ISO_8859_1)
                                    .contains("server_version")
                            ? "a session"
                            : "no session";
                };
        assertThat(pair.sameBeforeTls(stuffed)).isEqualTo("no session");
        Attempt gssThenSsl =
                client -> {
                    client.send(RawClient.GSSENC_REQUEST);
                    int answer = client.readByte();
                    return (char) answer
                            + said(
                                    client.secure(pair.gateway.tls())
                                            .login(SUPERUSER)
                                            .send(query(""))
                                            .until('Z'));
                };
        assertThat(pair.sameBeforeTls(gssThenSsl)).isEqualTo("NI Z");
        Attempt sslTwice = client -> said(client.send(RawClient.SSL_REQUEST).toEnd());
        assertThat(pair.sameBeforeStartup(sslTwice))
                .contains("0A000 unsupported frontend protocol 1234.5679");
        Attempt gssInTls = client -> said(client.send(RawClient.GSSENC_REQUEST).toEnd());
        assertThat(pair.sameBeforeStartup(gssInTls))
                .contains("0A000 unsupported frontend protocol 1234.5680");
        Attempt gssTwice =
                client -> {
                    client.send(RawClient.GSSENC_REQUEST);
                    assertThat(client.readByte()).isEqualTo('N');
                    return said(client.send(RawClient.GSSENC_REQUEST).toEnd());
                };
        assertThat(pair.sameBeforeTls(gssTwice))
                .contains("0A000 unsupported frontend protocol 1234.5680");
    }

    @Test
    void check04_alpn() throws Exception {
        record Offer(boolean isDirect, String... protocols) {}
        for (Offer offer :
                List.of(
                        new Offer(true, "postgresql"),
                        new Offer(true, "http/1.1"),
                        new Offer(true),
                        new Offer(false, "postgresql"),
                        new Offer(false, "http/1.1"),
                        new Offer(false))) {
            Attempt attempt =
                    client -> {
                        try {
                            if (offer.isDirect()) {
                                client.handshake(pair.gateway.tls(), offer.protocols());
                            } else {
                                client.secure(pair.gateway.tls(), offer.protocols());
                            }
                            return said(client.send(startup(V30, SUPERUSER)).until('Z'));
                        } catch (IOException e) {
                            return "";
                        }
                    };
            boolean isPostgres = String.join("", offer.protocols()).equals("postgresql");
            boolean isTaken = isPostgres || (!offer.isDirect() && offer.protocols().length == 0);
            assertThat(sameSince17(attempt)).isEqualTo(isTaken ? "R Z" : "");
        }
    }

    /// Servers before 17 know neither direct TLS nor ALPN: there the broker is alone.
    private static String sameSince17(Attempt attempt) throws Exception {
        if (pair.server.version() >= 17) {
            return pair.sameBeforeTls(attempt);
        }
        try (RawClient client = RawClient.connect(pair.gateway.port())) {
            return attempt.observe(client);
        }
    }

    @Test
    void check16_scram_isSpokenToTheTarget_andItsRefusalReachesTheClient() throws Exception {
        try (RawClient client = pair.gateway.secureClient()) {
            client.login(Map.of("user", "ada", "database", "postgres"));
        }
        assertThat(pair.gateway.recording().methods()).containsExactly("scram-sha-256");
        try (RawClient client = pair.gateway.secureClient()) {
            client.send(startup(V30, Map.of("user", "bob", "database", "postgres")));
            assertThat(said(client.toEnd()))
                    .isEqualTo("E(FATAL 28P01 password authentication failed for user \"bob\")");
        }
        try (Gateway verifying =
                        Gateway.start(pair.certificates, Gateway.IMPATIENT)
                                .verifyingTargets()
                                .to(pair.server.port());
                RawClient client = verifying.secureClient()) {
            client.login(Map.of("user", "ada", "database", "postgres"));
            assertThat(verifying.recording().methods()).containsExactly("scram-sha-256-plus");
        }
    }

    @Test
    void check18_targetWithoutTls_orStuffingTheHandshake_isRefused() throws Exception {
        try (Gateway verifying =
                Gateway.start(pair.certificates, Gateway.IMPATIENT).verifyingTargets()) {
            for (String answer : List.of("N", "S\0\0\0\0", "E\0\0\0\10text", "X", "SS")) {
                try (EvilServer target =
                                EvilServer.start(
                                        peer -> peer.readPacket().send(body(answer)).hold());
                        RawClient client = verifying.to(target.port()).secureClient()) {
                    List<Message> answers = client.send(startup(V30, SUPERUSER)).toEnd();

                    assertThat(answers)
                            .as(answer)
                            .singleElement()
                            .satisfies(m -> assertThat(m.field('C')).isEqualTo("08001"));
                    assertThat(answers.getFirst().text()).doesNotContain("text");
                }
            }
        }
    }
}
