package dev.postern.broker.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A program run to its end, with what it printed.
record Command(int exitCode, String output) {

    private static final int LONGEST_SECONDS = 60;

    /// Runs a program with standard error joined to standard output and nothing on its standard input.
    ///
    /// @param environment variables added to this process's own
    /// @throws IOException if it cannot be started or takes longer than a minute
    static Command run(Path folder, Map<String, String> environment, List<String> words)
            throws IOException, InterruptedException {
        return run(folder, environment, words, true);
    }

    /// As [#run(Path, Map, List)], with or without what the program says on standard error.
    static Command run(
            Path folder, Map<String, String> environment, List<String> words, boolean withErrors)
            throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(words)
                        .directory(folder.toFile())
                        .redirectErrorStream(withErrors)
                        .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        builder.environment().putAll(environment);
        if (!withErrors) {
            builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        }
        Process process = builder.start();
        byte[] output = process.getInputStream().readAllBytes();
        if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException(
                    words.getFirst() + " did not end within " + LONGEST_SECONDS + " s");
        }
        return new Command(process.exitValue(), new String(output, StandardCharsets.UTF_8));
    }
}
