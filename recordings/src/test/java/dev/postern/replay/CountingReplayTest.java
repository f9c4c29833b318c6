package dev.postern.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.event.SessionEvent;
import dev.postern.recording.BlockSealer;
import dev.postern.recording.RecordingEnd;
import dev.postern.recording.RecordingFile;
import dev.postern.recording.RecordingFiles;
import dev.postern.recording.RecordingWriter;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

class CountingReplayTest {

    @TempDir Path directory;

    @ParameterizedTest
    @ValueSource(longs = {1, -1, 2, -2, 3, -3, 4, -4})
    void counting_anySession_tellsAllButValues(long seed) throws Exception {
        RecordingFile file = session(seed);
        List<String> whole = told(SessionReplay.open(file));
        List<String> counted = told(SessionReplay.openCounting(file));
        assertThat(counted).isEqualTo(whole).anyMatch(line -> line.startsWith("row "));
    }

    private RecordingFile session(long seed) throws IOException {
        Path path = directory.resolve("session" + seed);
        try (BlockSealer sealer = RecordingFiles.sealer();
                RecordingWriter writer = RecordingFiles.begin(path, sealer)) {
            new GeneratedSession(writer, new Random(seed), seed > 0).write(300);
            writer.finish(RecordingEnd.of("closed"));
        }
        return new RecordingFile(path, RecordingFiles.KEYS);
    }

    private static List<String> told(SessionReplay replay) throws IOException {
        List<String> lines = new ArrayList<>();
        try (replay) {
            replay.all(event -> {
                if (event instanceof SessionEvent.ResultsCounted e) {
                    results(e, lines);
                } else {
                    lines.add(line(event));
                }
            });
        }
        return lines;
    }

    /// One line each, as if they had been told one by one.
    private static void results(SessionEvent.ResultsCounted e, List<String> lines) {
        for (long message = e.message() - e.count() + 1; message <= e.message(); message++) {
            lines.add(
                    e.copy()
                            ? "copy " + message + " OUT of " + e.ordinal()
                            : "row " + message + " " + e.micros() + " of " + e.ordinal());
        }
    }

    private static String line(SessionEvent event) {
        return switch (event) {
            case SessionEvent.RowReturned e ->
                    "row " + e.message() + " " + e.micros() + " of " + e.ordinal();
            case SessionEvent.CopyData e ->
                    "copy " + e.message() + " " + e.direction() + " of " + e.ordinal();
            case SessionEvent.StatementStarted e ->
                    "start " + e.message() + " " + e.ordinal() + " " + e.sql();
            case SessionEvent.StatementFinished e ->
                    "end " + e.ordinal() + " " + e.tag() + " " + e.rows() + " " + e.bytes();
            default -> event.getClass().getSimpleName() + " " + event.message();
        };
    }
}
