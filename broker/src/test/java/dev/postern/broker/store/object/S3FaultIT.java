package dev.postern.broker.store.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.postern.broker.store.object.FaultyLine.Fault;
import dev.postern.broker.store.object.ObjectStore.Outcome;
import dev.postern.broker.store.object.ObjectStoreException.Kind;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/// A real S3-compatible server behind a line that breaks: every fault is told as what it is, leaves no half object, and
/// the next attempt does what is left.
@Timeout(60)
final class S3FaultIT {

    private static final String RECORDING = ObjectNames.recording("01KAJ5X1C0AAAAAAAAAAAAAAA0");
    private static final int BIG = 16 << 20;
    private static final S3Settings.Timing IMPATIENT =
            new S3Settings.Timing(Duration.ofSeconds(1), Duration.ofMillis(700), 1 << 20, 5 << 20);
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static S3Server server;

    @TempDir Path folder;
    private String prefix;
    private FaultyLine line;
    private ObjectStore store;
    private ObjectStore direct;

    @BeforeAll
    static void startServer() throws Exception {
        server = S3Server.start();
    }

    @AfterAll
    static void stopServer() throws Exception {
        server.stop();
    }

    @BeforeEach
    void open() throws IOException {
        prefix = "fault-" + COUNT.incrementAndGet() + "/";
        line = new FaultyLine(server.endpoint());
        store = new S3ObjectStore(settings(IMPATIENT), folder.resolve("parts"), Instant::now);
        direct =
                new S3ObjectStore(
                        server.settings(prefix), folder.resolve("direct-parts"), Instant::now);
    }

    private S3Settings settings(S3Settings.Timing timing) {
        S3Settings base = S3Server.settings(line.endpoint(), prefix, S3Server.SECRET_KEY);
        return new S3Settings(
                base.bucket(),
                base.keyBucket(),
                base.prefix(),
                base.region(),
                base.endpoint(),
                base.pathStyle(),
                base.credentials(),
                base.encryption(),
                base.lock(),
                timing);
    }

    @AfterEach
    void close() throws IOException {
        store.close();
        direct.close();
        line.stop();
    }

    private Upload upload(int bytes) throws IOException {
        byte[] content = new byte[bytes];
        new Random(bytes).nextBytes(content);
        return Upload.of(RECORDING, Files.write(folder.resolve("file"), content), 7);
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"RESET_UP", "SILENT", "ERROR_500", "ERROR_503"})
    void put_throughABrokenLine_isUnreachableAndWorksAfterwards(Fault fault) throws IOException {
        Upload upload = upload(100_000);
        line.set(fault, 30_000);

        assertThatExceptionOfType(ObjectStoreException.class)
                .isThrownBy(() -> store.put(upload))
                .matches(e -> e.kind() == Kind.UNREACHABLE, "is unreachable");

        line.set(Fault.NONE, 0);
        // A request may have arrived although its answer did not.
        assertThat(store.put(upload)).isIn(Outcome.STORED, Outcome.ALREADY_THERE);
        assertThat(direct.find(RECORDING).orElseThrow().sha256()).isEqualTo(upload.sha256());
    }

    @Test
    void put_resetInTheMiddleOfTheBody_leavesNoObject() throws IOException {
        line.set(Fault.RESET_UP, 30_000);

        assertThatExceptionOfType(ObjectStoreException.class)
                .isThrownBy(() -> store.put(upload(100_000)));

        assertThat(direct.find(RECORDING)).isEmpty();
    }

    @Test
    void put_nobodyListens_isUnreachable() throws IOException {
        URI nobody;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = URI.create("http://127.0.0.1:" + socket.getLocalPort());
        }
        try (ObjectStore lonely =
                new S3ObjectStore(
                        S3Server.settings(nobody, prefix, S3Server.SECRET_KEY),
                        folder.resolve("parts"),
                        Instant::now)) {
            assertThatExceptionOfType(ObjectStoreException.class)
                    .isThrownBy(() -> lonely.put(upload(1000)))
                    .withMessageContaining(RECORDING)
                    .withMessageContaining(nobody.toString())
                    .matches(e -> e.kind() == Kind.UNREACHABLE, "is unreachable");
        }
    }

    @ParameterizedTest
    @CsvSource({"RESET_UP, 7000000", "RESET_UP, 12000000", "CUT_DOWN, 900"})
    void put_bigFileInterrupted_isContinuedByANewProcess(Fault fault, long after)
            throws IOException {
        Upload upload = upload(BIG);
        line.set(fault, after);
        assertThatExceptionOfType(ObjectStoreException.class)
                .isThrownBy(() -> store.put(upload))
                .matches(e -> e.kind() == Kind.UNREACHABLE, "is unreachable");
        assertThat(direct.find(RECORDING)).isEmpty();

        line.set(Fault.NONE, 0);
        long before = line.bytesUp();
        try (ObjectStore next =
                new S3ObjectStore(
                        settings(S3Server.QUICK), folder.resolve("parts"), Instant::now)) {
            assertThat(next.put(upload)).isEqualTo(Outcome.STORED);
        }
        if (fault == Fault.RESET_UP) {
            assertThat(line.bytesUp() - before).isLessThan(BIG);
        }

        assertThat(direct.find(RECORDING).orElseThrow().sha256()).isEqualTo(upload.sha256());
        Path copy = folder.resolve("copy");
        direct.fetch(RECORDING, copy);
        assertThat(copy).hasSameBinaryContentAs(upload.file());
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"CUT_DOWN", "SILENT", "ERROR_500"})
    void fetch_throughABrokenLine_leavesNoFile(Fault fault) throws IOException {
        direct.put(upload(200_000));
        line.set(fault, 100_000);
        Path copy = folder.resolve("copy");

        assertThatExceptionOfType(ObjectStoreException.class)
                .isThrownBy(() -> store.fetch(RECORDING, copy))
                .matches(
                        e -> e.kind() == Kind.UNREACHABLE || e.kind() == Kind.DAMAGED,
                        "is unreachable or cut short");

        assertThat(copy).doesNotExist();
        line.set(Fault.NONE, 0);
        assertThat(store.fetch(RECORDING, copy).bytes()).isEqualTo(200_000);
    }

    @Test
    void range_cutShort_isNoShorterAnswer() throws IOException {
        direct.put(upload(200_000));
        line.set(Fault.CUT_DOWN, 50_000);

        assertThatExceptionOfType(ObjectStoreException.class)
                .isThrownBy(() -> store.range(RECORDING, 10, 150_000));
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"SILENT", "ERROR_500", "ERROR_503"})
    void find_andDelete_throughABrokenLine_neverSayThatThereIsNothing(Fault fault)
            throws IOException {
        direct.put(upload(1000));
        line.set(fault, 0);

        assertThatExceptionOfType(ObjectStoreException.class)
                .isThrownBy(() -> store.find(RECORDING))
                .matches(e -> e.kind() == Kind.UNREACHABLE, "is unreachable");
        assertThatExceptionOfType(ObjectStoreException.class)
                .isThrownBy(() -> store.delete(RECORDING))
                .matches(e -> e.kind() == Kind.UNREACHABLE, "is unreachable");

        assertThat(direct.find(RECORDING)).isPresent();
    }
}
