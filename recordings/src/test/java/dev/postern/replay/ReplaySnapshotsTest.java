package dev.postern.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.event.SessionEvent;
import dev.postern.event.SessionEvent.SessionStarted;
import dev.postern.event.SessionEvent.SettingChanged;
import dev.postern.event.SessionEvent.StatementStarted;
import dev.postern.event.SessionEvent.TransactionChanged;
import dev.postern.recording.BlockSealer;
import dev.postern.recording.Entry;
import dev.postern.recording.RecordingEnd;
import dev.postern.recording.RecordingFile;
import dev.postern.recording.RecordingFiles;
import dev.postern.recording.RecordingReader;
import dev.postern.recording.RecordingWriter;
import dev.postern.recording.Snapshot;
import dev.postern.recording.format.CorruptRecordingException;
import dev.postern.recording.format.Footer.IndexEntry;
import dev.postern.replay.SessionTracker.EventListener;

import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// A replay from a snapshot is the end of the replay from the beginning, whatever the session did.
class ReplaySnapshotsTest {

    private static final int SESSIONS = 15;
    private static final int STEPS = 150;
    private static final int STEP_BYTES = 600;

    @TempDir Path directory;

    /// An event or message, and the entry that it came with.
    private record Told(long sequence, String text) {}

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void everySnapshot_events_areTheTailOfTheWholeReplay(boolean lawful) throws Exception {
        int snapshots = 0;
        int suspended = 0;
        for (int seed = 1; seed <= SESSIONS; seed++) {
            RecordingFile file = generate(seed, lawful);
            List<Told> all = events(SessionReplay.open(file));
            try (RecordingReader reader = file.open()) {
                for (long sequence : snapshots(reader)) {
                    ReplayState state = at(reader, sequence);
                    if (state.hasSession()) {
                        snapshots++;
                        List<Told> context = new ArrayList<>();
                        SessionReplay replay =
                                SessionReplay.restore(reader, state, e -> context.add(told(0, e)));
                        List<Told> tail = new ArrayList<>();
                        drain(replay, tail);
                        assertThat(tail)
                                .as("seed %d, from entry %d", seed, sequence)
                                .isEqualTo(behind(all, sequence));
                        assertThat(context).isEqualTo(lasting(file, sequence));
                        int last = state.statements();
                        suspended +=
                                tail.stream().anyMatch(told -> isRowOfAtMost(told, last)) ? 1 : 0;
                    }
                }
            }
        }
        System.out.printf("%d snapshots of %d sessions, lawful %s%n", snapshots, SESSIONS, lawful);
        assertThat(snapshots).isGreaterThan(lawful ? 10 * SESSIONS : SESSIONS);
        assertThat(suspended).isPositive();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void everySnapshot_messages_areTheTailOfTheWholeReplay(boolean lawful) throws Exception {
        for (int seed = 1; seed <= SESSIONS; seed++) {
            RecordingFile file = generate(seed, lawful);
            List<Told> all = messages(MessageReplay.open(file, 100));
            try (RecordingReader reader = file.open()) {
                for (long sequence : snapshots(reader)) {
                    long number = at(reader, sequence).messages() + 1;
                    assertThat(messages(MessageReplay.openBefore(file, 100, number)))
                            .as("seed %d, from message %d", seed, number)
                            .isEqualTo(behind(all, sequence));
                }
            }
        }
    }

    @Test
    void everyStatement_isToldFromItsBeginning_andSeldomFromTheFirst() throws Exception {
        int late = 0;
        int count = 0;
        for (int seed = 1; seed <= 4; seed++) {
            RecordingFile file = generate(seed, true);
            List<Told> all = events(SessionReplay.open(file));
            int statements = (int) all.stream().filter(told -> ordinal(told) > 0).count();
            for (int ordinal = 1; ordinal <= statements; ordinal++) {
                try (SessionReplay replay = SessionReplay.openBefore(file, ordinal, event -> {})) {
                    count++;
                    late += replay.sequence() > 0 ? 1 : 0;
                    List<Told> tail = new ArrayList<>();
                    drain(replay, tail);
                    assertThat(from(tail, ordinal)).isEqualTo(from(all, ordinal)).isNotEmpty();
                }
            }
        }
        assertThat(late).isGreaterThan(count * 8 / 10);
    }

    @Test
    void openBefore_beginningOrNoSnapshots_beginsWithTheFirstEntry() throws Exception {
        Path path = directory.resolve("plain");
        try (BlockSealer sealer = RecordingFiles.sealer();
                RecordingWriter writer = RecordingFiles.begin(path, sealer)) {
            new GeneratedSession(writer, new Random(1), true).write(20);
            writer.finish(RecordingEnd.of("closed").with(new ReplaySnapshots()));
        }
        RecordingFile plain = new RecordingFile(path, RecordingFiles.KEYS);
        List<Told> all = events(SessionReplay.open(plain));
        EventListener none = event -> Assertions.fail("there is nothing before the beginning");

        assertThat(events(SessionReplay.openBefore(plain, 9, none))).isEqualTo(all);
        RecordingFile long1 = generate(1, true);
        assertThat(events(SessionReplay.openBefore(long1, 1, none)))
                .isEqualTo(events(SessionReplay.open(long1)));
        assertThat(messages(MessageReplay.openBefore(long1, 100, 0)))
                .isEqualTo(messages(MessageReplay.open(long1, 100)));
    }

    @Test
    void snapshotOfANewerVersion_isPassedOver() throws Exception {
        RecordingFile file = withSnapshot(new byte[] {ReplayState.VERSION + 1, 0});

        assertThat(events(SessionReplay.openBefore(file, 9, event -> {})))
                .isEqualTo(events(SessionReplay.open(file)));
    }

    @Test
    void damagedSnapshots_areRefusedWithTheirPlace() throws Exception {
        byte[] payload = aPayload();
        Random random = new Random(5);
        int refused = 0;
        for (int i = 0; i < 60; i++) {
            byte[] damaged =
                    java.util.Arrays.copyOf(payload, 21 + random.nextInt(payload.length - 21));
            damaged[21 + random.nextInt(damaged.length - 21)] = (byte) random.nextInt(256);
            RecordingFile file = withSnapshot(damaged);
            try (SessionReplay replay = SessionReplay.openBefore(file, 1000, event -> {})) {
                replay.all(event -> {});
            } catch (CorruptRecordingException e) {
                refused++;
                assertThat(e).hasMessageContaining("the snapshot before entry 50 cannot be read");
                assertThat(e.offset()).isPositive();
            }
        }
        assertThat(refused).isGreaterThan(30);
    }

    /// A writer that is killed among the snapshots makes them again when it is recovered.
    @Test
    void snapshotThatIsThereAlready_isNotWrittenAgain() throws Exception {
        Path path = directory.resolve("again");
        try (BlockSealer sealer = RecordingFiles.sealer();
                RecordingWriter writer = RecordingFiles.begin(path, sealer)) {
            new GeneratedSession(writer, new Random(1), true).write(20);
            for (long sequence : List.of(10L, 20L, 10L, 20L, 30L)) {
                writer.append(new Snapshot(sequence, new byte[] {1}));
            }
            writer.finish(RecordingEnd.of("closed"));
        }
        try (RecordingReader reader = RecordingReader.open(path, RecordingFiles.KEYS)) {
            assertThat(snapshots(reader)).containsExactly(10L, 20L, 30L);
        }
    }

    private byte[] aPayload() throws IOException {
        RecordingFile file = generate(1, true);
        try (RecordingReader reader = file.open()) {
            for (long sequence : snapshots(reader)) {
                if (at(reader, sequence).hasSession()) {
                    byte[] payload = reader.seekSnapshot(sequence).orElseThrow().payload();
                    ByteBuffer.wrap(payload).putLong(13, 50);
                    return payload;
                }
            }
        }
        throw new AssertionError("no snapshot");
    }

    private RecordingFile withSnapshot(byte[] payload) throws IOException {
        Path path = directory.resolve("one-snapshot");
        Files.deleteIfExists(path);
        try (BlockSealer sealer = RecordingFiles.sealer();
                RecordingWriter writer = RecordingFiles.begin(path, sealer)) {
            new GeneratedSession(writer, new Random(1), true).write(20);
            writer.append(new Snapshot(50, payload));
            writer.finish(RecordingEnd.of("closed"));
        }
        return new RecordingFile(path, RecordingFiles.KEYS);
    }

    private RecordingFile generate(int seed, boolean lawful) throws IOException {
        Path path = directory.resolve("session");
        Files.deleteIfExists(path);
        try (BlockSealer sealer = RecordingFiles.sealer();
                RecordingWriter writer = RecordingFiles.begin(path, sealer)) {
            new GeneratedSession(writer, new Random(seed), lawful).write(STEPS);
            List<Snapshot> snapshots = new ArrayList<>();
            try (RecordingReader reader = RecordingReader.open(path, RecordingFiles.KEYS)) {
                ReplaySnapshots.Pass pass = new ReplaySnapshots.Pass(STEP_BYTES, 0, snapshots::add);
                pass.run(reader);
            }
            for (Snapshot snapshot : snapshots) {
                writer.append(snapshot);
            }
            writer.finish(RecordingEnd.of("closed"));
        }
        return new RecordingFile(path, RecordingFiles.KEYS);
    }

    private static List<Long> snapshots(RecordingReader reader) {
        return reader.footer().orElseThrow().snapshots().stream()
                .map(IndexEntry::firstSequence)
                .toList();
    }

    private static ReplayState at(RecordingReader reader, long sequence) throws IOException {
        ReplayState state = ReplayState.at(reader, sequence);
        if (state == null) {
            throw new AssertionError("no snapshot at " + sequence);
        }
        assertThat(state.sequence()).isEqualTo(sequence);
        return state;
    }

    private static List<Told> events(SessionReplay replay) throws IOException {
        List<Told> told = new ArrayList<>();
        try (replay) {
            drain(replay, told);
        }
        return told;
    }

    /// Every event, and the counts of bytes behind the last.
    private static void drain(SessionReplay replay, List<Told> told) throws IOException {
        while (replay.step(event -> told.add(told(replay.sequence(), event)))) {}
        told.add(
                new Told(
                        replay.sequence(),
                        replay.frontendBytes()
                                + " "
                                + replay.backendBytes()
                                + " "
                                + replay.micros()));
        assertThat(replay.isComplete()).isTrue();
    }

    private static List<Told> messages(MessageReplay replay) throws IOException {
        List<Told> told = new ArrayList<>();
        try (replay) {
            replay.all(
                    new MessageReplay.Listener() {
                        @Override
                        public void message(WireMessage message) {
                            told.add(new Told(message.sequence(), describe(message)));
                        }

                        @Override
                        public void fact(Entry.Fact fact) {
                            told.add(new Told(fact.sequence(), describe(fact)));
                        }
                    });
        }
        return told;
    }

    private static List<Told> behind(List<Told> all, long sequence) {
        return all.stream().filter(told -> told.sequence() >= sequence).toList();
    }

    private static int ordinal(Told told) {
        return told.text().startsWith("StatementStarted")
                ? Integer.parseInt(told.text().split("ordinal=|, protocol")[1])
                : 0;
    }

    /// Whether this is a row of a statement that began before or as number `last`.
    private static boolean isRowOfAtMost(Told told, int last) {
        return told.text().startsWith("RowReturned")
                && Integer.parseInt(told.text().split("ordinal=|, cells")[1]) <= last;
    }

    private static List<Told> from(List<Told> all, int ordinal) {
        return all.stream().dropWhile(told -> ordinal(told) != ordinal).toList();
    }

    /// What lasts of the events before an entry.
    private static List<Told> lasting(RecordingFile file, long sequence) throws IOException {
        Map<String, Told> settings = new LinkedHashMap<>();
        List<Told> started = new ArrayList<>();
        List<Told> transaction = new ArrayList<>();
        try (SessionReplay replay = SessionReplay.open(file)) {
            EventListener listener =
                    event -> {
                        switch (event) {
                            case SettingChanged e -> settings.put(e.name(), told(0, e));
                            case SessionStarted e -> started.add(told(0, e));
                            case TransactionChanged e -> {
                                transaction.clear();
                                transaction.add(told(0, e));
                            }
                            default -> {}
                        }
                    };
            while (replay.sequence() < sequence - 1 && replay.step(listener)) {}
        }
        started.addAll(settings.values());
        started.addAll(transaction);
        return started;
    }

    private static Told told(long sequence, SessionEvent event) {
        return new Told(sequence, describe(event));
    }

    /// With the bytes of buffers.
    private static String describe(Object value) {
        return switch (value) {
            case null -> "null";
            case ByteBuffer bytes -> {
                byte[] copy = new byte[bytes.remaining()];
                bytes.get(bytes.position(), copy);
                yield HexFormat.of().formatHex(copy);
            }
            case List<?> list ->
                    list.stream().map(ReplaySnapshotsTest::describe).toList().toString();
            case Record record -> {
                StringBuilder text = new StringBuilder(record.getClass().getSimpleName());
                for (RecordComponent component : record.getClass().getRecordComponents()) {
                    text.append(", ").append(component.getName()).append('=');
                    text.append(describe(read(record, component)));
                }
                yield text.toString();
            }
            default -> value.toString();
        };
    }

    private static Object read(Record record, RecordComponent component) {
        try {
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }

    @Test
    void describe_tellsBytesApart() {
        assertThat(describe(List.of(ByteBuffer.wrap(new byte[] {1}))))
                .isNotEqualTo(describe(List.of(ByteBuffer.wrap(new byte[] {2}))));
        assertThat(
                        new StatementStarted(
                                1, 2, 7, SessionEvent.Protocol.SIMPLE, "s", "", List.of(), 1))
                .extracting(e -> ordinal(told(1, e)))
                .isEqualTo(7);
    }
}
