package dev.postern.broker.proxy.pg;

import static dev.postern.broker.proxy.pg.Comparison.SUPERUSER;
import static dev.postern.broker.proxy.pg.Comparison.V30;
import static dev.postern.broker.proxy.pg.Comparison.body;
import static dev.postern.broker.proxy.pg.Comparison.key;
import static dev.postern.broker.proxy.pg.Comparison.said;
import static dev.postern.broker.proxy.pg.Comparison.user;
import static dev.postern.broker.proxy.pg.Comparison.withoutNewest;
import static dev.postern.broker.proxy.pg.RawClient.packet;
import static dev.postern.broker.proxy.pg.RawClient.query;
import static dev.postern.broker.proxy.pg.RawClient.startup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.broker.proxy.pg.Comparison.Attempt;
import dev.postern.broker.proxy.pg.RawClient.Message;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Start-up packets, versions and refusals: checks 1, 2, 5, 6 and 17.
///
/// Tried on a real server with TLS and on the broker before it, and compared.
class StartupConformanceIT {

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
    void check01_startupErrors_areTheServers() throws Exception {
        Map<String, byte[]> packets = new LinkedHashMap<>();
        packets.put("no terminator", packet(V30, body("user\0postgres\0")));
        packets.put("no terminator in a value", packet(V30, body("user\0postgres")));
        packets.put("bytes behind it", packet(V30, user("\0x")));
        packets.put("no user", packet(V30, body("database\0postgres\0\0")));
        packets.put("nothing", packet(V30, body("\0")));
        packets.put("empty user", packet(V30, body("user\0\0\0")));
        packets.put("version 4.0", packet(0x0004_0000, user("\0")));
        packets.put("replication=maybe", packet(V30, user("replication\0maybe\0\0")));
        for (Map.Entry<String, byte[]> one : packets.entrySet()) {
            Attempt attempt = client -> said(client.send(one.getValue()).toEnd());
            assertThat(pair.sameBeforeStartup(attempt)).as(one.getKey()).startsWith("E(FATAL ");
        }
        for (String more :
                List.of(
                        "foo\0bar\0\0",
                        "work_mem\0abc\0\0",
                        "options\0-Z\0\0",
                        "database\0nope\0\0",
                        "user\0nope\0\0")) {
            Attempt attempt =
                    client -> said(List.of(client.send(packet(V30, user(more))).toEnd().getLast()));
            assertThat(pair.sameBeforeStartup(attempt)).as(more).startsWith("E(FATAL ");
        }
        for (byte[] silent :
                List.of(new byte[] {0, 0, 0, 7, 0, 3, 0}, body("GET / HTTP/1.1\r\n\r\n"))) {
            Attempt attempt = client -> said(client.send(silent).toEnd());
            assertThat(pair.sameBeforeStartup(attempt)).isEmpty();
        }
        for (int old : List.of(0x0001_0000, 0x0002_0000)) {
            Attempt attempt =
                    client -> {
                        client.send(packet(old, user("\0")));
                        return withoutNewest(
                                new String(client.restOfBytes(), StandardCharsets.UTF_8));
                    };
            assertThat(pair.sameBeforeStartup(attempt))
                    .startsWith("EFATAL:  unsupported frontend protocol");
        }
    }

    @Test
    void check02_startupOf10004Bytes_isTaken_10005Not_andAStallIsClosed() throws Exception {
        int fixed = packet(V30, user("application_name\0\0\0")).length;
        for (int length : List.of(10_004, 10_005)) {
            Attempt attempt =
                    client -> {
                        String name = "a".repeat(length - fixed);
                        client.send(packet(V30, user("application_name\0" + name + "\0\0")));
                        return said(client.until('Z')).replaceAll("N\\([^)]*\\) ", "");
                    };
            assertThat(pair.sameBeforeStartup(attempt)).isEqualTo(length == 10_004 ? "R Z" : "");
        }
        try (RawClient client = pair.gateway.secureClient()) {
            assertThat(client.send(new byte[] {0, 0, 0, 60, 0, 3}).toEnd()).isEmpty();
        }
        assertThat(pair.gateway.isRefused("login-timeout")).isTrue();
    }

    @Test
    void check05_versionsAndOptions_areNegotiatedOnlyWhenDue_andCancelWorksWithEach()
            throws Exception {
        assertNegotiated(V30, "", null, 4);
        assertNegotiated(0x0003_0001, "", null, 4);
        assertNegotiated(0x0003_0002, "", null, 32);
        assertNegotiated(0x0003_270f, "", "\0\3\0\2\0\0\0\0", 32);
        assertNegotiated(V30, "_pq_.x\0001\0", "\0\3\0\0\0\0\0\1_pq_.x\0", 4);
        assertNegotiated(
                0x0003_270f, "_pq_.a\0001\0_pq_.b\0002\0", "\0\3\0\2\0\0\0\2_pq_.a\0_pq_.b\0", 32);
    }

    private static void assertNegotiated(
            int version, String options, @Nullable String answer, int keyBytes) throws Exception {
        try (RawClient client = pair.gateway.secureClient()) {
            client.send(packet(version, user(options + "\0")));
            List<Message> login = client.until('Z');
            assertThat(login.stream().filter(m -> m.type() == 'v').map(Message::text).toList())
                    .isEqualTo(answer == null ? List.of() : List.of(answer));
            Message key = key(login);
            assertThat(key.body()).hasSize(4 + keyBytes);
            client.send(query("SELECT pg_sleep(30)"));
            Gateway.await("it runs", () -> pair.server.running("pg_sleep(30)") == 1);
            pair.cancel(key.body(), version == V30);
            assertThat(said(client.until('Z'))).contains("57014");
        }
    }

    @Test
    void check06_noCertificate_isAFatalMessage_notATlsAlert() throws Exception {
        javax.net.ssl.SSLContext without = javax.net.ssl.SSLContext.getInstance("TLS");
        without.init(null, pair.gateway.trust(), null);
        try (RawClient client = RawClient.connect(pair.gateway.port()).secure(without)) {
            assertThat(said(client.send(startup(V30, SUPERUSER)).toEnd()))
                    .isEqualTo("E(FATAL 28000 no client certificate was shown)");
        }
    }

    @Test
    void check17_replication_isRefusedWithThePolicysName() throws Exception {
        for (String value : List.of("database", "true", "1", "on")) {
            try (RawClient client = pair.gateway.secureClient()) {
                client.send(packet(V30, user("replication\0" + value + "\0\0")));
                assertThat(said(client.toEnd()))
                        .isEqualTo("E(FATAL 0A000 replication connections are refused by policy)");
            }
        }
    }
}
