package dev.postern.broker.app;

import dev.postern.broker.store.object.S3Settings;
import dev.postern.broker.store.object.SpoolLimits;

import java.nio.file.Path;

/// Where finished recordings go besides the data folder.
///
/// @param place           a directory or a bucket
/// @param limits          of what waits on this machine
/// @param cacheBytes      of recordings fetched back for readers
/// @param whenUnreachable what becomes of sessions while the store does not answer
public record StoreConfig(
        Place place, SpoolLimits limits, long cacheBytes, WhenUnreachable whenUnreachable) {

    /// Where to.
    public sealed interface Place {}

    /// A directory, usually of another machine.
    public record Directory(Path path) implements Place {}

    /// A bucket.
    public record Bucket(S3Settings settings) implements Place {}

    /// What becomes of sessions while the store does not answer.
    public enum WhenUnreachable {
        /// They go on until the spool is full.
        SPOOL,
        /// No session begins.
        REFUSE
    }
}
