package dev.postern.broker.audit;

import java.io.IOException;

/// A place outside the data directory that keeps signed checkpoints, so that whoever holds the keys cannot take back
/// what was logged.
public interface Anchor {

    /// What the configuration calls it, for messages and audit events.
    String name();

    /// Keeps a checkpoint. Blocks; called from one thread. A checkpoint that was kept before may come again.
    ///
    /// @param size how many leaves it covers
    /// @param note the checkpoint as it is signed
    /// @throws IOException if it is not certain that it is kept: it comes again later
    void keep(long size, byte[] note) throws IOException;
}
