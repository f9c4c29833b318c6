package dev.postern.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.event.ResultMessages;
import dev.postern.event.SessionEvent;
import dev.postern.export.ValueText;
import dev.postern.recording.BlockSealer;
import dev.postern.recording.RecordingEnd;
import dev.postern.recording.RecordingFile;
import dev.postern.recording.RecordingFiles;
import dev.postern.recording.RecordingWriter;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

class RunsReplayTest {

    @TempDir Path directory;

    @ParameterizedTest
    @ValueSource(longs = {1, -1, 2, -2, 3, -3, 4, -4})
    void inRuns_anySession_tellsTheSame(long seed) throws Exception {
        RecordingFile file = session(seed);
        List<String> whole = told(SessionReplay.open(file));
        List<String> inRuns = told(SessionReplay.openInRuns(file));
        assertThat(inRuns).isEqualTo(whole).anyMatch(line -> line.startsWith("row "));
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
                if (event instanceof SessionEvent.ResultsReturned e) {
                    results(e, lines);
                } else {
                    lines.add(line(event));
                }
            });
        }
        return lines;
    }

    /// One line each, as if they had been told one by one.
    private static void results(SessionEvent.ResultsReturned e, List<String> lines) {
        ResultMessages messages = new ResultMessages(e.messages());
        long message = e.message() - e.count();
        while (messages.next()) {
            message++;
            if (e.copy()) {
                ByteBuffer body = part(e, messages.from(), messages.to() - messages.from());
                lines.add(copy(message, "OUT", e.ordinal(), body));
                continue;
            }
            List<@Nullable ByteBuffer> cells = new ArrayList<>();
            while (messages.nextCell()) {
                int length = messages.cellLength();
                cells.add(
                        length == ResultMessages.NULL
                                ? null
                                : part(e, messages.cellFrom(), length));
            }
            lines.add(row(message, e.micros(), e.ordinal(), cells));
        }
        assertThat(message).isEqualTo(e.message());
    }

    private static ByteBuffer part(SessionEvent.ResultsReturned e, int from, int length) {
        return e.messages().slice(from, length);
    }

    private static String row(
            long message, long micros, int ordinal, List<@Nullable ByteBuffer> cells) {
        List<String> values =
                cells.stream().map(cell -> cell == null ? "-" : ValueText.digits(cell)).toList();
        return "row " + message + " " + micros + " of " + ordinal + " " + values;
    }

    private static String copy(long message, String direction, int ordinal, ByteBuffer bytes) {
        return "copy "
                + message
                + " "
                + direction
                + " of "
                + ordinal
                + " "
                + ValueText.digits(bytes);
    }

    private static String line(SessionEvent event) {
        return switch (event) {
            case SessionEvent.RowReturned e -> row(e.message(), e.micros(), e.ordinal(), e.cells());
            case SessionEvent.CopyData e ->
                    copy(e.message(), e.direction().toString(), e.ordinal(), e.bytes());
            case SessionEvent.StatementStarted e ->
                    "start " + e.message() + " " + e.ordinal() + " " + e.sql();
            case SessionEvent.StatementFinished e ->
                    "end " + e.ordinal() + " " + e.tag() + " " + e.rows() + " " + e.bytes();
            default -> event.getClass().getSimpleName() + " " + event.message();
        };
    }
}
