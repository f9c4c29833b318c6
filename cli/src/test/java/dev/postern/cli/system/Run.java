package dev.postern.cli.system;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A program run to its end: exit code, standard output, standard error.
record Run(int exitCode, String out, String err) {

    private static final int LONGEST_SECONDS = 120;

    /// Runs `words` in `folder` with `environment` added and `input` on standard input.
    static Run of(Path folder, Map<String, String> environment, String input, List<String> words) {
        try {
            ProcessBuilder builder = new ProcessBuilder(words).directory(folder.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            CompletableFuture<byte[]> out =
                    CompletableFuture.supplyAsync(() -> read(process.getInputStream()));
            CompletableFuture<byte[]> err =
                    CompletableFuture.supplyAsync(() -> read(process.getErrorStream()));
            process.outputWriter(StandardCharsets.UTF_8).append(input).close();
            if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(words + " did not end within " + LONGEST_SECONDS + " s");
            }
            return new Run(
                    process.exitValue(),
                    new String(out.get(LONGEST_SECONDS, TimeUnit.SECONDS), StandardCharsets.UTF_8),
                    new String(err.get(LONGEST_SECONDS, TimeUnit.SECONDS), StandardCharsets.UTF_8));
        } catch (IOException | ExecutionException | TimeoutException e) {
            throw new AssertionError(words + " could not be run", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(words + " was interrupted", e);
        }
    }

    static Run of(Path folder, Map<String, String> environment, String... words) {
        return of(folder, environment, "", Arrays.asList(words));
    }

    private static byte[] read(java.io.InputStream in) {
        try (in) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /// Both streams, for messages.
    String all() {
        return "exit " + exitCode + "\n--- out\n" + out + "\n--- err\n" + err;
    }
}
