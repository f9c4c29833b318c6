package dev.postern.recording;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.json.Json;
import dev.postern.keys.DataKey;
import dev.postern.recording.SampleRecording.Plan;
import dev.postern.recording.VerificationReport.Damage;
import dev.postern.recording.format.EntryLayout;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// The reader in Python, written from the specification, says of every file what ours says.
///
/// With the system property `postern.test.nightly` of 1,000 files, else of 50. Needs `python3`, and `zstd` for content.
@Tag("G8")
class IndependentReaderTest {

    private static final int FILES = Boolean.getBoolean("postern.test.nightly") ? 1_000 : 50;
    private static final Path SCRIPT = Path.of("src/test/python/pgrec.py").toAbsolutePath();

    @TempDir Path directory;

    @Test
    void verify_generatedStore_givesTheSameVerdicts() throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        List<String> command = new ArrayList<>(List.of("verify", "--key", publicKey()));
        Map<String, Map<String, @Nullable Object>> ours = new LinkedHashMap<>();
        for (int i = 0; i < FILES; i++) {
            Path file = directory.resolve(i + ".pgrec");
            Plan plan =
                    new Plan(
                            i,
                            500 + random.nextInt(8_000),
                            random.nextInt(4) > 0,
                            random.nextBoolean());
            SampleRecording sample = SampleRecording.make(file, plan);
            if (i % 3 > 0) {
                Files.write(file, damaged(sample, random));
            }
            command.add(file.toString());
            ours.put(file.toString(), verdict(new RecordingVerifier(TestSigner.KEYS).verify(file)));
        }

        Map<String, Map<String, @Nullable Object>> theirs = new LinkedHashMap<>();
        for (String line : python(command)) {
            Map<String, @Nullable Object> answer = Json.readObject(line);
            theirs.put(String.valueOf(answer.remove("file")), answer);
        }

        assertThat(theirs).as("seed %d", seed).isEqualTo(ours);
        assertThat(ours.values().stream().map(v -> v.get("verdict")).distinct())
                .contains("INTACT", "TAMPERED", "INCOMPLETE");
    }

    private static Map<String, @Nullable Object> verdict(VerificationReport report) {
        Map<String, @Nullable Object> answer = new LinkedHashMap<>();
        answer.put("verdict", report.verdict().name());
        Damage damage = report.damage();
        if (damage != null) {
            answer.put("harm", damage.harm().name());
            answer.put("sequence", damage.firstBadSequence());
        } else if (report.seal() != null) {
            answer.put("signature", report.seal().signature().name());
        }
        return answer;
    }

    private static byte[] damaged(SampleRecording sample, Random random) {
        byte[] bytes = sample.bytes().clone();
        int at = random.nextInt(bytes.length);
        int length = Math.min(bytes.length - at, 1 + random.nextInt(300));
        byte[] shorter = new byte[bytes.length - length];
        System.arraycopy(bytes, 0, shorter, 0, at);
        System.arraycopy(bytes, at + length, shorter, at, bytes.length - at - length);
        switch (random.nextInt(4)) {
            case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> {
                return java.util.Arrays.copyOf(bytes, at);
            }
            case 2 -> {
                return shorter;
            }
            default -> {
                byte[] longer = java.util.Arrays.copyOf(bytes, bytes.length + length);
                System.arraycopy(bytes, at, longer, at + length, bytes.length - at);
                return longer;
            }
        }
        return bytes;
    }

    @Test
    void read_encryptedAndClear_givesTheSameEntries() throws Exception {
        for (boolean encrypted : new boolean[] {true, false}) {
            Path file = directory.resolve(encrypted + ".pgrec");
            SampleRecording sample =
                    SampleRecording.make(file, new Plan(77, 3_000, encrypted, true));
            String key = HexFormat.of().formatHex(secret(sample));

            List<String> theirs = python(List.of("read", "--data-key", key, file.toString()));

            assertThat(theirs).isEqualTo(ourEntries(file));
        }
    }

    private static byte[] secret(SampleRecording sample) {
        try (DataKey key = RecordingFiles.key(sample.id().toString())) {
            return key.secret().getEncoded();
        }
    }

    private static List<String> ourEntries(Path file) throws IOException {
        List<String> lines = new ArrayList<>();
        try (BlockFile blocks = BlockFile.open(file, RecordingFiles.KEYS)) {
            while (blocks.advance()) {
                byte[] raw = blocks.raw();
                if (!blocks.block().isSnapshot()) {
                    BlockEntries entries = new BlockEntries(blocks.block(), 0, raw);
                    while (entries.next()) {
                        byte[] content = new byte[entries.content().remaining()];
                        entries.content().get(content);
                        lines.add(
                                "[%d, %d, %d, \"%s\"]"
                                        .formatted(
                                                entries.sequence(),
                                                entries.micros(),
                                                entries.code(),
                                                HexFormat.of().formatHex(content)));
                    }
                }
            }
        }
        assertThat(lines.getLast()).contains(", " + EntryLayout.FACT + ", ");
        return lines;
    }

    private static String publicKey() {
        byte[] encoded = TestSigner.publicKey().getEncoded();
        return TestSigner.KEY_ID
                + "="
                + HexFormat.of().formatHex(encoded, encoded.length - 32, encoded.length);
    }

    private List<String> python(List<String> arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("python3", SCRIPT.toString()));
        command.addAll(arguments);
        Path out = directory.resolve("out");
        Path err = directory.resolve("err");
        int code =
                new ProcessBuilder(command)
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile())
                        .start()
                        .waitFor();
        assertThat(code).as("%s", Files.readString(err)).isZero();
        return Files.readAllLines(out, StandardCharsets.UTF_8);
    }
}
