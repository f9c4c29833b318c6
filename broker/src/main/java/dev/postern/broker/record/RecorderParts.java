package dev.postern.broker.record;

import dev.postern.keys.KeyEncryptionKeys;

import org.jspecify.annotations.Nullable;

/// What a [JournaledRecorder] works with.
///
/// @param machine     time, randomness and the disk
/// @param store       where recordings go, and what they are encrypted and signed with
/// @param facts       what [StoreProbe] found out about the disk
/// @param journalKeys wrap the keys of journal segments; null leaves the journal in clear
/// @param space       room on the disk
/// @param listener    told of progress and ends
public record RecorderParts(
        JournaledRecorder.Machine machine,
        RecordingStore store,
        StoreFacts facts,
        @Nullable KeyEncryptionKeys journalKeys,
        FreeSpace.Source space,
        SealListener listener) {

    /// Nothing encrypted or signed, nothing measured.
    static RecorderParts inClear(
            JournalConfig config, JournaledRecorder.Machine machine, SealListener listener) {
        return new RecorderParts(
                machine,
                new RecordingStore(config.data()),
                StoreFacts.UNKNOWN,
                null,
                spaceOf(config),
                listener);
    }

    /// These with another source of what is known about free room.
    RecorderParts on(FreeSpace.Source source) {
        return new RecorderParts(machine, store, facts, journalKeys, source, listener);
    }

    SegmentKeys segmentKeys() {
        return new SegmentKeys(journalKeys, machine.randomness());
    }

    /// The room on the file system of `config`'s directory.
    public static FreeSpace.Source spaceOf(JournalConfig config) {
        return () -> FreeSpace.of(config.data());
    }
}
