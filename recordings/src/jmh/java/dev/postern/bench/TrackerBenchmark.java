package dev.postern.bench;

import dev.postern.pgwire.MalformedMessageException;
import dev.postern.pgwire.track.ProtocolTracker;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/// Nanoseconds to follow a query and its answer, short or with many rows.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class TrackerBenchmark {

    /// How rows are told.
    @Param public ProtocolTracker.Rows rows = ProtocolTracker.Rows.ONE_BY_ONE;

    /// Rows of the answer.
    @Param({"1", "1000"})
    public int count = 1;

    private final ByteBuffer query = Traffic.query();
    private ByteBuffer answer = Traffic.answer(1);
    private ProtocolTracker tracker = new ProtocolTracker(event -> {});
    private long events;

    /// Begins a session.
    @Setup
    public void begin() throws MalformedMessageException {
        answer = Traffic.answer(count);
        tracker = new ProtocolTracker(event -> events++, rows);
        tracker.frontend(0, Traffic.startup());
    }

    /// Follows one query.
    @Benchmark
    public long follow() throws MalformedMessageException {
        tracker.frontend(1, query);
        tracker.backend(2, answer, false);
        return events;
    }
}
