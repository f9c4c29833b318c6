package dev.postern.recording;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.recording.VerificationReport.Verdict;
import dev.postern.recording.format.Origin;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.zip.GZIPInputStream;

/// The figures that the format promises: size, speed of the verifier, time to seek. Each is printed.
///
/// Speed is in bytes a second of one thread's processor time, so that other work on the machine does not count. With
/// the system property `postern.test.nightly` recordings are large and the bounds are the promised ones.
///
/// The resources `pgbench-*.gz` are what one connection of pgbench's simple protocol sent (1) and got (2): origin (1 byte),
/// microseconds (4), length (4), bytes.
class RecordingFiguresTest {

    private static final boolean NIGHTLY = Boolean.getBoolean("postern.test.nightly");
    private static final int FLUSH_EVERY_MICROS = 4_000_000;
    private static final int TIME_STEP_MICROS = 32;
    private static final long SEED = 20;

    @TempDir Path directory;
    private final Random random = new Random(SEED);
    private long wireBytes;
    private long micros;
    private long flushedAt;

    /// With sixteen clients a connection sends 20 kB a second: its blocks are written for their age, half full.
    @ParameterizedTest
    @ValueSource(strings = {"one-client", "sixteen-clients"})
    void size_pgbenchSimpleProtocol_isAtMostTwelvePercent(String traffic) throws Exception {
        Path file = directory.resolve("pgbench");
        try (BlockSealer sealer = RecordingFiles.sealer();
                RecordingWriter writer = RecordingFiles.begin(file, sealer);
                DataInputStream in = new DataInputStream(resource("pgbench-" + traffic + ".gz"))) {
            for (int origin = in.read(); origin >= 0; origin = in.read()) {
                micros = in.readInt() & -TIME_STEP_MICROS;
                byte[] bytes = in.readNBytes(in.readInt());
                append(writer, origin == 1 ? Origin.FRONTEND : Origin.BACKEND, bytes);
            }
            writer.finish(RecordingEnd.of("closed").signed(new TestSigner()));
        }

        assertThat(ratio("pgbench, " + traffic, file)).isLessThan(0.12);
    }

    private static InputStream resource(String name) throws IOException {
        return new GZIPInputStream(
                Objects.requireNonNull(RecordingFiguresTest.class.getResourceAsStream("/" + name)));
    }

    @Test
    void size_mixedRows_isAtMostThirtyPercent() throws Exception {
        Path file = write(4_000_000);

        assertThat(ratio("mixed rows", file)).isLessThan(0.30);
    }

    private double ratio(String name, Path file) throws IOException {
        long stored = Files.size(file);
        double ratio = (double) stored / wireBytes;
        System.out.printf("%s: %d raw, %d stored, %.1f %%%n", name, wireBytes, stored, 100 * ratio);
        return ratio;
    }

    @Test
    void verify_largeRecording_readsFast() throws Exception {
        Path file = directory.resolve("large");
        byte[] noise = new byte[65_000];
        random.nextBytes(noise);
        try (BlockSealer sealer = RecordingFiles.sealer();
                RecordingWriter writer = RecordingFiles.begin(file, sealer)) {
            for (int i = 0; i < (NIGHTLY ? 16_000 : 2_000); i++) {
                noise[i]++;
                writer.append(Origin.BACKEND, i, ByteBuffer.wrap(noise));
            }
            writer.finish(RecordingEnd.of("closed").signed(new TestSigner()));
        }
        RecordingVerifier verifier = new RecordingVerifier(TestSigner.KEYS);
        var threads = ManagementFactory.getThreadMXBean();
        double best = 0;
        for (int i = 0; i < 3; i++) {
            long before = threads.getCurrentThreadCpuTime();
            assertThat(verifier.verify(file).verdict()).isEqualTo(Verdict.INTACT);
            long nanos = threads.getCurrentThreadCpuTime() - before;
            best = Math.max(best, Files.size(file) * 1e3 / nanos);
        }
        System.out.printf("verify: %d bytes, %.0f MB/s%n", Files.size(file), best);

        assertThat(best).isGreaterThan(NIGHTLY ? 300 : 150);
    }

    @Test
    void seek_anySnapshot_decodesLittle() throws Exception {
        Path file = write(NIGHTLY ? 1_000_000_000 : 20_000_000);
        var threads = ManagementFactory.getThreadMXBean();
        long[] nanos = new long[200];
        try (RecordingReader reader = RecordingReader.open(file, RecordingFiles.KEYS)) {
            long entries = reader.footer().orElseThrow().counts().entries();
            assertThat(reader.footer().orElseThrow().snapshots()).isNotEmpty();
            for (int i = 0; i < nanos.length; i++) {
                long wanted = 1 + (long) (random.nextDouble() * (entries - 1));
                long before = threads.getCurrentThreadCpuTime();
                Snapshot snapshot = reader.seekSnapshot(wanted).orElseThrow();
                assertThat(snapshot.sequence()).isBetween(1L, wanted);
                reader.seek(wanted);
                Entry entry = reader.next();
                nanos[i] = threads.getCurrentThreadCpuTime() - before;
                assertThat(entry).isNotNull();
                assertThat(Objects.requireNonNull(entry).sequence()).isEqualTo(wanted);
            }
        }
        Arrays.sort(nanos);
        System.out.printf(
                "seek: %d bytes raw, p50 %.1f ms, p95 %.1f ms%n",
                wireBytes, nanos[100] / 1e6, nanos[190] / 1e6);

        assertThat(nanos[190]).isLessThan(100_000_000);
    }

    private Path write(long bytes) throws IOException {
        Path file = directory.resolve("traffic");
        try (BlockSealer sealer = RecordingFiles.sealer();
                RecordingWriter writer = RecordingFiles.begin(file, sealer)) {
            writer.append(FactKind.SESSION_STARTED, 0, Map.of("target", "orders"));
            while (wireBytes < bytes) {
                rows(writer);
            }
            writer.append(FactKind.SESSION_ENDED, micros, Map.of("reason", "closed"));
            writer.finish(RecordingEnd.of("closed").with(RecordingFiguresTest::snapshots));
        }
        return file;
    }

    private static void snapshots(RecordingReader reader, SnapshotMaker.Sink sink)
            throws IOException {
        long count = 0;
        for (Entry entry = reader.next(); entry != null; entry = reader.next()) {
            if (count++ % 2_000 == 0) {
                sink.add(new Snapshot(entry.sequence(), new byte[1000]));
            }
        }
    }

    private void append(RecordingWriter writer, Origin origin, byte[] bytes) throws IOException {
        if (micros - flushedAt > FLUSH_EVERY_MICROS) {
            writer.flush();
            flushedAt = micros;
        }
        wireBytes += bytes.length;
        writer.append(origin, micros, ByteBuffer.wrap(bytes));
    }

    /// A part of a result with columns of several kinds, as a socket delivers it.
    private void rows(RecordingWriter writer) throws IOException {
        ByteArrayOutputStream part = new ByteArrayOutputStream();
        while (part.size() < 8_000) {
            part.writeBytes(row());
        }
        micros += 500 + random.nextInt(2_000);
        append(writer, Origin.BACKEND, part.toByteArray());
    }

    private byte[] row() {
        String[] words = {"open", "paid", "shipped", "returned", "cancelled"};
        String[] values = {
            Integer.toString(random.nextInt(5_000_000)),
            "2026-%02d-%02d 1%d:%02d:%02d.%06d"
                    .formatted(
                            1 + random.nextInt(12),
                            1 + random.nextInt(28),
                            random.nextInt(10),
                            random.nextInt(60),
                            random.nextInt(60),
                            random.nextInt(1_000_000)),
            words[random.nextInt(words.length)],
            "customer-%d@example.com".formatted(random.nextInt(90_000)),
            "%d.%02d".formatted(random.nextInt(900), random.nextInt(100)),
            "Please deliver to the %s door of house %d and ring twice"
                    .formatted(random.nextBoolean() ? "front" : "back", random.nextInt(300))
        };
        ByteBuffer body = ByteBuffer.allocate(400);
        body.putShort((short) values.length);
        for (String value : values) {
            byte[] bytes = value.getBytes(StandardCharsets.US_ASCII);
            body.putInt(bytes.length).put(bytes);
        }
        return message('D', Arrays.copyOf(body.array(), body.position()));
    }

    private static byte[] message(char type, byte[] body) {
        return ByteBuffer.allocate(5 + body.length)
                .put((byte) type)
                .putInt(4 + body.length)
                .put(body)
                .array();
    }
}
