package dev.postern.broker.record;

import dev.postern.broker.base.Clock;
import dev.postern.broker.base.Randomness;
import dev.postern.broker.base.Ticker;
import dev.postern.recording.Entry;
import dev.postern.recording.RecordingReader;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What tests of the recorder share: session ids, machines, and what a recording holds as text.
final class RecorderFixture {

    static final int SEGMENT_BYTES = 64 * 1024;

    private RecorderFixture() {}

    /// The ULID of the `number`-th session, 0 to 31.
    static String session(int number) {
        return "01HF7YAT00M8BV3J5H4T2E9C6" + "0123456789ABCDEFGHJKMNPQRSTVWXYZ".charAt(number);
    }

    static JournalConfig config(Path data) {
        return new JournalConfig(data, 1, SEGMENT_BYTES, 6);
    }

    static JournaledRecorder.Machine machine(DiskSync sync) {
        return machine(sync, Ticker.system(), () -> new FreeSpace(1L << 40, 1L << 41));
    }

    static JournaledRecorder.Machine machine(DiskSync sync, Ticker ticker, FreeSpace.Source space) {
        return new JournaledRecorder.Machine(
                Clock.system(), ticker, Randomness.system(), sync, space);
    }

    static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /// The entries of a session's recording: the origin and the text, or the kind of a fact.
    static List<String> entries(Path data, String session) throws IOException {
        List<String> all = new ArrayList<>();
        try (RecordingReader reader = new RecordingStore(data).open(session)) {
            for (Entry entry = reader.next(); entry != null; entry = reader.next()) {
                if (entry.sequence() != all.size() + 1) {
                    throw new AssertionError(
                            "entry " + entry.sequence() + " follows entry " + all.size());
                }
                all.add(describe(entry));
            }
        }
        return all;
    }

    static boolean isFinished(Path data, String session) throws IOException {
        try (RecordingReader reader = new RecordingStore(data).open(session)) {
            return reader.isFinished();
        }
    }

    private static String describe(Entry entry) {
        return switch (entry) {
            case Entry.Bytes bytes ->
                    bytes.origin() + " " + StandardCharsets.ISO_8859_1.decode(bytes.bytes());
            case Entry.Fact fact -> fact.kind();
        };
    }
}
