package dev.postern.broker.record;

/// How long bytes wait for the disk before they are relayed.
public enum Durability {
    /// Client bytes wait until they are SYNCED; target bytes until they are APPENDED, and are synced within 50 ms.
    STRICT,
    /// As `STRICT`, and ReadyForQuery waits until everything before it is SYNCED.
    STRICT_FULL,
    /// Both directions wait until APPENDED; synced every 200 ms.
    WRITE_THROUGH
}
