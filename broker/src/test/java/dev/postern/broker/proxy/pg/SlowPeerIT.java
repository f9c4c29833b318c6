package dev.postern.broker.proxy.pg;

import static dev.postern.broker.proxy.pg.EvilServer.announce;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.concurrent.atomic.AtomicLong;

/// Peers that send without end or read nothing: the other side is held back, and the broker keeps little in between.
class SlowPeerIT {

    private static final int SESSIONS = Math.max(16, Integer.getInteger("postern.floods", 0) / 50);
    private static final Duration NOISE = Duration.ofMillis(100);

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
                AtomicLong written = new AtomicLong();
                Thread.ofVirtual().start(() -> sendWithoutEnd(client, written));
                Gateway.pause(Duration.ofSeconds(2));
                long first = written.get();
                Gateway.pause(Duration.ofSeconds(1));

                assertThat(written.get()).as("bytes taken from the client").isEqualTo(first);
                assertThat(first).isBetween(65_536L, 24L * 1024 * 1024);
            }
        }
    }

    @Test
    void clientThatLeavesWhileTheTargetReadsNothing_isNoticed() throws Exception {
        try (EvilServer evil = EvilServer.start(peer -> peer.welcome().holdWithoutReading())) {
            gateway.to(evil.port());
            RawClient client = gateway.client();
            Thread.ofVirtual().start(() -> sendWithoutEnd(client, new AtomicLong()));
            Gateway.pause(Duration.ofSeconds(1));
            client.close();

            Gateway.await("the session has ended", () -> gateway.registry.all().isEmpty());
        }
    }

    /// Sessions that are stuck in the worst way, half of them in each direction: what they hold is bounded.
    @Test
    void stuckSessions_takeAtMostFourMiBEach_andOthersGoOn() throws Exception {
        gateway.recorder.keepNothing();
        try (Bystander bystander = Bystander.at(gateway);
                EvilServer flooding = EvilServer.start(SlowPeerIT::floodWithoutEnd);
                EvilServer deaf = EvilServer.start(peer -> peer.welcome().holdWithoutReading())) {
            bystander.p99(500);
            Duration quiet = bystander.p99(500);
            long before = UsedMemory.bytes();
            List<RawClient> stuck = new ArrayList<>();
            for (int i = 0; i < SESSIONS / 2; i++) {
                RawClient unread = gateway.to(flooding.port()).client();
                stuck.add(unread.send(RawClient.query("SELECT 1")));
                RawClient unheard = gateway.to(deaf.port()).client();
                stuck.add(unheard);
                Thread.ofVirtual().start(() -> sendWithoutEnd(unheard, new AtomicLong()));
            }
            Gateway.pause(Duration.ofSeconds(2));

            Duration during = bystander.p99During(() -> Gateway.pause(Duration.ofSeconds(2)));
            long each = (UsedMemory.bytes() - before) / SESSIONS;

            System.out.printf("%d stuck sessions: %d KiB each%n", SESSIONS, each / 1024);
            assertThat(each).as("memory of one").isLessThanOrEqualTo(4 * UsedMemory.MIB);
            Bystander.assertAtMostDoubled("stuck sessions", quiet, during, NOISE);
            for (RawClient client : stuck) {
                client.close();
            }
            Gateway.await("only the bystander is left", () -> gateway.registry.all().size() == 1);
        }
    }

    private static void floodWithoutEnd(EvilServer.Peer peer) throws IOException {
        byte[] piece = new byte[65_536];
        peer.welcome().read();
        peer.send(announce('D', 0x3fff_ffff, 0));
        while (true) {
            peer.send(piece);
        }
    }

    private static void sendWithoutEnd(RawClient client, AtomicLong written) {
        byte[] piece = new byte[65_536];
        try {
            client.send(new byte[] {'Q', 0x3f, -1, -1, -2});
            while (true) {
                client.send(piece);
                written.addAndGet(piece.length);
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }
}
