package dev.postern.broker.proxy.pg;

import static dev.postern.broker.proxy.pg.Comparison.SUPERUSER;
import static dev.postern.broker.proxy.pg.Comparison.V30;
import static dev.postern.broker.proxy.pg.Comparison.expectNoAnswer;
import static dev.postern.broker.proxy.pg.Comparison.key;
import static dev.postern.broker.proxy.pg.Comparison.said;
import static dev.postern.broker.proxy.pg.RawClient.query;
import static dev.postern.broker.proxy.pg.RawClient.startup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.broker.proxy.pg.RawClient.Message;
import dev.postern.recording.FactKind;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/// Cancel requests and their keys: checks 10 and 11.
///
/// Tried on a real server with TLS and on the broker before it, and compared.
class CancelConformanceIT {

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
    void check10_cancel_stopsOnlyItsOwnQuery_andIsRecorded() throws Exception {
        try (RawClient one = pair.gateway.secureClient();
                RawClient other = pair.gateway.client()) {
            one.send(startup(V30, SUPERUSER));
            Message key = key(one.until('Z'));
            pair.gateway.recording();
            one.send(query("SELECT pg_sleep(20), 'cancelled'"));
            other.send(query("SELECT pg_sleep(3), 'untouched'"));
            Gateway.await("both run", () -> pair.server.running("pg_sleep") == 2);

            pair.cancel(key.body(), false);

            assertThat(said(one.until('Z'))).contains("57014");
            assertThat(said(other.until('Z'))).isEqualTo("T D C Z");
        }
    }

    @Test
    void check11_wrongKeys_haveNoEffect_areAudited_andLimited() throws Exception {
        try (Gateway strict =
                        Gateway.start(pair.certificates, Gateway.IMPATIENT).to(pair.server.port());
                RawClient client = strict.secureClient()) {
            client.send(startup(V30, SUPERUSER));
            byte[] key = key(client.until('Z')).body();
            client.send(query("SELECT pg_sleep(4), 'wrong key'"));
            Gateway.await("it runs", () -> pair.server.running("'wrong key'") == 1);
            byte[] wrong = key.clone();
            wrong[7] ^= 1;
            for (int i = 0; i < 20; i++) {
                attempt(strict.port(), wrong);
            }
            assertThat(strict.isRefused("cancel-wrong-key")).isTrue();

            attempt(strict.port(), key);

            assertThat(said(client.until('Z')))
                    .as("too many attempts came before")
                    .isEqualTo("T D C Z");
            assertThat(strict.recording().facts()).doesNotContain(FactKind.CANCEL_REQUESTED);
        }
    }

    private static void attempt(int port, byte[] key) throws IOException {
        try (RawClient cancel = RawClient.connect(port)) {
            expectNoAnswer(cancel, key);
        }
    }

    @Test
    void check11_theTargetsSecret_neverReachesTheClient() throws Exception {
        try (EvilServer target = EvilServer.start(peer -> peer.welcome().hold())) {
            pair.gateway.to(target.port());
            try (RawClient client = pair.gateway.secureClient()) {
                client.send(startup(V30, SUPERUSER));
                ByteBuffer key = ByteBuffer.wrap(key(client.until('Z')).body());
                assertThat(key.getInt()).as("the server's process number").isEqualTo(77);
                assertThat(key.getInt()).as("its secret").isNotEqualTo(0x0102_0304);
            }
        }
    }
}
