package dev.postern.broker.record;

import dev.postern.broker.base.Ticker;
import dev.postern.recording.format.Origin;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/// The process that [RecorderKillIT] kills: records sessions under load and says on its output what it would relay.
///
/// Arguments: data directory, seed, the sessions' identifiers. Lines: `STARTING`, `READY`, then `F SESSION N` once the
/// client's bytes numbered N would go to the target, and `B SESSION N` once the target's would go to the client.
final class RecorderKillMain {

    private static final int MAX_WAITING = 64;

    private RecorderKillMain() {}

    public static void main(String[] arguments) throws Exception {
        JournalConfig config = new JournalConfig(Path.of(arguments[0]), 2, 256 * 1024, 6);
        say("STARTING");
        Recorder recorder = RecorderFixture.start(config, DiskSync.system(), Ticker.system());
        say("READY");
        Random random = new Random(Long.parseLong(arguments[1]));
        List<ExecutorService> loops = new ArrayList<>();
        for (String session : List.of(arguments).subList(2, arguments.length)) {
            ExecutorService loop = Executors.newSingleThreadExecutor();
            loops.add(loop);
            SessionRecorder recording =
                    recorder.open(session, Map.of("person", "ada"), Durability.STRICT, loop);
            Load load = new Load(session, recording, loop, new Random(random.nextLong()));
            loop.execute(load::step);
        }
        if (!loops.getFirst().awaitTermination(1, TimeUnit.HOURS)) {
            say("FAILED nobody killed this process");
        }
    }

    /// The traffic of one session, a few entries at a time, for ever; confined to its loop.
    private static final class Load {
        private final String session;
        private final SessionRecorder recording;
        private final ExecutorService loop;
        private final Random random;
        private int next;
        private int waiting;

        Load(String session, SessionRecorder recording, ExecutorService loop, Random random) {
            this.session = session;
            this.recording = recording;
            this.loop = loop;
            this.random = random;
        }

        void step() {
            if (!recording.isWritable()) {
                recording.whenWritable(this::step);
                return;
            }
            try {
                for (int i = random.nextInt(8); i >= 0; i--) {
                    record(next++);
                }
                loop.execute(this::step);
            } catch (RecorderException e) {
                say("FAILED " + e);
            }
        }

        private void record(int number) throws RecorderException {
            if (number % 3 == 0 && waiting < MAX_WAITING) {
                long position = recording.append(Origin.FRONTEND, content(session, number));
                waiting++;
                recording.whenSynced(
                        position,
                        () -> {
                            waiting--;
                            say("F " + session + " " + number);
                        });
            } else {
                recording.append(Origin.BACKEND, content(session, number));
                say("B " + session + " " + number);
            }
        }
    }

    /// The bytes numbered `number` of `session`: 12 to 3,011, the same in every process.
    static ByteBuffer content(String session, int number) {
        Random content = new Random(session.hashCode() * 31L + number);
        byte[] bytes = new byte[12 + content.nextInt(number % 50 == 0 ? 3_000 : 200)];
        content.nextBytes(bytes);
        return ByteBuffer.wrap(bytes).putInt(0, number);
    }

    private static void say(String line) {
        synchronized (System.out) {
            System.out.println(line);
            System.out.flush();
        }
    }
}
