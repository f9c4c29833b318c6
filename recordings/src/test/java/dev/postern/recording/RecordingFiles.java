package dev.postern.recording;

import dev.postern.keys.DataKey;
import dev.postern.keys.DataKeys;
import dev.postern.recording.format.FileHeader;
import dev.postern.recording.format.Origin;
import dev.postern.recording.format.RecordingId;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Recordings for tests, and what a reader finds in them.
public final class RecordingFiles {

    public static final RecordingId ID = RecordingId.parse("01HF7YAT00M8BV3J5H4T2E9C6Q");
    public static final RecordingWriter.Start START =
            new RecordingWriter.Start(ID, 1_700_000_000_000L, Map.of("protocol", "postgresql"));

    /// Knows the key of every recording.
    public static final DataKeys KEYS = RecordingFiles::key;

    /// The header of every recording that is written here.
    public static final FileHeader HEADER = START.header(key(ID.toString()));

    private static final Random NONCES = new Random(11);

    private RecordingFiles() {}

    /// A key made from an identifier.
    public static DataKey key(String recording) {
        byte[] bytes = new byte[DataKey.BYTES];
        new Random(recording.hashCode()).nextBytes(bytes);
        return DataKey.of(bytes);
    }

    /// A sealer whose nonces are pseudo-random.
    public static BlockSealer sealer() {
        return new BlockSealer(count -> {
            byte[] bytes = new byte[count];
            NONCES.nextBytes(bytes);
            return bytes;
        });
    }

    /// Begins an encrypted recording.
    public static RecordingWriter begin(Path file, BlockSealer sealer) throws IOException {
        return RecordingWriter.create(file, START, key(ID.toString()), sealer);
    }

    /// Begins a recording in clear.
    public static RecordingWriter beginClear(Path file, BlockSealer sealer) throws IOException {
        return RecordingWriter.create(file, START, null, sealer);
    }

    /// Writes a recording of `blocks` blocks with three entries each, finished if `reason` is not null.
    public static Path write(Path file, int blocks, @Nullable String reason) throws IOException {
        Random random = new Random(7);
        try (BlockSealer sealer = sealer();
                RecordingWriter writer = begin(file, sealer)) {
            for (int i = 0; i < blocks; i++) {
                byte[] noise = new byte[20];
                random.nextBytes(noise);
                writer.append(FactKind.DECISION, i * 1000L, Map.of("code", "x" + i));
                writer.append(Origin.FRONTEND, i * 1000L + 10, ByteBuffer.wrap(noise));
                writer.append(Origin.BACKEND, i * 1000L + 300, text("select ".repeat(12) + i));
                writer.flush();
            }
            if (reason != null) {
                writer.finish(RecordingEnd.of(reason));
            }
        }
        return file;
    }

    /// Every entry from where `reader` stands, as text.
    public static List<String> rest(RecordingReader reader) throws IOException {
        List<String> all = new ArrayList<>();
        for (Entry entry = reader.next(); entry != null; entry = reader.next()) {
            all.add(describe(entry));
        }
        return all;
    }

    /// Every entry of the recording in `file`, as text.
    public static List<String> entries(Path file) throws IOException {
        try (RecordingReader reader = RecordingReader.open(file, KEYS)) {
            return rest(reader);
        }
    }

    private static String describe(Entry entry) {
        return switch (entry) {
            case Entry.Bytes bytes ->
                    bytes.sequence()
                            + " @"
                            + bytes.micros()
                            + " "
                            + bytes.origin()
                            + " "
                            + StandardCharsets.ISO_8859_1.decode(bytes.bytes().duplicate());
            case Entry.Fact fact ->
                    fact.sequence() + " @" + fact.micros() + " " + fact.kind() + " " + fact.facts();
        };
    }

    public static ByteBuffer text(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
