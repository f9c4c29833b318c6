package dev.postern.recording;

/// The state of a replay before an entry, to begin from instead of the recording's beginning.
///
/// @param sequence the entry before which the state holds: a replay goes on with it
/// @param payload  opaque; the array is not copied
@SuppressWarnings("ArrayRecordComponent") // up to a MiB, made and used once
public record Snapshot(long sequence, byte[] payload) {}
