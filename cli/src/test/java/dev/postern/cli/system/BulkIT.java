package dev.postern.cli.system;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// 600 MB each way with the broker's heap at 128 MiB, and all of it in the recording.
final class BulkIT {

    private static final long ROWS = 600_000;
    private static final int ROW_BYTES = 1_000;

    /// The index shares two cores with the rehearsal of the broker's start and with each question
    /// about it: how far it is behind is not what is tested.
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @TempDir Path folder;

    @Test
    void sixHundredMegabytesOutAndIn_passAndAreRecorded() throws Exception {
        try (RunningDemo demo =
                RunningDemo.startWith(folder, Map.of("POSTERN_JAVA_OPTIONS", "-Xmx128m"))) {
            demo.postern("admin", "login", "--demo", "admin");
            String out =
                    "select repeat('x', " + ROW_BYTES + ") from generate_series(1, " + ROWS + ")";
            String in = "copy pg_temp.sink from stdin";
            Run bulk =
                    Run.of(
                            folder,
                            demo.environment(),
                            "",
                            List.of(
                                    "sh",
                                    "-c",
                                    "psql -X -At -c \""
                                            + out
                                            + "\" | wc -c && { echo 'create temp table sink (line"
                                            + " text); copy sink from stdin;'; yes \"$(head -c "
                                            + (ROW_BYTES - 1)
                                            + " /dev/zero | tr '\\0' y)\" | head -n "
                                            + ROWS
                                            + "; echo '\\.'; echo 'select count(*),"
                                            + " sum(length(line)) from sink;'; } | psql -X -At"));
            assertThat(bulk.exitCode()).as(in + bulk.err()).isZero();
            assertThat(bulk.out())
                    .contains("" + ROWS * (ROW_BYTES + 1))
                    .contains(ROWS + "|" + ROWS * (ROW_BYTES - 1));
            assertRecorded(demo, ROWS * ROW_BYTES);
        }
    }

    private void assertRecorded(RunningDemo demo, long atLeast) throws IOException {
        Run sessions = list(demo);
        Instant patience = Instant.now().plus(PATIENCE);
        while (!isSaid(sessions, atLeast) && Instant.now().isBefore(patience)) {
            sessions = list(demo); // the index reads what passed, behind it
        }
        assertThat(isSaid(sessions, atLeast)).as(sessions.all()).isTrue();
        assertThat(sessions.out()).contains("\"complete\":true");
    }

    private static Run list(RunningDemo demo) throws IOException {
        Run sessions = demo.postern("admin", "sessions", "ls", "-o", "json", "--limit", "2");
        assertThat(sessions.exitCode()).as(sessions.all()).isZero();
        return sessions;
    }

    private static boolean isSaid(Run sessions, long atLeast) {
        return Stream.of("backendBytes", "frontendBytes")
                .allMatch(name -> field(sessions.out(), name).stream().anyMatch(n -> n >= atLeast));
    }

    private static List<Long> field(String json, String name) {
        return java.util.regex.Pattern.compile("\"" + name + "\":(\\d+)")
                .matcher(json.replace(" ", ""))
                .results()
                .map(m -> Long.parseLong(m.group(1)))
                .toList();
    }
}
