package dev.postern.broker.proxy.pg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.postern.recording.format.Origin;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Clients that lie, stall and break the protocol: each is closed as it deserves, nothing of it reaches a target that
/// should not, and a session beside it does not notice.
class HostileClientIT {

    private static final Duration NOISE = Duration.ofMillis(100);
    private static final long MOST_MEMORY = 16 * UsedMemory.MIB;

    @TempDir static Path directory;

    private static Gateway gateway;
    private static Bystander bystander;

    @BeforeAll
    static void start() throws Exception {
        gateway = Gateway.start(TestCertificates.create(directory), Gateway.IMPATIENT);
        bystander = Bystander.at(gateway);
    }

    @AfterAll
    static void stop() throws IOException {
        bystander.close();
        gateway.close();
    }

    @BeforeEach
    void forget() {
        gateway.forget().to(bystander.target());
    }

    @TestFactory
    Stream<DynamicTest> everyHabit_endsAsItShould() {
        List<HostileClient> all = HostileClient.all();
        assertThat(all).hasSizeGreaterThanOrEqualTo(50);
        return all.stream().map(client -> dynamicTest(client.name(), () -> check(client)));
    }

    private static void check(HostileClient hostile) throws Exception {
        gateway.forget();
        try (RawClient client = connect(hostile.stage())) {
            assertThat(hostile.act().with(client)).matches("(?s)" + hostile.sees());
        }
        bystander.isServed();
        if (hostile.stage() == HostileClient.Stage.SESSION) {
            assertThat(gateway.recording().awaitEnd()).containsKey("reason");
        }
        Gateway.await("only the bystander is left", () -> gateway.registry.all().size() == 1);
    }

    /// All habits at once, twice, while a session beside them asks.
    @Test
    void allHabitsAtOnce_doNotSlowASessionBesideThem_norTakeMemory() throws Exception {
        gateway.recorder.keepNothing();
        bystander.p99(500);
        Duration quiet = bystander.p99(500);
        long before = UsedMemory.bytes();
        List<HostileClient> all = HostileClient.all();

        Duration during =
                bystander.p99During(() -> {
                    try (var crowd = Executors.newVirtualThreadPerTaskExecutor()) {
                        List<Future<String>> seen = new ArrayList<>();
                        for (HostileClient hostile : twice(all)) {
                            seen.add(crowd.submit(() -> act(hostile)));
                        }
                        for (int i = 0; i < seen.size(); i++) {
                            assertThat(seen.get(i).get())
                                    .as(twice(all).get(i).name())
                                    .matches("(?s)" + twice(all).get(i).sees());
                        }
                    }
                });

        Gateway.await("only the bystander is left", () -> gateway.registry.all().size() == 1);
        long grown = UsedMemory.bytes() - before;
        System.out.printf(
                "%d hostile clients: memory grown by %d KiB%n", 2 * all.size(), grown / 1024);
        assertThat(grown).as("memory behind them").isLessThan(MOST_MEMORY);
        Bystander.assertAtMostDoubled("hostile clients", quiet, during, NOISE);
    }

    private static List<HostileClient> twice(List<HostileClient> all) {
        return Stream.concat(all.stream(), all.stream()).toList();
    }

    private static String act(HostileClient hostile) throws Exception {
        try (RawClient client = connect(hostile.stage())) {
            return hostile.act().with(client);
        }
    }

    private static RawClient connect(HostileClient.Stage stage) throws Exception {
        return switch (stage) {
            case TCP -> RawClient.connect(gateway.port());
            case TLS -> gateway.secureClient();
            case SESSION -> gateway.client();
        };
    }

    @Test
    void secondStartup_inTheSameFlight_changesNobodysName() throws Exception {
        BlockingQueue<String> startups = new LinkedBlockingQueue<>();
        try (EvilServer target =
                EvilServer.start(peer -> {
                    startups.add(text(peer.packet()));
                    peer.send(EvilServer.AUTH_OK, EvilServer.KEY, EvilServer.READY).hold();
                })) {
            gateway.to(target.port());
            try (RawClient client = gateway.secureClient()) {
                client.send(startupOf("ada"), startupOf("postgres")).until('Z');
            }

            assertThat(startups.poll(10, TimeUnit.SECONDS)).contains("user\0ada\0");
            assertThat(gateway.ended().text(Origin.BROKER_TO_BACKEND)).doesNotContain("postgres\0");
            // A cancel request may come on a connection of its own; nobody logs in a second time.
            assertThat(startups).noneMatch(packet -> packet.contains("user\0"));
        }
    }

    @Test
    void userAndDatabaseTwice_reachTheTargetOnce_asTheyWereJudged() throws Exception {
        BlockingQueue<String> startups = new LinkedBlockingQueue<>();
        try (EvilServer target =
                EvilServer.start(peer -> {
                    startups.add(text(peer.packet()));
                    peer.send(EvilServer.AUTH_OK, EvilServer.KEY, EvilServer.READY).hold();
                })) {
            gateway.to(target.port());
            try (RawClient client = gateway.secureClient()) {
                String parameters =
                        "user\0postgres\0database\0a\0USER\0root\0user\0ada\0database\0b\0\0";
                client.send(RawClient.packet(0x0003_0000, Comparison.body(parameters))).until('Z');

                assertThat(startups.poll(10, TimeUnit.SECONDS))
                        .contains("user\0ada\0", "database\0b\0")
                        .doesNotContain("postgres", "root", "database\0a\0");
            }
        }
    }

    /// The broker names role and database itself, so its packet may be longer than the client's.
    @Test
    void longestStartup_thatWouldNotFitTheTarget_isRefusedAndLeavesNothing() throws Exception {
        String role = "u".repeat(60);
        String fixed = "user\0" + role + "\0application_name\0";
        String name = "a".repeat(10_004 - 8 - fixed.length() - 2);
        try (RawClient client = gateway.secureClient()) {
            client.send(RawClient.packet(0x0003_0000, Comparison.body(fixed + name + "\0\0")));

            assertThat(Comparison.said(client.toEnd()))
                    .startsWith("E(FATAL 08P01 the start-up packet is too long for the target");
        }
        assertThat(gateway.ended().end()).containsKey("reason");
        Gateway.await("only the bystander is left", () -> gateway.registry.all().size() == 1);
    }

    private static byte[] startupOf(String user) {
        return RawClient.startup(0x0003_0000, Map.of("user", user));
    }

    private static String text(byte[] packet) {
        return new String(packet, StandardCharsets.ISO_8859_1);
    }
}
