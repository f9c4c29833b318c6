package dev.postern.recording;

import static dev.postern.recording.RecordingFiles.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.keys.DataKey;
import dev.postern.keys.KeyDestroyedException;
import dev.postern.keys.Tombstone;
import dev.postern.recording.VerificationReport.Verdict;
import dev.postern.recording.format.Checksum;
import dev.postern.recording.format.CorruptRecordingException;
import dev.postern.recording.format.Origin;
import dev.postern.recording.format.RecordingId;
import dev.postern.recording.format.TooNewRecordingException;
import dev.postern.recording.format.TooOldRecordingException;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// The vectors of format 1.0 stay readable for ever. `UPDATE_GOLDEN=1` writes them again, for a version not released.
///
/// Data key: bytes 0 to 31. Nonces: 12 times the number of the nonce, from 1. Signer: [TestSigner].
class GoldenRecordingTest {

    private static final Path FOLDER = Path.of("src/test/resources/recording-1.0");
    private static final RecordingId ID = RecordingId.parse("01HF7YAT00M8BV3J5H4T2E9C6Q");
    private static final boolean UPDATE = "1".equals(System.getenv("UPDATE_GOLDEN"));

    @BeforeEach
    void update() throws IOException {
        if (UPDATE) {
            Files.createDirectories(FOLDER);
            write("clear", false, true);
            write("encrypted", true, true);
            write("open", true, false);
            byte[] whole = Files.readAllBytes(file("encrypted"));
            Files.write(file("cut"), Arrays.copyOf(whole, whole.length - 300));
            whole[whole.length / 4] ^= 1;
            Files.write(file("flipped"), whole);
            version("too-new", 2);
            version("too-old", 0);
        }
    }

    private static void version(String name, int major) throws IOException {
        byte[] bytes = Files.readAllBytes(file("clear"));
        ByteBuffer header = ByteBuffer.wrap(bytes).putShort(8, (short) major);
        int length = header.getInt(12);
        header.putInt(length - 4, Checksum.of(bytes, 0, length - 4));
        Files.write(file(name), bytes);
    }

    private static void write(String name, boolean encrypted, boolean finished) throws IOException {
        Files.deleteIfExists(file(name));
        byte[] count = new byte[1];
        try (BlockSealer sealer =
                        new BlockSealer(size -> {
                            byte[] nonce = new byte[size];
                            Arrays.fill(nonce, ++count[0]);
                            return nonce;
                        });
                RecordingWriter writer =
                        RecordingWriter.create(
                                file(name),
                                new RecordingWriter.Start(
                                        ID, ID.epochMillis(), Map.of("protocol", "postgresql")),
                                encrypted ? key(ID.toString()) : null,
                                sealer)) {
            writer.append(FactKind.SESSION_STARTED, 0, Map.of("target", "orders"));
            writer.append(Origin.FRONTEND, 1_000, text("Q\0\0\0\rselect 1\0"));
            writer.flush();
            writer.append(Origin.BACKEND, 2_500, text("Z\0\0\0\5I".repeat(40)));
            writer.flush();
            writer.append(new Snapshot(3, new byte[] {1, 2, 3}));
            writer.append(Origin.FRONTEND, 3_000_000_000L, text("X\0\0\0\4"));
            writer.append(FactKind.SESSION_ENDED, 3_000_000_100L, Map.of("reason", "closed"));
            writer.flush();
            if (finished) {
                writer.finish(
                        RecordingEnd.of("closed")
                                .judged(Map.of("complete", true))
                                .signed(new TestSigner()));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"clear", "encrypted"})
    void finished_isIntactAndReadable(String name) throws Exception {
        VerificationReport report = verify(name);

        assertThat(report.verdict()).isEqualTo(Verdict.INTACT);
        assertThat(String.valueOf(report.seal())).contains("VALID", "complete=true");
        assertThat(entries(name))
                .containsExactly(
                        "1 @0 SESSION_STARTED {target=orders}",
                        "2 @1000 FRONTEND Q\0\0\0\rselect 1\0",
                        "3 @2500 BACKEND " + "Z\0\0\0\5I".repeat(40),
                        "4 @3000000000 FRONTEND X\0\0\0\4",
                        "5 @3000000100 SESSION_ENDED {reason=closed}");
        try (RecordingReader reader = RecordingReader.open(file(name), GoldenRecordingTest::key)) {
            Snapshot snapshot = reader.seekSnapshot(5).orElseThrow();
            assertThat(snapshot.sequence()).isEqualTo(3);
            assertThat(snapshot.payload()).containsExactly(1, 2, 3);
            assertThat(RecordingFiles.rest(reader)).hasSize(3);
            assertThat(reader.seekSnapshot(2)).isEmpty();
            assertThat(RecordingFiles.rest(reader)).hasSize(5);
        }
    }

    @Test
    void unfinished_isIncompleteAndReadableAsFarAsItGoes() throws Exception {
        assertThat(verify("open").verdict()).isEqualTo(Verdict.INCOMPLETE);
        assertThat(entries("open")).hasSize(5);
        assertThat(verify("cut").verdict()).isEqualTo(Verdict.INCOMPLETE);
        assertThat(entries("cut")).isEqualTo(entries("open"));
    }

    @Test
    void damagedOrOfAnotherVersion_isRefusedByName() throws Exception {
        assertThat(verify("flipped").verdict()).isEqualTo(Verdict.TAMPERED);
        assertThatThrownBy(() -> entries("flipped")).isInstanceOf(CorruptRecordingException.class);
        assertThatThrownBy(() -> entries("too-new")).isInstanceOf(TooNewRecordingException.class);
        assertThatThrownBy(() -> entries("too-old")).isInstanceOf(TooOldRecordingException.class);
    }

    @Test
    void erased_isIntactAndSaysWhoErasedIt() throws Exception {
        Tombstone tombstone =
                new Tombstone(ID.toString(), Instant.EPOCH, "ada and ben", "request", "");
        try (RecordingReader reader =
                RecordingReader.open(
                        file("encrypted"),
                        recording -> {
                            throw new KeyDestroyedException(tombstone);
                        })) {
            assertThat(reader.isFinished()).isTrue();
            assertThat(reader.footer().orElseThrow().completeness())
                    .containsEntry("complete", true);
            assertThatThrownBy(reader::next)
                    .isInstanceOf(KeyDestroyedException.class)
                    .hasMessageContaining("ada and ben");
            assertThatThrownBy(reader::next).isInstanceOf(KeyDestroyedException.class);
        }
        assertThat(verify("encrypted").verdict()).isEqualTo(Verdict.INTACT);
    }

    private static VerificationReport verify(String name) throws IOException {
        return new RecordingVerifier(TestSigner.KEYS).verify(file(name));
    }

    private static List<String> entries(String name) throws IOException {
        try (RecordingReader reader = RecordingReader.open(file(name), GoldenRecordingTest::key)) {
            return RecordingFiles.rest(reader);
        }
    }

    private static DataKey key(String recording) {
        byte[] bytes = new byte[DataKey.BYTES];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) i;
        }
        return DataKey.of(bytes);
    }

    private static Path file(String name) {
        return FOLDER.resolve(name + ".pgrec");
    }
}
