package dev.postern.cli.system;

import static org.assertj.core.api.Assertions.assertThat;

import static java.util.Objects.requireNonNull;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/// `postern verify` on what a real broker leaves.
@Tag("G7")
final class VerifyIT {

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

        Run alone = verify("--all", "--data", data.toString());
        assertThat(alone.exitCode()).as(alone.all()).isEqualTo(3);

        Path recording = found(".pgrec");
        byte[] bytes = Files.readAllBytes(recording);
        bytes[bytes.length / 2] ^= 1;
        Files.write(recording, bytes);
        Run flipped = verify(recording.toString(), "--anchor", anchor.toString(), "-o", "json");
        assertThat(flipped.exitCode()).as(flipped.all()).isEqualTo(1);
        assertThat(flipped.out()).contains("\"harm\":\"flip\"").contains("\"first\":");

        Files.delete(recording);
        Run deleted = verify("--all", "--data", data.toString(), "--anchor", anchor.toString());
        assertThat(deleted.exitCode()).as(deleted.all()).isEqualTo(1);
        assertThat(deleted.out()).contains("deletion").contains("verdict     TAMPERED");
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
}
