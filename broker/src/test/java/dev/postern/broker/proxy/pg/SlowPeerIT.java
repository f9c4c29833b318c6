package dev.postern.broker.proxy.pg;

import static dev.postern.broker.proxy.pg.EvilServer.announce;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/// Peers that send without end or read nothing: the other side is held back, and the broker keeps little in between.
class SlowPeerIT {

    @TempDir static Path directory;

    private static Gateway gateway;

    @BeforeAll
    static void start() throws Exception {
        gateway = Gateway.start(TestCertificates.create(directory), Gateway.IMPATIENT);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @BeforeEach
    void forget() {
        gateway.forget();
    }

    @Test
    void floodThatTheClientDoesNotRead_isHeldBack_notBuffered() throws Exception {
        AtomicLong written = new AtomicLong();
        try (EvilServer evil =
                EvilServer.start(peer -> {
                    peer.welcome().read();
                    peer.send(announce('D', 0x3fff_ffff, 0));
                    while (true) {
                        peer.send(new byte[65_536]);
                        written.addAndGet(65_536);
                    }
                })) {
            gateway.to(evil.port());
            try (RawClient client = gateway.client()) {
                client.send(RawClient.query("SELECT 1"));
                Gateway.pause(Duration.ofSeconds(2));
                long first = written.get();
                Gateway.pause(Duration.ofSeconds(1));

                assertThat(written.get()).as("bytes taken from the target").isEqualTo(first);
                assertThat(first).isLessThan(24L * 1024 * 1024);
            }
        }
    }

    @Test
    void targetThatReadsNothing_holdsTheClientBack() throws Exception {
        try (EvilServer evil = EvilServer.start(peer -> peer.welcome().holdWithoutReading())) {
            gateway.to(evil.port());
            try (RawClient client = gateway.client()) {
                var sending = client.sendMeanwhile(RawClient.query("x".repeat(64 * 1024 * 1024)));
                Gateway.pause(Duration.ofSeconds(2));

                assertThat(sending).isNotDone();
            }
        }
    }
}
