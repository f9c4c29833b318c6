package dev.postern.bench;

import dev.postern.pgwire.BackendMessage;
import dev.postern.pgwire.Frame;
import dev.postern.pgwire.FrameCutter;
import dev.postern.pgwire.FrameLimits;
import dev.postern.pgwire.FrameListener;
import dev.postern.pgwire.MalformedMessageException;
import dev.postern.pgwire.MessageDecoder;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/// Nanoseconds a message: finding its end, and decoding a row.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CodecBenchmark {

    private final ByteBuffer rows = Traffic.answer(Traffic.ROWS);
    private final ByteBuffer row =
            ByteBuffer.wrap(new byte[] {0, 1, 0, 0, 0, 7, '1', '0', '0', '0', '0', '0', '0'});
    private final FrameCutter cutter = new FrameCutter(FrameLimits.BACKEND);
    private long bytes;

    /// Passes over the messages of an answer with many rows.
    @Benchmark
    @OperationsPerInvocation(Traffic.ROWS + 3)
    public long cut() throws MalformedMessageException {
        cutter.scan(
                rows,
                new FrameListener() {
                    @Override
                    public void onHeader(char type, int bodyLength, int headerEnd) {
                        bytes += bodyLength;
                    }
                });
        return bytes;
    }

    /// Decodes one row.
    @Benchmark
    public BackendMessage decodeRow() throws MalformedMessageException {
        return MessageDecoder.UTF_8.backend(new Frame('D', row.slice()));
    }
}
