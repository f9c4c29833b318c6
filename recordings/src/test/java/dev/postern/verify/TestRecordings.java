package dev.postern.verify;

import dev.postern.recording.BlockCompressor;
import dev.postern.recording.RecordingWriter;
import dev.postern.recording.format.FileHeader;
import dev.postern.recording.format.Origin;
import dev.postern.recording.format.RecordingId;
import dev.postern.sitelog.SiteSigningKey;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;

/// Recordings with random bytes in them.
final class TestRecordings {

    private TestRecordings() {}

    static void write(Path file, String session, int entries, SiteSigningKey signer, Random random)
            throws IOException {
        RecordingId id = RecordingId.parse(session);
        FileHeader header = new FileHeader(id, id.epochMillis(), Map.of("protocol", "postgresql"));
        try (BlockCompressor compressor = new BlockCompressor();
                RecordingWriter writer = RecordingWriter.create(file, header, compressor)) {
            for (int i = 0; i < entries; i++) {
                byte[] bytes = new byte[1 + random.nextInt(300)];
                random.nextBytes(bytes);
                writer.append(Origin.FRONTEND, i * 1000L, ByteBuffer.wrap(bytes));
                if (random.nextInt(5) == 0) {
                    writer.flush();
                }
            }
            writer.finish("closed", Map.of());
        }
    }
}
