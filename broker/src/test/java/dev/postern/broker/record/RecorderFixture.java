package dev.postern.broker.record;

import dev.postern.broker.base.Clock;
import dev.postern.broker.base.Randomness;
import dev.postern.broker.base.Ticker;
import dev.postern.keys.CorruptKeyException;
import dev.postern.keys.KeyEncryptionKey;
import dev.postern.keys.KeyEncryptionKeys;
import dev.postern.keys.KeyRing;
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
        return new JournaledRecorder.Machine(
                Clock.system(), Ticker.system(), Randomness.system(), sync);
    }

    /// A recorder whose journal is encrypted, on a disk with plenty of room.
    static JournaledRecorder start(JournalConfig config, DiskSync sync, Ticker ticker)
            throws IOException {
        return start(config, sync, ticker, () -> new FreeSpace(1L << 40, 1L << 41));
    }

    static JournaledRecorder start(
            JournalConfig config, DiskSync sync, Ticker ticker, FreeSpace.Source space)
            throws IOException {
        return JournaledRecorder.start(config, parts(config, sync, ticker).on(space));
    }

    /// An encrypted journal, recordings in clear.
    static RecorderParts parts(JournalConfig config, DiskSync sync, Ticker ticker) {
        RecorderParts clear =
                RecorderParts.inClear(
                        config,
                        new JournaledRecorder.Machine(
                                Clock.system(), ticker, Randomness.system(), sync),
                        (session, file, progress) -> {});
        return new RecorderParts(
                clear.machine(),
                clear.store(),
                clear.facts(),
                keys(),
                clear.space(),
                clear.listener());
    }

    /// Always the same key-encryption key.
    static KeyEncryptionKeys keys() {
        try {
            return new KeyRing(
                    KeyEncryptionKey.parse("0123456789abcdef".repeat(4), "a test"),
                    List.of(),
                    Randomness.system()::bytes);
        } catch (CorruptKeyException e) {
            throw new AssertionError(e);
        }
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
