package dev.postern.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.json.Json;
import dev.postern.json.MalformedJsonException;
import dev.postern.sitelog.AnchorFile;
import dev.postern.sitelog.LogReport;
import dev.postern.sitelog.LogTrust;
import dev.postern.sitelog.SiteLogVerifier;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// The verifier in Python and the one in Java say the same about generated logs, changed and unchanged.
///
/// `-Dpostern.stores=1000` makes as many stores.
@Tag("G8")
final class SecondSiteLogVerifierTest {

    private static final int STORES = Integer.getInteger("postern.stores", 12);
    private static final int BATCH = 50;

    @TempDir private Path folder;

    @Test
    void bothVerifiers_agree() throws Exception {
        long seed = Long.getLong("postern.seed", 20_261_121);
        Random random = new Random(seed);
        for (int done = 0; done < STORES; done += BATCH) {
            compare(Math.min(BATCH, STORES - done), random, seed);
        }
    }

    private void compare(int count, Random random, long seed) throws Exception {
        List<String> command = new ArrayList<>(List.of("python3", "src/test/python/site_log.py"));
        List<String> mine = new ArrayList<>();
        List<Integer> changedKeys = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Path data = Files.createTempDirectory(folder, "store");
            GeneratedStore store = GeneratedStore.of(data, random.nextLong(), 2, 4);
            store.close();
            Path anchor = data.resolve("anchor");
            AnchorFile.append(anchor, store.anchors().getFirst().encode(), file -> {});
            AnchorFile.append(anchor, store.anchors().getLast().encode(), file -> {});
            if (i % 4 != 0 && change(store, random)) {
                changedKeys.add(i);
            }
            if (i > 0) {
                command.add("--");
            }
            command.add(store.logFolder().toString());
            command.add(anchor.toString());
            LogReport report =
                    SiteLogVerifier.verify(
                            store.logFolder(),
                            new LogTrust(null, null, AnchorFile.read(anchor).notes()),
                            (index, leaf) -> {});
            mine.add(
                    report.findings().isEmpty()
                            ? "intact"
                            : "tampered " + report.findings().getFirst().first());
        }
        List<String> answers = run(command);
        for (int i : changedKeys) {
            mine.set(i, verdict(mine.get(i)));
            answers.set(i, verdict(answers.get(i)));
        }
        assertThat(answers).as("seed %d", seed).isEqualTo(mine);
    }

    /// Only the verdict: a damaged file of keys has no leaf to name, and whether a damaged key is called unreadable or
    /// its statement false depends on whether the bytes still are a point of the curve for the library at hand.
    private static String verdict(String answer) {
        return answer.replaceFirst(" .*", "");
    }

    /// Flips a bit of a file that the verifiers read.
    ///
    /// @return whether it is the file of keys
    private static boolean change(GeneratedStore store, Random random) throws IOException {
        List<Path> files;
        try (var all = Files.walk(store.logFolder())) {
            files =
                    all.filter(Files::isRegularFile)
                            .filter(f -> !f.endsWith("tail"))
                            .filter(f -> !f.toString().contains(".p/"))
                            .filter(f -> !f.toString().contains("tile/1"))
                            .sorted()
                            .toList();
        }
        Path file = files.get(random.nextInt(files.size()));
        byte[] bytes = Files.readAllBytes(file);
        int at = random.nextInt(bytes.length);
        bytes[at] ^= (byte) (1 << random.nextInt(7));
        Files.write(file, bytes);
        return file.endsWith("keys");
    }

    private static List<String> run(List<String> command)
            throws IOException, InterruptedException, MalformedJsonException {
        Process python =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        List<String> answers = new ArrayList<>();
        String output = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        for (String line : output.lines().toList()) {
            Map<String, @Nullable Object> answer = Json.readObject(line);
            answers.add(
                    "tampered".equals(answer.get("verdict"))
                            ? "tampered " + answer.get("first")
                            : "intact");
        }
        python.waitFor();
        return answers;
    }
}
