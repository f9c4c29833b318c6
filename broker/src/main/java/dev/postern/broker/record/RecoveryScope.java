package dev.postern.broker.record;

import dev.postern.recording.format.RecordingId;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/// What a recovery brings to its end.
///
/// @param folder   where the segments are
/// @param prefix   how the names of its segments begin
/// @param sessions the sessions whose recordings may be unfinished besides those in the segments
/// @param endings  ends of sessions that found no room in the journal
record RecoveryScope(
        Path folder, String prefix, Set<RecordingId> sessions, List<JournalShard.Ending> endings) {

    private static final String NONE = "none";

    RecoveryScope {
        sessions = Set.copyOf(sessions);
        endings = List.copyOf(endings);
    }

    /// The segments in a folder, of all shards.
    static RecoveryScope folder(Path folder) {
        return new RecoveryScope(folder, "", Set.of(), List.of());
    }

    /// Recordings of which no segment has anything any more.
    static RecoveryScope sessions(JournalConfig config, Set<RecordingId> sessions) {
        return new RecoveryScope(config.journal(), NONE, sessions, List.of());
    }

    /// The journal of one shard while others run.
    static RecoveryScope shard(
            JournalConfig config,
            int number,
            Set<RecordingId> sessions,
            List<JournalShard.Ending> endings) {
        return new RecoveryScope(config.journal(), number + "-", sessions, endings);
    }

    boolean has(Path segment) {
        String name = segment.getFileName().toString();
        return name.endsWith(".seg") && name.startsWith(prefix);
    }
}
