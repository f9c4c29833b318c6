package dev.postern.cli.sessions;

import dev.postern.cli.command.CommandContext;
import dev.postern.cli.console.Variable;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/// Where long output goes: through the pager if a person sits at the terminal, else to standard output.
final class Pager implements AutoCloseable {

    private final Writer out;
    private final @Nullable Process process;

    private Pager(Writer out, @Nullable Process process) {
        this.out = out;
        this.process = process;
    }

    /// Opens it: `POSTERN_PAGER`, else `PAGER`, else `less`, which gets no raw control characters to interpret.
    static Pager open(CommandContext context, boolean wanted) {
        String command =
                context.environment()
                        .getOrDefault(
                                Variable.POSTERN_PAGER.name(),
                                context.environment().getOrDefault(Variable.PAGER.name(), "less"));
        if (wanted && context.console().interactive() && !command.isBlank()) {
            ProcessBuilder builder =
                    new ProcessBuilder("sh", "-c", command)
                            .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                            .redirectError(ProcessBuilder.Redirect.INHERIT);
            builder.environment().putIfAbsent("LESS", "FX");
            try {
                Process process = builder.start();
                return new Pager(
                        new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8),
                        process);
            } catch (IOException e) {
                context.console()
                        .note("the pager does not start, going on without: " + e.getMessage());
            }
        }
        return new Pager(
                new OutputStreamWriter(context.console().out(), StandardCharsets.UTF_8), null);
    }

    Writer out() {
        return out;
    }

    /// Writes what is held back and waits until the person has left the pager.
    @Override
    public void close() throws IOException {
        if (process == null) {
            out.flush();
            return;
        }
        try {
            out.close();
        } catch (IOException leftEarly) {
            // The person left the pager before the end: nothing is lost.
        }
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
