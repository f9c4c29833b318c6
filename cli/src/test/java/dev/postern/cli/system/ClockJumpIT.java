package dev.postern.cli.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import static java.util.Objects.requireNonNull;

import dev.postern.recording.Entry;
import dev.postern.recording.RecordingReader;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A broker whose machine's clock is set back an hour and ten years, and forward: no certificate lives longer, running
/// sessions go on or end, and what is recorded stays in order.
@Tag("G19")
@Timeout(value = 5, unit = TimeUnit.MINUTES)
final class ClockJumpIT {

    private static final Duration LEFT = Duration.ofSeconds(6);
    private static final Duration TEN_YEARS = Duration.ofDays(3653);
    private static final Duration HOUR = Duration.ofHours(1);

    /// A session ends within a second of its time; the rest is for a busy machine.
    private static final Duration LATE = Duration.ofSeconds(5);

    @TempDir Path folder;

    private Path step = Path.of("step");
    private Path library = Path.of("clock.so");
    private Map<String, String> environment = Map.of();

    @BeforeEach
    void needsACompiler() {
        assumeThat(Faults.hasCompiler()).as(Faults.NEEDS).isTrue();
    }

    @Test
    void clockThatJumps_lengthensNothing_andMixesNoRecordingUp() throws Exception {
        step = folder.resolve("step");
        set(Duration.ZERO);
        library = Faults.library(folder, "clock");
        try (EmbeddedPostgres postgres = TestDatabase.start();
                Tap tap = Tap.before(postgres.getPort())) {
            environment = BrokerProcess.prepare(folder, tap);
            tap.take();
            try (BrokerProcess broker = begin()) {
                setBack_sessionsGoOn_andNewOnesBegin();
                certificateEnds_whenItWould_althoughTheClockWasSetBack();
                broker.terminate(30);
            }
            set(Duration.ZERO);
            try (BrokerProcess broker = begin()) {
                tenYearsForward_sessionsEnd();
                broker.terminate(30);
                assertThat(broker.printedByItself())
                        .contains("the machine's clock was set forward");
            }
            BrokerProcess.assertHoldsEverything(
                    folder, folder.resolve("data/broker"), tap.take(), "clock");
        }
        recordingsAreInOrder();
    }

    private void setBack_sessionsGoOn_andNewOnesBegin() throws Exception {
        try (WireClient before = client("before")) {
            answers(before, "one");
            set(HOUR.negated());
            answers(before, "two");
            try (WireClient behind = client("behind")) {
                answers(behind, "three");
                set(TEN_YEARS.negated());
                answers(behind, "four");
                behind.terminate();
            }
            answers(before, "five");
            before.terminate();
        }
        set(Duration.ZERO);
    }

    private void certificateEnds_whenItWould_althoughTheClockWasSetBack() throws Exception {
        try (WireClient client = client("ends")) {
            answers(client, "six");
            Duration toTheEnd = Duration.between(Instant.now(), notAfter()).minus(LEFT);
            set(toTheEnd);
            client.readUntil("N", 1);
            assertThat(text(client)).as("is told that it ends soon").contains("postern: ");
            long begin = System.nanoTime();
            set(toTheEnd.minus(HOUR));

            client.readUntil("E", 1);

            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(LEFT.plus(LATE));
            assertThat(text(client)).contains("C57P01", "certificate");
        }
        assertThatThrownBy(() -> client("too late").close())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("expired");
    }

    private void tenYearsForward_sessionsEnd() throws Exception {
        try (WireClient client = client("forward")) {
            answers(client, "eight");
            long begin = System.nanoTime();
            set(TEN_YEARS);

            client.readUntil("E", 1);

            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(LATE);
            assertThat(text(client)).contains("C57P01", "certificate");
        }
        set(Duration.ZERO);
        assertThatThrownBy(() -> client("still ahead").close()).isInstanceOf(IOException.class);
    }

    private void recordingsAreInOrder() throws IOException {
        var recordings = BrokerProcess.recordings(folder, folder.resolve("data/broker"));
        assertThat(recordings).containsKeys("before", "behind", "ends", "forward");
        for (var recording : recordings.entrySet()) {
            try (RecordingReader reader = recording.getValue().open()) {
                long last = 0;
                for (Entry entry = reader.next(); entry != null; entry = reader.next()) {
                    assertThat(entry.micros()).as(recording.getKey()).isGreaterThanOrEqualTo(last);
                    last = entry.micros();
                }
                assertThat(last).as(recording.getKey()).isLessThan(TimeUnit.MINUTES.toMicros(5));
            }
        }
    }

    private BrokerProcess begin() throws Exception {
        BrokerProcess broker =
                BrokerProcess.begin(folder, "env", "LD_PRELOAD=" + library, "CLOCK_STEP=" + step);
        broker.awaitPort(BrokerProcess.port(environment));
        broker.awaitReady();
        return broker;
    }

    private void set(Duration from) throws IOException {
        byte[] seconds =
                ByteBuffer.allocate(Long.BYTES)
                        .order(ByteOrder.nativeOrder())
                        .putLong(from.toSeconds())
                        .array();
        if (Files.exists(step)) {
            try (var file = Files.newByteChannel(step, java.nio.file.StandardOpenOption.WRITE)) {
                file.write(ByteBuffer.wrap(seconds));
            }
        } else {
            Files.write(step, seconds);
        }
    }

    private Instant notAfter() throws Exception {
        try (var file = Files.newInputStream(Path.of(environment.getOrDefault("PGSSLCERT", "")))) {
            return ((X509Certificate)
                            CertificateFactory.getInstance("X.509").generateCertificate(file))
                    .getNotAfter()
                    .toInstant();
        }
    }

    private static void answers(WireClient client, String word) throws Exception {
        client.send(Messages.start().query("select 'so " + word + "'").bytes())
                .get(10, TimeUnit.SECONDS);
        client.readUntilReady(1);
        assertThat(text(client)).contains("so " + word);
    }

    private WireClient client(String name) throws Exception {
        Path credentials =
                requireNonNull(Path.of(environment.getOrDefault("PGSSLCERT", "")).getParent());
        return WireClient.withCertificate(
                BrokerProcess.port(environment),
                credentials,
                Conversation.PROTOCOL_3_0,
                Map.of("user", "postgres", "database", "postgres", "application_name", name));
    }

    private static String text(WireClient client) {
        return new String(client.received(), StandardCharsets.ISO_8859_1);
    }
}
