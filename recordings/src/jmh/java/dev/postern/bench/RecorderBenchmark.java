package dev.postern.bench;

import dev.postern.keys.DataKey;
import dev.postern.recording.BlockSealer;
import dev.postern.recording.RecordingWriter;
import dev.postern.recording.format.Origin;
import dev.postern.recording.format.RecordingId;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Nanoseconds to record a query and its answer, packed, encrypted, chained and written, but not synced.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RecorderBenchmark {

    private static final String SESSION = "01HF7YAT00M8BV3J5H4T2E9C6Q";

    /// Rows of the answer.
    @Param({"1", "1000"})
    public int count = 1;

    private final SecureRandom random = new SecureRandom();
    private final ByteBuffer query = Traffic.query();
    private ByteBuffer answer = Traffic.answer(1);
    private BlockSealer sealer = new BlockSealer(this::bytes);
    private Path file = Path.of("");
    private RecordingWriter writer = begin();
    private long micros;

    private byte[] bytes(int length) {
        byte[] made = new byte[length];
        random.nextBytes(made);
        return made;
    }

    private RecordingWriter begin() {
        try {
            file = Files.createTempDirectory("recorder").resolve("recording");
            RecordingId id = RecordingId.parse(SESSION);
            return RecordingWriter.create(
                    file,
                    new RecordingWriter.Start(id, 1, Map.of()),
                    DataKey.generate(this::bytes),
                    sealer);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /// Makes the answer.
    @Setup
    public void prepare() {
        answer = Traffic.answer(count);
    }

    /// Begins a recording for each iteration, so that files stay small.
    @Setup(Level.Iteration)
    public void restart() throws IOException {
        close();
        sealer = new BlockSealer(this::bytes);
        writer = begin();
    }

    /// Removes the file.
    @TearDown
    public void close() throws IOException {
        writer.close();
        sealer.close();
        Files.deleteIfExists(file);
        Files.deleteIfExists(file.resolveSibling(""));
    }

    /// Records one query.
    @Benchmark
    public void record(Blackhole sink) throws IOException {
        writer.append(Origin.FRONTEND, micros += 20, query);
        writer.append(Origin.BACKEND, micros += 180, answer);
        sink.consume(writer);
    }
}
