package dev.postern.broker.app;

import java.io.Serial;

/// The configuration cannot be used; the message is one sentence that names file, line, what is wrong and the remedy.
public final class ConfigException extends Exception {

    @Serial private static final long serialVersionUID = 1L;

    public ConfigException(String message) {
        super(message);
    }

    /// A problem at a place in a file: `FILE:LINE: WHAT; REMEDY`.
    static ConfigException at(String file, int line, String what, String remedy) {
        return new ConfigException(file + ":" + line + ": " + what + "; " + remedy);
    }
}
