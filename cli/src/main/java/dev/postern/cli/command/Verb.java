package dev.postern.cli.command;

import dev.postern.cli.console.CliException;
import dev.postern.cli.console.ExitCode;

import java.io.IOException;
import java.util.concurrent.Callable;

/// One command that does something. A class a verb, annotated with picocli's `@Command`, made with a [CommandContext].
public interface Verb extends Callable<Integer> {

    /// Does it.
    ExitCode run() throws CliException, IOException;

    @Override
    default Integer call() throws CliException, IOException {
        return run().number();
    }
}
