package dev.postern.broker.store.object;

/// An object as its store describes it.
///
/// @param name   such as `recordings/2026/11/21/SESSION.pgrec`
/// @param bytes  its length
/// @param sha256 of its content, 64 lower-case hexadecimal digits
/// @param epoch  of the broker that wrote it, see [Epoch]; 0 if unknown
public record StoredObject(String name, long bytes, String sha256, long epoch) {}
