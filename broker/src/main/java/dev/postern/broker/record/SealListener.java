package dev.postern.broker.record;

import java.nio.file.Path;

/// Is told what readers of recordings can see now; called on a sealer's thread or during recovery, never on an event
/// loop. It must return quickly: a sealer waits for it.
@FunctionalInterface
public interface SealListener {

    /// Takes the news of one recording.
    ///
    /// @param session the session's ULID
    /// @param file    its recording
    /// @param progress what is new
    void sealed(String session, Path file, Progress progress);

    /// What is new in a recording.
    enum Progress {
        /// There are more entries.
        PROGRESSED,
        /// It is complete: no entries will follow.
        FINISHED
    }
}
