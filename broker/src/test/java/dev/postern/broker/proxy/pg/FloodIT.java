package dev.postern.broker.proxy.pg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.broker.base.Ticker;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Strangers in great number: half-done handshakes, slow start-ups, fragments of hellos, cancel requests. Somebody with
/// a certificate still gets in, and the strangers take little memory.
///
/// `-Dpostern.floods=N` sets how many there are of most kinds, a fifth of them of the dear ones; 500 without.
class FloodIT {

    private static final int FLOOD = Integer.getInteger("postern.floods", 500);
    private static final int OPEN_AT_ONCE = 6_000;
    private static final int LOGINS = 40;
    private static final Duration LONGEST_LOGIN = Duration.ofSeconds(1);
    private static final long MOST_MEMORY = 64 * UsedMemory.MIB;
    private static final Duration NOISE = Duration.ofMillis(100);
    private static final byte[] HALF_HELLO = {22, 3, 1, 2, 0, 1, 0, 1, (byte) 252, 3, 3};

    @TempDir static Path directory;

    private static Gateway gateway;
    private static Bystander bystander;
    private final Deque<RawClient> strangers = new ArrayDeque<>();

    @BeforeAll
    static void start() throws Exception {
        gateway = Gateway.start(TestCertificates.create(directory), EdgeLimits.DEFAULT);
        gateway.recorder.keepNothing();
        bystander = Bystander.at(gateway);
        bystander.p99(500);
    }

    @AfterAll
    static void stop() throws IOException {
        bystander.close();
        gateway.close();
    }

    @BeforeEach
    void forget() {
        gateway.forget();
    }

    @AfterEach
    void sendStrangersAway() throws IOException {
        for (RawClient stranger : strangers) {
            stranger.close();
        }
    }

    @Test
    void halfDoneHandshakes_keepNobodyOutAndTakeLittle() throws Exception {
        assertBearable(
                "half-done handshakes",
                FLOOD,
                c -> {
                    c.send(RawClient.SSL_REQUEST);
                    assertThat(c.readByte()).isEqualTo('S');
                    c.send(HALF_HELLO);
                });
    }

    @Test
    void slowStartups_keepNobodyOutAndTakeLittle() throws Exception {
        byte[] startup = RawClient.startup(0x0003_0000, Comparison.SUPERUSER);
        assertBearable(
                "slow start-ups",
                FLOOD / 5,
                c -> {
                    c.secure(gateway.tls());
                    c.send(java.util.Arrays.copyOf(startup, startup.length - 1));
                });
    }

    @Test
    void helloFragments_keepNobodyOutAndTakeLittle() throws Exception {
        byte[] fragment = new byte[5 + 900];
        fragment[0] = 22;
        fragment[1] = 3;
        fragment[2] = 1;
        fragment[3] = (byte) (900 >> 8);
        fragment[4] = (byte) 900;
        fragment[5] = 1;
        fragment[7] = 0x3f;
        fragment[8] = -1;
        assertBearable(
                "fragments of a hello",
                FLOOD / 5,
                c -> {
                    c.send(RawClient.SSL_REQUEST);
                    assertThat(c.readByte()).isEqualTo('S');
                    for (int i = 0; i < 15; i++) {
                        c.send(fragment);
                    }
                });
    }

    @Test
    void cancelRequestsOfNobody_keepNobodyOutAndTakeLittle() throws Exception {
        assertBearable(
                "cancel requests", FLOOD, c -> c.send(RawClient.packet(80_877_102, new byte[8])));
    }

    @Test
    void silence_keepsNobodyOutAndTakesLittle() throws Exception {
        assertBearable("silent connections", FLOOD, _ -> {});
    }

    /// What a stranger does on a new connection.
    private interface Act {
        void with(RawClient client) throws Exception;
    }

    private void assertBearable(String what, int count, Act act) throws Exception {
        Duration quiet = bystander.p99(500);
        long before = UsedMemory.bytes();
        List<Duration> logins = new ArrayList<>();
        long[] grown = new long[1];
        Duration during =
                bystander.p99During(() -> {
                    for (int i = 0; i < count; i++) {
                        come(act);
                        if (i % Math.max(1, count / LOGINS) == 0) {
                            logins.add(login());
                        }
                    }
                    grown[0] = UsedMemory.bytes() - before;
                    logins.add(login());
                });
        Collections.sort(logins);
        Duration p99 = logins.get((logins.size() - 1) * 99 / 100);
        System.out.printf(
                "%d %s: login p99 %d ms, memory grown by %d KiB%n",
                count, what, p99.toMillis(), grown[0] / 1024);
        assertThat(p99).as("p99 of a login").isLessThanOrEqualTo(LONGEST_LOGIN);
        assertThat(grown[0]).as("memory of %d strangers", count).isLessThan(MOST_MEMORY);
        Bystander.assertAtMostDoubled(what, quiet, during, NOISE);
    }

    private void come(Act act) throws IOException {
        RawClient stranger = RawClient.connect(gateway.port());
        strangers.add(stranger);
        try {
            act.with(stranger);
        } catch (Exception | AssertionError sentAway) {
            stranger.close();
        }
        if (strangers.size() > OPEN_AT_ONCE) {
            strangers.remove().close();
        }
    }

    private static Duration login() throws Exception {
        long began = Ticker.system().nanos();
        gateway.client().close();
        return Duration.ofNanos(Ticker.system().nanos() - began);
    }

    /// Handshakes cut into pieces of any size, some with bytes of the clear stuffed in: a session is one behind TLS only.
    @Test
    void handshakesInPieces_leadToASessionOrToNothing() throws Exception {
        long seed = Long.getLong("postern.seed", 20_261_121L);
        System.out.println("handshake seed " + seed);
        Random random = new Random(seed);
        byte[] startup = RawClient.startup(0x0003_0000, Map.of("user", "postgres"));
        for (int i = 0; i < FLOOD; i++) {
            if (i % 100 == 0) {
                bystander.isServed();
            }
            boolean isStuffed = random.nextInt(4) == 0;
            try (RawClient client =
                    RawClient.connectInPieces(
                            gateway.port(), random.nextBoolean() ? 1 : 1 + random.nextInt(400))) {
                if (isStuffed) {
                    assertThat(stuffed(client, startup)).isIn("", "S");
                } else {
                    client.secure(gateway.tls()).send(startup);
                    assertThat(client.until('Z').getLast().type()).isEqualTo('Z');
                }
            }
        }
        bystander.isServed();
    }

    /// What comes back for a start-up packet that lies in the clear behind the request for TLS.
    private static String stuffed(RawClient client, byte[] startup) throws IOException {
        try {
            client.send(RawClient.join(RawClient.SSL_REQUEST, startup));
        } catch (SocketException closed) {
            return "";
        }
        return new String(client.restOfBytes(), StandardCharsets.ISO_8859_1);
    }
}
