package dev.postern.verify;

import dev.postern.keys.DataKey;
import dev.postern.recording.BlockSealer;
import dev.postern.recording.RecordingEnd;
import dev.postern.recording.RecordingWriter;
import dev.postern.recording.Signer;
import dev.postern.recording.format.Origin;
import dev.postern.recording.format.RecordingId;
import dev.postern.sitelog.SiteSigningKey;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;

/// Encrypted recordings with random bytes in them.
final class TestRecordings {

    private TestRecordings() {}

    /// Writes a recording, finished if `signer` is not null.
    static void write(
            Path file, String session, int entries, @Nullable SiteSigningKey signer, Random random)
            throws IOException {
        RecordingId id = RecordingId.parse(session);
        byte[] key = new byte[DataKey.BYTES];
        random.nextBytes(key);
        RecordingWriter.Start start =
                new RecordingWriter.Start(id, id.epochMillis(), Map.of("protocol", "postgresql"));
        try (BlockSealer sealer =
                        new BlockSealer(count -> {
                            byte[] bytes = new byte[count];
                            random.nextBytes(bytes);
                            return bytes;
                        });
                RecordingWriter writer =
                        RecordingWriter.create(file, start, DataKey.of(key), sealer)) {
            for (int i = 0; i < entries; i++) {
                byte[] bytes = new byte[1 + random.nextInt(300)];
                random.nextBytes(bytes);
                writer.append(Origin.FRONTEND, i * 1000L, ByteBuffer.wrap(bytes));
                if (random.nextInt(5) == 0) {
                    writer.flush();
                }
            }
            if (signer != null) {
                writer.finish(RecordingEnd.of("closed").signed(signer(signer)));
            }
        }
    }

    private static Signer signer(SiteSigningKey key) {
        return new Signer() {
            @Override
            public String keyId() {
                return key.publicKey().fingerprint();
            }

            @Override
            public byte[] sign(byte[] message) {
                return key.sign(message);
            }
        };
    }
}
