package dev.postern.recording;

import dev.postern.recording.format.BlockHeader;
import dev.postern.recording.format.Footer;
import dev.postern.recording.format.Origin;
import dev.postern.recording.format.RecordingId;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// A generated recording: its bytes, and what is where in them.
///
/// @param bytes  the whole file
/// @param blocks the places of the blocks, in order
/// @param footer where the footer begins
record SampleRecording(RecordingId id, byte[] bytes, List<Place> blocks, int footer) {

    /// @param from     where the block begins
    /// @param to       where the next begins
    /// @param sequence the first entry that is lost with the block
    record Place(int from, int to, long sequence, boolean isSnapshot) {}

    /// How a sample is made.
    ///
    /// @param bytes about the file's length
    record Plan(long seed, int bytes, boolean encrypted, boolean signed) {}

    static SampleRecording make(Path file, Plan plan) throws IOException {
        Random random = new Random(plan.seed);
        RecordingId id = new RecordingId(0x018b_cfe5_6800L << 16 | plan.seed, random.nextLong());
        RecordingWriter.Start start =
                new RecordingWriter.Start(
                        id, id.epochMillis(), Map.of("protocol", "postgresql", "seed", plan.seed));
        Files.deleteIfExists(file);
        try (BlockSealer sealer = new BlockSealer(count -> bytes(random, count));
                RecordingWriter writer =
                        RecordingWriter.create(
                                file,
                                start,
                                plan.encrypted ? RecordingFiles.key(id.toString()) : null,
                                sealer)) {
            fill(writer, random, plan.bytes);
            writer.finish(
                    RecordingEnd.of("closed")
                            .judged(Map.of("complete", true))
                            .signed(plan.signed ? new TestSigner() : null));
        }
        return of(id, Files.readAllBytes(file));
    }

    private static void fill(RecordingWriter writer, Random random, int bytes) throws IOException {
        long micros = 0;
        writer.append(FactKind.SESSION_STARTED, 0, Map.of("target", "orders"));
        while (Files.size(writer.file()) < bytes) {
            int entries = 1 + random.nextInt(20);
            for (int i = 0; i < entries; i++) {
                micros += random.nextInt(5000);
                ByteBuffer content = ByteBuffer.wrap(content(random));
                writer.append(i % 2 == 0 ? Origin.FRONTEND : Origin.BACKEND, micros, content);
            }
            writer.flush();
            if (random.nextInt(8) == 0) {
                writer.append(new Snapshot(writer.nextSequence(), bytes(random, 40)));
            }
        }
        writer.append(FactKind.SESSION_ENDED, micros, Map.of("reason", "closed"));
    }

    private static byte[] content(Random random) {
        byte[] noise = bytes(random, 1 + random.nextInt(60));
        byte[] text =
                "select abalance from pgbench_accounts where aid = "
                        .getBytes(StandardCharsets.US_ASCII);
        byte[] all = java.util.Arrays.copyOf(text, text.length + noise.length);
        System.arraycopy(noise, 0, all, text.length, noise.length);
        return all;
    }

    static byte[] bytes(Random random, int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    /// What is where in `bytes`, which are a finished recording.
    static SampleRecording of(RecordingId id, byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        List<Place> blocks = new ArrayList<>();
        int at = in.getInt(12);
        long sequence = 1;
        while (in.getInt(at) != Footer.MAGIC) {
            BlockHeader header = BlockHeader.fields(in.slice(at, BlockHeader.BYTES));
            int to = at + header.blockLength();
            blocks.add(new Place(at, to, sequence, header.isSnapshot()));
            sequence += header.entryCount();
            at = to;
        }
        blocks.add(new Place(at, bytes.length, sequence, false));
        return new SampleRecording(
                id, bytes, List.copyOf(blocks.subList(0, blocks.size() - 1)), at);
    }

    int header() {
        return blocks.getFirst().from;
    }

    /// The number behind the last entry.
    long behind() {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        return in.getLong(footer + 20) + 1;
    }

    /// The first entry that is lost if the byte at `offset` is not what it was.
    long lostAt(int offset) {
        if (offset < header()) {
            return 1;
        }
        for (Place place : blocks) {
            if (offset < place.to) {
                return place.sequence;
            }
        }
        return behind();
    }

    /// The first entry that is lost in `changed`, or -1 if nothing was changed.
    long lostIn(byte[] changed) {
        int mismatch = java.util.Arrays.mismatch(bytes, changed);
        return mismatch < 0 ? -1 : lostAt(mismatch);
    }
}
