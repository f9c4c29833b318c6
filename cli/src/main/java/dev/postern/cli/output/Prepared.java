package dev.postern.cli.output;

import dev.postern.cli.console.CliException;

import java.util.Map;

/// Options that are checked as a whole once they are read, before the command does anything.
public interface Prepared {

    /// Checks what was given and takes what is missing from the environment.
    ///
    /// @throws CliException exit code 2 if it makes no sense
    void prepare(Map<String, String> environment) throws CliException;
}
