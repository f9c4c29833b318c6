package dev.postern.broker.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.broker.base.Clock;
import dev.postern.broker.base.Ticker;
import dev.postern.broker.base.Ulids;
import dev.postern.recording.Entry;
import dev.postern.recording.RecordingReader;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/// Kills a recording process at random points, also while it recovers from the kill before: whatever it relayed is in
/// the recordings afterwards, in order and without gaps.
///
/// `-Dpostern.kills=N` chooses how many times.
@Tag("G1")
class RecorderKillIT {

    private static final int KILLS = Integer.getInteger("postern.kills", 150);
    private static final int SESSIONS = 4;
    private static final int MAX_RUN_MILLIS = 250;
    private static final int MAX_RECOVERY_MILLIS = 30;
    private static final int SIGKILLED = 128 + 9;

    @TempDir Path data;

    /// The numbers of what was relayed, by session.
    private final Map<String, List<Integer>> relayed = new HashMap<>();

    @Test
    @Timeout(value = 60, unit = TimeUnit.MINUTES)
    void processKilledAtRandomPoints_losesNothingThatItRelayed() throws Exception {
        long seed = Long.getLong("postern.seed", System.nanoTime());
        System.out.println("RecorderKillIT: -Dpostern.seed=" + seed);
        Random random = new Random(seed);
        Ulids ulids =
                new Ulids(
                        Clock.system(),
                        count -> {
                            byte[] bytes = new byte[count];
                            random.nextBytes(bytes);
                            return bytes;
                        });
        List<String> sessions = new ArrayList<>();
        try (ScheduledExecutorService killer = Executors.newSingleThreadScheduledExecutor()) {
            for (int kill = 0; kill < KILLS; kill++) {
                List<String> own = new ArrayList<>();
                for (int i = 0; i < SESSIONS; i++) {
                    own.add(ulids.next());
                }
                sessions.addAll(own);
                runAndKill(own, random, killer);
            }
        }

        RecorderFixture.start(JournalConfig.of(data, 1), DiskSync.system(), Ticker.system())
                .close();

        int pieces = 0;
        for (String session : sessions) {
            pieces += check(session);
        }
        int promised = relayed.values().stream().mapToInt(List::size).sum();
        System.out.println(
                "RecorderKillIT: "
                        + promised
                        + " pieces relayed, "
                        + pieces
                        + " recorded, "
                        + KILLS
                        + " kills");
        assertThat(promised).isGreaterThan(KILLS * 10);
    }

    private void runAndKill(List<String> sessions, Random random, ScheduledExecutorService killer)
            throws Exception {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx64m",
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty(
                                        "surefire.test.class.path",
                                        System.getProperty("java.class.path")),
                                RecorderKillMain.class.getName(),
                                data.toString(),
                                Long.toString(random.nextLong())));
        command.addAll(sessions);
        // A fifth of the kills fall into recovery, the others into recording.
        boolean inRecovery = random.nextInt(5) == 0;
        int delay = random.nextInt(inRecovery ? MAX_RECOVERY_MILLIS : MAX_RUN_MILLIS);
        Process process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.equals(inRecovery ? "STARTING" : "READY")) {
                    ScheduledFuture<Boolean> kill =
                            killer.schedule(
                                    () -> process.toHandle().destroyForcibly(),
                                    delay,
                                    TimeUnit.MILLISECONDS);
                    assertThat(kill.isCancelled()).isFalse();
                }
                note(line);
            }
        }
        assertThat(process.waitFor()).as("exit code").isEqualTo(SIGKILLED);
    }

    private void note(String line) {
        String[] words = line.split(" ", -1);
        assertThat(words[0]).as(line).isNotEqualTo("FAILED");
        // The kill may cut a line off; the number in what is left of it is a prefix, and so not
        // above the real one.
        if (words.length == 3
                && !words[2].isEmpty()
                && (words[0].equals("F") || words[0].equals("B"))) {
            relayed.computeIfAbsent(words[1], key -> new ArrayList<>())
                    .add(Integer.valueOf(words[2]));
        }
    }

    /// Checks the recording of `session` and returns how many pieces of traffic it holds.
    private int check(String session) throws IOException {
        List<Integer> promised = relayed.getOrDefault(session, List.of());
        RecordingStore store = new RecordingStore(data);
        if (store.find(session).isEmpty()) {
            assertThat(promised).as("relayed without a recording: " + session).isEmpty();
            return 0;
        }
        int next = 0;
        long sequence = 0;
        try (RecordingReader reader = store.open(session)) {
            for (Entry entry = reader.next(); entry != null; entry = reader.next()) {
                assertThat(entry.sequence()).isEqualTo(++sequence);
                if (entry instanceof Entry.Bytes bytes) {
                    assertThat(bytes.bytes())
                            .as("piece %d", next)
                            .isEqualTo(RecorderKillMain.content(session, next));
                    next++;
                }
            }
            assertThat(reader.isFinished()).isTrue();
        }
        for (int number : promised) {
            assertThat(number).as("relayed but not recorded in " + session).isLessThan(next);
        }
        return next;
    }
}
