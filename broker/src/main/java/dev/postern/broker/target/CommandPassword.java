package dev.postern.broker.target;

import dev.postern.broker.base.Secret;
import dev.postern.broker.base.Ticker;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A password that a command prints as its first line. The command is run without a shell, is given [#LIMIT], and its
/// answer serves for [#FRESH].
///
/// Thread-safe; of several logins at once one runs the command and the others wait for it.
public final class CommandPassword implements PasswordSource {

    /// How long the command may take.
    public static final Duration LIMIT = Duration.ofSeconds(10);

    /// How long its answer serves.
    public static final Duration FRESH = Duration.ofSeconds(30);

    private static final int MAX_BYTES = 64 * 1024;

    private final List<String> command;
    private final Ticker ticker;
    private @Nullable Secret last;
    private long readAtNanos;

    /// @param command program and arguments
    public CommandPassword(List<String> command, Ticker ticker) {
        this.command = List.copyOf(command);
        this.ticker = ticker;
    }

    @Override
    public synchronized Secret password(Target.Host host, String databaseRole)
            throws PasswordException {
        Secret known = last;
        if (known != null && ticker.nanos() - readAtNanos < FRESH.toNanos()) {
            return known;
        }
        Secret read = Secret.of(run());
        last = read;
        readAtNanos = ticker.nanos();
        return read;
    }

    private String run() throws PasswordException {
        Process process;
        try {
            process =
                    new ProcessBuilder(command)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
        } catch (IOException e) {
            throw failed("cannot be run: " + e.getMessage());
        }
        try (InputStream out = process.getInputStream()) {
            process.getOutputStream().close();
            Thread reaper = Thread.ofVirtual().name("password-command").start(() -> limit(process));
            byte[] answer = out.readNBytes(MAX_BYTES);
            reaper.join();
            if (process.exitValue() != 0) {
                throw failed("ended with code " + process.exitValue());
            }
            String line = new String(answer, StandardCharsets.UTF_8).lines().findFirst().orElse("");
            if (line.isBlank()) {
                throw failed("printed nothing");
            }
            return line.strip();
        } catch (IOException e) {
            throw failed("could not be read: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed("was interrupted");
        } finally {
            process.destroyForcibly();
        }
    }

    /// Waits for the end of `process` and brings it about when the time is over.
    private static void limit(Process process) {
        try {
            if (!process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException _) {
            process.destroyForcibly();
        }
    }

    private PasswordException failed(String what) {
        return new PasswordException("the password command " + command.getFirst() + " " + what);
    }

    @Override
    public String toString() {
        return "CommandPassword[" + command.getFirst() + "]";
    }
}
