package dev.postern.broker.record;

/// How long bytes wait for the disk before they are relayed.
public enum Durability {
    /// Client bytes wait until they are SYNCED; target bytes until they are APPENDED, and are synced within 50 ms.
    STRICT,
    /// As `STRICT`, and ReadyForQuery waits until everything before it is SYNCED.
    STRICT_FULL,
    /// Both directions wait until APPENDED; synced every 200 ms.
    WRITE_THROUGH,
    /// As `WRITE_THROUGH`, but a session never waits: what finds no room in the journal is relayed unrecorded, and a gap
    /// says how much. A target must allow that by name.
    BEST_EFFORT
}
