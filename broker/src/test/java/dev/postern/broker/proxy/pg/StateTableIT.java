package dev.postern.broker.proxy.pg;

import static dev.postern.broker.proxy.pg.EvilServer.READY;
import static dev.postern.broker.proxy.pg.RawClient.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.broker.proxy.pg.RawClient.Message;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// Every type of message, 0 to 255, from either side, in every state of a connection: what is legal goes where it
/// belongs, and nothing else goes anywhere.
class StateTableIT {

    /// The first byte of a CancelRequest's code, 1234.5678; a start-up packet's is 0.
    private static final byte CANCEL = 4;

    private static final int TYPES = 256;
    private static final byte[] BODY = {7, 0, 7, 0, 7, 0, 7, 0};
    private static final byte[] STARTUP =
            RawClient.startup(0x0003_0000, Map.of("user", "postgres", "database", "postgres"));

    @TempDir static Path directory;

    private static Gateway gateway;
    private static EvilServer target;

    @BeforeAll
    static void start() throws Exception {
        target = EvilServer.start(EvilServer.Peer::hold);
        gateway =
                Gateway.start(TestCertificates.create(directory), EdgeLimits.DEFAULT)
                        .to(target.port());
    }

    @AfterAll
    static void stop() throws IOException {
        target.close();
        gateway.close();
    }

    @Test
    void targetBeforeAuthentication_onlyAuthenticationNoticesAndErrors() throws Exception {
        for (char type = 0; type < TYPES; type++) {
            if ("RNE".indexOf(type) >= 0) {
                continue;
            }
            byte[] message = message(type, BODY);
            target.plays(peer -> peer.readPacket().send(message).hold());

            assertRefusedDuringLogin(type);
        }
    }

    @Test
    void targetBeforeReady_onlyReportsNoticesAndErrors() throws Exception {
        for (char type = 0; type < TYPES; type++) {
            if ("SKZNE".indexOf(type) >= 0) {
                continue;
            }
            byte[] message = message(type, BODY);
            target.plays(peer -> peer.afterAuthentication(message).hold());

            assertRefusedDuringLogin(type);
        }
    }

    private static void assertRefusedDuringLogin(char type) throws Exception {
        try (RawClient client = gateway.secureClient()) {
            assertThat(client.send(STARTUP).toEnd())
                    .as("what the client sees after type %d", (int) type)
                    .singleElement()
                    .satisfies(m -> assertThat(m.field('C')).isEqualTo("08001"));
        }
    }

    @Test
    void targetInTheSession_everythingButLoginMessagesPasses() throws Exception {
        for (char type = 0; type < TYPES; type++) {
            byte[] message = message(type, BODY);
            target.plays(peer -> {
                peer.welcome().read();
                peer.send(message, message('C', "END\0"), READY).hold();
            });
            try (RawClient client = gateway.secureClient()) {
                client.send(STARTUP).until('Z');
                client.send(RawClient.query("SELECT 1"));
                Message first = client.read();
                if ("RKv".indexOf(type) >= 0) {
                    assertThat(first.field('C')).as("after type %d", (int) type).isEqualTo("08P01");
                    assertThat(client.toEnd()).isEmpty();
                } else {
                    assertThat(first.type()).isEqualTo(type);
                    assertThat(first.body()).isEqualTo(BODY);
                    assertThat(client.read().text()).isEqualTo("END\0");
                }
            }
        }
    }

    @Test
    void clientInTheSession_everythingReachesTheServer_whichJudges() throws Exception {
        for (char type = 0; type < TYPES; type++) {
            BlockingQueue<Message> received = new LinkedBlockingQueue<>();
            target.plays(peer -> {
                peer.welcome();
                received.add(peer.read());
                peer.send(READY).hold();
            });
            try (RawClient client = gateway.secureClient()) {
                client.send(STARTUP).until('Z');

                client.send(message(type, BODY));

                assertReceived(received, type);
            }
        }
    }

    @Test
    void clientBeforeReady_isHeldUntilTheServerIsReady() throws Exception {
        for (char type = 0; type < TYPES; type++) {
            BlockingQueue<Message> received = new LinkedBlockingQueue<>();
            List<Integer> early = new ArrayList<>();
            CountDownLatch startupSeen = new CountDownLatch(1);
            CountDownLatch mayGoOn = new CountDownLatch(1);
            target.plays(peer -> {
                if (peer.packet()[0] == CANCEL) {
                    return; // for the client before, who has gone
                }
                startupSeen.countDown();
                await(mayGoOn);
                early.add(peer.available());
                peer.send(EvilServer.AUTH_OK);
                early.add(peer.available());
                peer.send(READY);
                received.add(peer.read());
                peer.hold();
            });
            try (RawClient client = gateway.secureClient()) {
                client.send(STARTUP, message(type, BODY));
                await(startupSeen);
                mayGoOn.countDown();

                assertReceived(received, type);
                assertThat(early).as("bytes behind the start-up packet").containsExactly(0, 0);
            }
        }
    }

    private static void assertReceived(BlockingQueue<Message> received, char type)
            throws InterruptedException {
        Message message = received.poll(10, TimeUnit.SECONDS);
        assertThat(message).as("what the target got of type %d", (int) type).isNotNull();
        if (message != null) {
            assertThat(message.type()).isEqualTo(type);
            assertThat(message.body()).isEqualTo(BODY);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void clientInTheClear_anyFirstByteButTls_isClosedOrWaits_andReachesNoTarget() throws Exception {
        assertFirstByteGoesNowhere(false);
    }

    @Test
    void clientInTls_anyFirstByte_isClosedOrWaits_andReachesNoTarget() throws Exception {
        assertFirstByteGoesNowhere(true);
    }

    /// A message before the start-up packet: its type and first length bytes are no length of a start-up packet.
    private static void assertFirstByteGoesNowhere(boolean isSecure) throws Exception {
        int connections = target.connections();
        for (char type = 0; type < TYPES; type++) {
            if (type == 22 && !isSecure) {
                continue;
            }
            try (RawClient client =
                    isSecure ? gateway.secureClient() : RawClient.connect(gateway.port())) {
                client.send(message(type, BODY));
                assertThat(client.restOfBytes()).isEmpty();
            }
        }
        assertThat(target.connections()).isEqualTo(connections);
    }
}
