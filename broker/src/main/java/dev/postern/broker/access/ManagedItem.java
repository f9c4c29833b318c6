package dev.postern.broker.access;

import java.util.Locale;

/// A target or role that is not only in the configuration.
///
/// @param definition YAML, as below its name in the configuration
/// @param changed    who wrote it last
/// @param state      what becomes of it
/// @param problem    why it is not in force, or empty
public record ManagedItem(
        Kind kind,
        String name,
        String definition,
        AccessRequest.Deed changed,
        State state,
        String problem) {

    /// What it is.
    public enum Kind {
        TARGET,
        ROLE;

        /// In lower case, as people and rows have it.
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// What becomes of it.
    public enum State {
        IN_FORCE,
        /// The configuration has one of the same name, which counts.
        HIDDEN,
        /// It cannot be read any more.
        UNUSABLE
    }
}
