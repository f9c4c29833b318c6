package dev.postern.verify;

import dev.postern.sitelog.Finding;

import java.nio.file.Path;
import java.util.List;

/// What a recording's file says about itself, checked as far as public keys reach.
///
/// @param session  the session that the file's header names; the file's name if the header cannot be read
/// @param seal     its end; of a recording without one, what is there so far, with an empty reason
/// @param state    whether it has its end
/// @param isSigned whether a key of the site signed it
/// @param findings what is wrong with it
public record RecordingFacts(
        Path file,
        String session,
        Seal seal,
        State state,
        boolean isSigned,
        List<Finding> findings) {

    /// Whether a recording has its end.
    public enum State {
        /// The session's end is in it.
        FINISHED,
        /// Its broker died; the next one gave it an end.
        RECOVERED,
        /// It has no end: its session runs, or its broker died, or its end is damaged.
        OPEN,
        /// It is of a version that this one does not know.
        UNKNOWN
    }

    public RecordingFacts {
        findings = List.copyOf(findings);
    }
}
