package dev.postern.recording;

import static dev.postern.recording.RecordingFiles.HEADER;
import static dev.postern.recording.RecordingFiles.KEYS;
import static dev.postern.recording.RecordingFiles.begin;
import static dev.postern.recording.RecordingFiles.entries;
import static dev.postern.recording.RecordingFiles.rest;
import static dev.postern.recording.RecordingFiles.sealer;
import static dev.postern.recording.RecordingFiles.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.recording.format.BlockHeader;
import dev.postern.recording.format.Checksum;
import dev.postern.recording.format.CorruptRecordingException;
import dev.postern.recording.format.Origin;
import dev.postern.recording.format.RecordingException;
import dev.postern.recording.format.TooNewRecordingException;
import dev.postern.recording.format.WrongDataKeyException;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;

class RecordingFileTest {

    @TempDir Path directory;

    @Test
    void roundTrip_finishedRecording_givesEveryEntryInOrder() throws Exception {
        Path file = RecordingFiles.write(path("a"), 3, "closed");

        try (RecordingReader reader = RecordingReader.open(file, KEYS)) {
            List<String> entries = rest(reader);

            assertThat(reader.header()).isEqualTo(HEADER);
            assertThat(reader.isFinished()).isTrue();
            assertThat(entries).hasSize(9);
            assertThat(entries.get(0)).isEqualTo("1 @0 DECISION {code=x0}");
            assertThat(entries.get(5)).isEqualTo("6 @1300 BACKEND " + "select ".repeat(12) + "1");
            assertThat(reader.footer().orElseThrow().summary()).containsEntry("reason", "closed");
            assertThat(reader.footer().orElseThrow().counts().entries()).isEqualTo(9);
        }
    }

    @Test
    void roundTrip_bytesLargerThanABlock_areCutAndComplete() throws Exception {
        byte[] noise = new byte[300_000];
        new Random(3).nextBytes(noise);
        Path file = path("big");
        try (BlockSealer sealer = sealer();
                RecordingWriter writer = begin(file, sealer)) {
            writer.append(Origin.BACKEND, 5, ByteBuffer.wrap(noise));
            writer.append(Origin.FRONTEND, 4, ByteBuffer.allocate(0));
            writer.finish(RecordingEnd.of("closed"));
        }

        ByteBuffer read = ByteBuffer.allocate(noise.length);
        long last = 0;
        try (RecordingReader reader = RecordingReader.open(file, KEYS)) {
            for (Entry entry = reader.next(); entry != null; entry = reader.next()) {
                assertThat(entry.sequence()).isEqualTo(++last);
                assertThat(entry.micros()).isEqualTo(5);
                read.put(((Entry.Bytes) entry).bytes());
            }
        }
        assertThat(read.array()).isEqualTo(noise);
        assertThat(last).isEqualTo(6);
    }

    @Test
    void read_truncatedAtEveryLength_isRefusedOrAPrefix() throws Exception {
        byte[] whole = Files.readAllBytes(RecordingFiles.write(path("whole"), 4, "closed"));
        List<String> all = entries(path("whole"));

        for (int length = 0; length < whole.length; length++) {
            Path cut = Files.write(path("cut"), java.util.Arrays.copyOf(whole, length));
            try (RecordingReader reader = RecordingReader.open(cut, KEYS)) {
                List<String> prefix = rest(reader);
                assertThat(reader.isFinished()).isFalse();
                assertThat(all.subList(0, prefix.size())).isEqualTo(prefix);
                assertThat(prefix.size() % 3).isZero();
            } catch (CorruptRecordingException e) {
                assertThat(length).isLessThan(HEADER.encode().limit());
            }
        }
    }

    @Test
    void read_anyByteFlipped_isRefusedTyped() throws Exception {
        byte[] whole = Files.readAllBytes(RecordingFiles.write(path("whole"), 4, "closed"));

        for (int at = 0; at < whole.length; at++) {
            byte[] flipped = whole.clone();
            flipped[at] ^= (byte) (1 << at % 8);
            Path file = Files.write(path("flipped"), flipped);

            assertThatThrownBy(() -> entries(file))
                    .as("byte %d", at)
                    .isInstanceOf(RecordingException.class);
        }
    }

    @Test
    void read_bytesBehindTheTrailer_isRefused() throws Exception {
        Path file = RecordingFiles.write(path("a"), 1, "closed");
        Files.write(file, new byte[30], java.nio.file.StandardOpenOption.APPEND);

        assertThatThrownBy(() -> entries(file)).isInstanceOf(CorruptRecordingException.class);
    }

    @Test
    void read_newerMajorVersionOrUnknownBlockFlag_isTooNew() throws Exception {
        ByteBuffer header = HEADER.encode().putShort(8, (short) 2);
        header.putInt(header.limit() - 4, Checksum.of(header, 0, header.limit() - 4));
        byte[] newerBytes = new byte[header.limit()];
        header.get(0, newerBytes);
        Path newer = Files.write(path("newer"), newerBytes);
        Path file = RecordingFiles.write(path("flags"), 1, "closed");
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
        int blockAt = HEADER.encode().limit();
        bytes.putShort(blockAt + 4, (short) 9)
                .putInt(blockAt + 48, Checksum.of(bytes, blockAt, 48));
        Files.write(file, bytes.array());

        assertThatThrownBy(() -> RecordingReader.open(newer, KEYS))
                .isInstanceOf(TooNewRecordingException.class)
                .hasMessageContaining("format 2.0");
        assertThatThrownBy(() -> entries(file))
                .isInstanceOf(TooNewRecordingException.class)
                .hasMessageContaining("block flags 9");
    }

    @Test
    void read_withAnotherRecordingsKey_saysSo() throws Exception {
        Path file = RecordingFiles.write(path("key"), 1, "closed");

        try (RecordingReader reader =
                RecordingReader.open(file, recording -> RecordingFiles.key("another"))) {
            assertThatThrownBy(reader::next)
                    .isInstanceOf(WrongDataKeyException.class)
                    .hasMessageContaining(HEADER.id().toString());
        }
    }

    @Test
    void read_blockThatUnpacksToMoreThanItDeclares_isRefused() throws Exception {
        Path file = path("bomb");
        try (BlockSealer sealer = sealer();
                RecordingWriter writer = RecordingFiles.beginClear(file, sealer)) {
            writer.append(Origin.BACKEND, 1, text("select ".repeat(99)));
            writer.finish(RecordingEnd.of("closed"));
        }
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
        int blockAt = bytes.getInt(12);
        bytes.putInt(blockAt + 12, bytes.getInt(blockAt + 12) - 1)
                .putInt(blockAt + 48, Checksum.of(bytes, blockAt, 48));
        Files.write(file, bytes.array());

        assertThatThrownBy(() -> entries(file))
                .isInstanceOf(CorruptRecordingException.class)
                .hasMessageContaining("a block ");
    }

    @Test
    void seek_anyEntry_goesOnFromThere() throws Exception {
        for (@Nullable String reason : new @Nullable String[] {"closed", null}) {
            Path file = RecordingFiles.write(path("seek" + reason), 5, reason);
            List<String> all = entries(file);
            try (RecordingReader reader = RecordingReader.open(file, KEYS)) {
                for (int wanted = all.size(); wanted >= 1; wanted--) {
                    reader.seek(wanted);
                    assertThat(rest(reader)).isEqualTo(all.subList(wanted - 1, all.size()));
                }
                reader.seek(all.size() + 1);
                assertThat(reader.next()).isNull();
            }
        }
    }

    @Test
    void next_whileTheFileGrows_goesOnWhereItStopped() throws Exception {
        Path file = path("live");
        try (BlockSealer sealer = sealer();
                RecordingWriter writer = begin(file, sealer);
                RecordingReader reader = RecordingReader.open(file, KEYS)) {
            assertThat(reader.next()).isNull();
            writer.append(Origin.FRONTEND, 1, text("a"));
            assertThat(reader.next()).isNull();
            writer.flush();
            writer.suspend();
            assertThat(rest(reader)).containsExactly("1 @1 FRONTEND a");
            writer.append(Origin.BACKEND, 2, text("b"));
            writer.finish(RecordingEnd.of("closed"));
            assertThat(rest(reader)).containsExactly("2 @2 BACKEND b");
            assertThat(reader.isFinished()).isTrue();
        }
    }

    @Test
    void write_thatFails_mayBeDoneAgain() throws Exception {
        Path file = path("again");
        try (BlockSealer sealer = sealer();
                RecordingWriter writer = begin(file, sealer)) {
            writer.append(Origin.FRONTEND, 1, text("a"));
            writer.flush();
            writer.append(Origin.BACKEND, 2, text("b"));
            Thread.currentThread().interrupt();
            assertThatThrownBy(writer::flush).isInstanceOf(IOException.class);
            assertThat(Thread.interrupted()).isTrue();
            writer.flush();
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> writer.finish(RecordingEnd.of("closed")))
                    .isInstanceOf(IOException.class);
            assertThat(Thread.interrupted()).isTrue();
            writer.finish(RecordingEnd.of("closed"));
        }

        assertThat(entries(file)).containsExactly("1 @1 FRONTEND a", "2 @2 BACKEND b");
    }

    @Test
    void salvage_cutAtEveryLength_keepsThePrefixAndFinishes() throws Exception {
        byte[] whole = Files.readAllBytes(RecordingFiles.write(path("whole"), 2, "closed"));
        for (int length = HEADER.encode().limit(); length < whole.length; length += 3) {
            Path cut = Files.write(path("cut"), java.util.Arrays.copyOf(whole, length));
            List<String> before = entries(cut);
            Files.deleteIfExists(path("salvaged"));

            long dropped = salvage(cut, path("salvaged"));

            List<String> after = entries(path("salvaged"));
            assertThat(after.subList(0, before.size())).isEqualTo(before);
            assertThat(after).hasSize(before.size() + 1);
            assertThat(after.getLast()).contains("RECOVERED", "droppedBytes=" + dropped);
            assertThat(Files.size(cut)).isEqualTo(length);
        }
    }

    @Test
    void salvage_interruptedBeforeTheFooter_addsNoSecondFact() throws Exception {
        Path file = RecordingFiles.write(path("a"), 1, null);
        try (BlockSealer sealer = sealer()) {
            Salvage first = Salvage.begin(file, KEYS, sealer);
            first.writer().append(FactKind.RECOVERED, 0, Map.of("droppedBytes", 0));
            first.writer().flush();
            first.writer().close();

            Salvage.begin(file, KEYS, sealer)
                    .finish("2026-11-21T00:00:00Z", 0, RecordingEnd.of("recovered"));
        }

        assertThat(entries(file)).hasSize(4);
        assertThat(entries(file).getLast()).contains("RECOVERED");
    }

    @Test
    void salvage_damageInTheMiddle_keepsWhatLiesBehindIt() throws Exception {
        Path file = path("rot");
        try (BlockSealer sealer = sealer();
                RecordingWriter writer = begin(file, sealer)) {
            byte[] noise = new byte[BlockHeader.MAX_ENTRY_BYTES * 4];
            new Random(5).nextBytes(noise);
            writer.append(Origin.BACKEND, 1, ByteBuffer.wrap(noise));
            writer.flush();
        }
        byte[] bytes = Files.readAllBytes(file);
        int flipAt = HEADER.encode().limit() + 70_000;
        bytes[flipAt] ^= 1;
        Files.write(file, bytes);

        try (BlockSealer sealer = sealer()) {
            Salvage salvage = Salvage.begin(file, KEYS, sealer);
            salvage.finish("2026-11-21T00:00:00Z", 0, RecordingEnd.of("recovered"));

            assertThat(salvage.droppedBytes()).isGreaterThan(3 * 64 * 1024);
        }
        assertThat(entries(file)).hasSize(2);
        try (var files = Files.list(directory)) {
            assertThat(files.filter(f -> f.toString().contains(".tail-"))).hasSize(1);
        }
    }

    private static long salvage(Path source, Path target) throws IOException {
        try (BlockSealer sealer = sealer()) {
            return Salvage.copy(
                    source,
                    target,
                    "2026-11-21T00:00:00Z",
                    KEYS,
                    sealer,
                    RecordingEnd.of("recovered"));
        }
    }

    private Path path(String name) throws IOException {
        return directory.resolve(name + ".pgrec");
    }
}
