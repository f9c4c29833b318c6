package dev.postern.cli.system;

import static org.assertj.core.api.Assertions.assertThat;

import static java.util.Objects.requireNonNull;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// `postern verify` on what a real broker leaves, and the verifiers in Python, which say the same. Needs `python3`.
@Tag("G7")
@Tag("G8")
final class VerifyIT {

    private static final Path PYTHON =
            Path.of("../recordings/src/test/python").toAbsolutePath().normalize();

    @TempDir Path folder;

    @Test
    void storeOfTheDemo_isIntactUntilSomebodyTouchesIt() throws Exception {
        Run demo =
                Run.of(
                        folder,
                        Map.of(),
                        RunningDemo.POSTERN,
                        "demo",
                        "--once",
                        "--data",
                        folder.resolve("data").toString());
        assertThat(demo.exitCode()).as(demo.all()).isZero();
        Path data = requireNonNull(found("site-log").getParent());
        Path anchor = Files.copy(data.resolve("site-log/checkpoint"), folder.resolve("anchor"));

        Run intact = verify("--all", "--data", data.toString(), "--anchor", anchor.toString());
        assertThat(intact.exitCode()).as(intact.all()).isZero();
        assertThat(intact.out()).contains("verdict     INTACT");

        Path recording = found(".pgrec");
        List<String> key = List.of("--key", signer(data));
        assertThat(siteLog(data, anchor)).contains("\"verdict\": \"intact\"");
        assertThat(pgrec(key, recording))
                .contains("\"verdict\": \"INTACT\"", "\"signature\": \"VALID\"");

        Run alone = verify("--all", "--data", data.toString());
        assertThat(alone.exitCode()).as(alone.all()).isEqualTo(3);

        byte[] bytes = Files.readAllBytes(recording);
        bytes[bytes.length / 2] ^= 1;
        Files.write(recording, bytes);
        Run flipped = verify(recording.toString(), "--anchor", anchor.toString(), "-o", "json");
        assertThat(flipped.exitCode()).as(flipped.all()).isEqualTo(1);
        assertThat(flipped.out()).contains("\"harm\":\"flip\"").contains("\"first\":");

        assertThat(pgrec(key, recording))
                .contains("\"harm\": \"FLIP\"", "\"sequence\": " + first(flipped.out()) + "}");

        Files.delete(recording);
        Run deleted = verify("--all", "--data", data.toString(), "--anchor", anchor.toString());
        assertThat(deleted.exitCode()).as(deleted.all()).isEqualTo(1);
        assertThat(deleted.out()).contains("deletion").contains("verdict     TAMPERED");

        Path leaves = longest(data.resolve("site-log/tile/entries"));
        byte[] changed = Files.readAllBytes(leaves);
        changed[changed.length / 2] ^= 1;
        Files.write(leaves, changed);
        Run log = verify("--all", "--data", data.toString(), "--anchor", anchor.toString());
        assertThat(log.exitCode()).as(log.all()).isEqualTo(1);
        assertThat(siteLog(data, anchor)).contains("\"verdict\": \"tampered\"");
    }

    /// What the site log's verifier in Python says.
    private String siteLog(Path data, Path anchor) {
        return python(
                "site_log.py", List.of(data.resolve("site-log").toString(), anchor.toString()));
    }

    /// What the recordings' verifier in Python says.
    private String pgrec(List<String> key, Path recording) {
        List<String> arguments = new ArrayList<>(List.of("verify"));
        arguments.addAll(key);
        arguments.add(recording.toString());
        return python("pgrec.py", arguments);
    }

    private String python(String script, List<String> arguments) {
        List<String> words = new ArrayList<>(List.of("python3", PYTHON.resolve(script).toString()));
        words.addAll(arguments);
        Run run = Run.of(folder, Map.of(), "", words);
        assertThat(run.err()).as(run.all()).isEmpty();
        return run.out();
    }

    /// The site's first key as the reader in Python takes it: its fingerprint and its bytes.
    private static String signer(Path data) throws Exception {
        String line = Files.readAllLines(data.resolve("site-log/keys")).get(2);
        byte[] key = Base64.getDecoder().decode(line.split(" ")[4]);
        HexFormat hex = HexFormat.of();
        return hex.formatHex(MessageDigest.getInstance("SHA-256").digest(key))
                + "="
                + hex.formatHex(key);
    }

    private static String first(String json) {
        Matcher first = Pattern.compile("\"first\":(\\d+)").matcher(json);
        assertThat(first.find()).as(json).isTrue();
        return first.group(1);
    }

    private Run verify(String... arguments) {
        String[] words = new String[arguments.length + 2];
        words[0] = RunningDemo.POSTERN;
        words[1] = "verify";
        System.arraycopy(arguments, 0, words, 2, arguments.length);
        return Run.of(folder, Map.of(), words);
    }

    private Path found(String suffix) throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("data"))) {
            return files.filter(f -> f.toString().endsWith(suffix)).findFirst().orElseThrow();
        }
    }

    /// The longest file: shorter ones may be of earlier checkpoints, which nothing rests on any more.
    private static Path longest(Path below) throws IOException {
        try (Stream<Path> files = Files.walk(below)) {
            return files.filter(Files::isRegularFile)
                    .max(Comparator.comparingLong(file -> file.toFile().length()))
                    .orElseThrow();
        }
    }
}
