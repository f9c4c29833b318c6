package dev.postern.pgwire.track;

/// A request that the server has to answer, or to pass over, in its turn.
interface Pending {
    /// What was asked.
    RequestKind kind();
}
