package dev.postern.cli.system;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// A list that is watched in a terminal: it is drawn anew, and Ctrl-C ends it as a shell expects.
final class WatchIT {

    @TempDir Path folder;

    @Test
    void requests_appearInTheTerminal_andControlCEndsIt() throws Exception {
        try (RunningDemo demo = RunningDemo.start(folder)) {
            demo.postern("engineer", "login", "--demo", "engineer");
            ProcessBuilder builder =
                    new ProcessBuilder(
                                    "timeout",
                                    "120",
                                    "script",
                                    "-qec",
                                    "'" + RunningDemo.POSTERN + "' request ls --watch=1s",
                                    "/dev/null")
                            .redirectErrorStream(true);
            builder.environment().put("POSTERN_HOME", demo.home("engineer").toString());
            Process process = builder.start();
            try (OutputStream keys = process.getOutputStream();
                    InputStream screen = process.getInputStream()) {
                String first = readTo("\u001b[J", screen);
                assertThat(first).contains("Every 1s, last at").doesNotContain("watched reason");

                Run asked =
                        demo.postern(
                                "engineer",
                                "request",
                                "create",
                                "shop",
                                "--as",
                                "app_write",
                                "--reason",
                                "watched reason");
                assertThat(asked.exitCode()).as(asked.all()).isZero();
                assertThat(readTo("watched reason", screen)).contains("\u001b[H");

                keys.write(3);
                keys.flush();
                assertThat(process.waitFor()).isEqualTo(130);
            }
        }
    }

    /// What comes up to and with `text`.
    private static String readTo(String text, InputStream screen) throws IOException {
        StringBuilder read = new StringBuilder();
        byte[] bytes = new byte[4096];
        while (read.indexOf(text) < 0) {
            int n = screen.read(bytes);
            assertThat(n).as("the command ended:\n" + read).isPositive();
            read.append(new String(bytes, 0, n, StandardCharsets.UTF_8));
        }
        return read.toString();
    }
}
