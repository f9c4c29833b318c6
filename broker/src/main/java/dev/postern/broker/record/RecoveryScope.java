package dev.postern.broker.record;

import dev.postern.recording.format.RecordingId;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/// What a recovery brings to its end.
///
/// @param segments whether a segment's file belongs to it
/// @param sessions the sessions whose recordings may be unfinished besides those in the segments
/// @param endings  ends of sessions that found no room in the journal
record RecoveryScope(
        Predicate<Path> segments, Set<RecordingId> sessions, List<JournalShard.Ending> endings) {

    RecoveryScope {
        sessions = Set.copyOf(sessions);
        endings = List.copyOf(endings);
    }

    /// Everything: what a broker that died has left.
    static RecoveryScope all(RecordingStore store) throws java.io.IOException {
        return new RecoveryScope(path -> true, Set.copyOf(store.unfinished()), List.of());
    }

    /// The journal of one shard while others run.
    static RecoveryScope shard(
            int number, Set<RecordingId> sessions, List<JournalShard.Ending> endings) {
        String prefix = number + "-";
        return new RecoveryScope(
                path -> path.getFileName().toString().startsWith(prefix), sessions, endings);
    }
}
