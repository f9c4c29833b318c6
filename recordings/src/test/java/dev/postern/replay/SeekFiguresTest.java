package dev.postern.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.event.SessionEvent;
import dev.postern.event.SessionEvent.StatementFinished;
import dev.postern.event.SessionEvent.StatementStarted;
import dev.postern.pgwire.track.PgScript;
import dev.postern.recording.BlockSealer;
import dev.postern.recording.Entry;
import dev.postern.recording.FactKind;
import dev.postern.recording.RecordingEnd;
import dev.postern.recording.RecordingFile;
import dev.postern.recording.RecordingFiles;
import dev.postern.recording.RecordingReader;
import dev.postern.recording.RecordingWriter;
import dev.postern.recording.Snapshot;
import dev.postern.recording.format.Origin;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// How long it takes until any statement, or any message, of a long recording is there. Each figure is printed.
///
/// Wall time, the opening of the file included, with the file in the page cache. With the system property
/// `postern.test.nightly` the recording has 1 GB, else 64 MB.
class SeekFiguresTest {

    private static final long RAW_BYTES =
            Boolean.getBoolean("postern.test.nightly") ? 1_000_000_000 : 64_000_000;
    private static final int SEEKS = 200;
    private static final long MAX_P95_NANOS = 100_000_000;

    @TempDir Path directory;
    private final Random random = new Random(31);
    private int statements;
    private long messages;
    private int snapshots;

    @Test
    void seek_anyStatementAndAnyMessage_isFast() throws Exception {
        RecordingFile file = write();
        long[] statementNanos = new long[SEEKS];
        long[] messageNanos = new long[SEEKS];
        for (int i = -20; i < SEEKS; i++) {
            int ordinal = 1 + random.nextInt(statements);
            long number = 1 + (long) (random.nextDouble() * (messages - 1));
            long before = System.nanoTime();
            seekStatement(file, ordinal);
            long between = System.nanoTime();
            seekMessage(file, number);
            long after = System.nanoTime();
            if (i >= 0) {
                statementNanos[i] = between - before;
                messageNanos[i] = after - between;
            }
        }
        System.out.printf(
                "%d bytes raw, %d stored, %d statements, %d snapshots%n",
                RAW_BYTES, Files.size(file.path()), statements, snapshots);

        assertThat(p95("statement", statementNanos)).isLessThan(MAX_P95_NANOS);
        assertThat(p95("message", messageNanos)).isLessThan(MAX_P95_NANOS);
    }

    private static long p95(String what, long[] nanos) {
        Arrays.sort(nanos);
        System.out.printf(
                "seek to a %s: p50 %.1f ms, p95 %.1f ms, most %.1f ms%n",
                what,
                nanos[SEEKS / 2] / 1e6,
                nanos[SEEKS * 95 / 100] / 1e6,
                nanos[SEEKS - 1] / 1e6);
        return nanos[SEEKS * 95 / 100];
    }

    /// Until the statement has ended.
    private static void seekStatement(RecordingFile file, int ordinal) throws IOException {
        boolean[] seen = new boolean[2];
        SessionTracker.EventListener listener =
                event -> {
                    seen[0] |= event instanceof StatementStarted s && s.ordinal() == ordinal;
                    seen[1] |= event instanceof StatementFinished f && f.ordinal() == ordinal;
                };
        try (SessionReplay replay =
                SessionReplay.openBefore(file, ordinal, (SessionEvent event) -> {})) {
            while (!seen[1] && replay.step(listener)) {}
        }
        assertThat(seen).containsExactly(true, true);
    }

    /// Until a page of a hundred messages is there.
    private static void seekMessage(RecordingFile file, long number) throws IOException {
        List<Long> page = new ArrayList<>();
        MessageReplay.Listener listener =
                new MessageReplay.Listener() {
                    @Override
                    public void message(WireMessage message) {
                        if (message.number() >= number) {
                            page.add(message.number());
                        }
                    }

                    @Override
                    public void fact(Entry.Fact fact) {}
                };
        try (MessageReplay replay =
                MessageReplay.openBefore(file, MessageCutter.DEFAULT_RAW_LIMIT, number)) {
            while (page.size() < 100 && replay.step(listener)) {}
        }
        assertThat(page.getFirst()).isEqualTo(number);
    }

    private RecordingFile write() throws IOException {
        Path path = directory.resolve("long");
        try (BlockSealer sealer = RecordingFiles.sealer();
                RecordingWriter writer = RecordingFiles.begin(path, sealer)) {
            writer.append(FactKind.SESSION_STARTED, 0, Map.of("target", "orders"));
            long bytes = 0;
            long micros = 0;
            new PgScript((fromClient, message) -> append(writer, fromClient, 0, message)).login();
            while (bytes < RAW_BYTES) {
                micros += 1000 + random.nextInt(50_000);
                bytes += statement(writer, micros);
            }
            writer.append(FactKind.SESSION_ENDED, micros, Map.of("reason", "closed"));
            writer.finish(RecordingEnd.of("closed").with(this::snapshots));
        }
        return new RecordingFile(path, RecordingFiles.KEYS);
    }

    private void snapshots(RecordingReader reader, dev.postern.recording.SnapshotMaker.Sink sink)
            throws IOException {
        long before = System.nanoTime();
        List<Snapshot> made = new ArrayList<>();
        new ReplaySnapshots().make(reader, made::add);
        double seconds = (System.nanoTime() - before) / 1e9;
        snapshots = made.size();
        System.out.printf(
                "snapshots: %.1f s, %.0f MB/s, longest %d bytes%n",
                seconds,
                RAW_BYTES / 1e6 / seconds,
                made.stream().mapToInt(snapshot -> snapshot.payload().length).max().orElse(0));
        for (Snapshot snapshot : made) {
            sink.add(snapshot);
        }
    }

    /// A query with some rows, now and then with many; the server's part comes in pieces of a socket's size.
    private long statement(RecordingWriter writer, long micros) {
        ByteArrayOutputStream asked = new ByteArrayOutputStream();
        ByteArrayOutputStream answered = new ByteArrayOutputStream();
        int[] count = new int[1];
        PgScript script =
                new PgScript((fromClient, message) -> {
                    count[0]++;
                    (fromClient ? asked : answered)
                            .write(message.array(), message.arrayOffset(), message.limit());
                });
        int rows = random.nextInt(100) == 0 ? 5_000 : random.nextInt(60);
        script.query("SELECT id, name, note FROM orders WHERE id > " + random.nextInt(1_000_000));
        script.columns("id", "name", "note");
        for (int i = 0; i < rows; i++) {
            script.row(
                    Integer.toString(random.nextInt()),
                    "customer-" + random.nextInt(90_000),
                    "Please deliver to the back door of house " + random.nextInt(300));
        }
        script.tag("SELECT " + rows).ready('I');
        append(writer, true, micros, ByteBuffer.wrap(asked.toByteArray()));
        ByteBuffer answer = ByteBuffer.wrap(answered.toByteArray());
        for (int at = 0; at < answer.limit(); at += 8192) {
            ByteBuffer piece = answer.slice(at, Math.min(8192, answer.limit() - at));
            append(writer, false, micros + at / 100, piece);
        }
        statements++;
        messages += count[0];
        return asked.size() + (long) answer.limit();
    }

    private static void append(
            RecordingWriter writer, boolean fromClient, long micros, ByteBuffer bytes) {
        try {
            writer.append(fromClient ? Origin.FRONTEND : Origin.BACKEND, micros, bytes);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
