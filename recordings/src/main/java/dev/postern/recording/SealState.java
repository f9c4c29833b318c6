package dev.postern.recording;

import dev.postern.keys.DataKey;
import dev.postern.recording.format.BlockHeader;
import dev.postern.recording.format.ChainHash;
import dev.postern.recording.format.HashChain;
import dev.postern.recording.format.RecordingId;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/// Where the writing of one recording stands: its key, its chain, and the raw bytes that the next block may continue.
final class SealState {

    private static final byte[] NOTHING = new byte[0];

    final RecordingId id;
    final @Nullable DataKey key;
    final int origin;
    final byte[] chain;
    private byte[] group = NOTHING;

    /// @param origin H_0
    /// @param chain  the hash to go on from
    SealState(RecordingId id, @Nullable DataKey key, ChainHash origin, ChainHash chain) {
        this.id = id;
        this.key = key;
        this.origin = HashChain.head(origin.toBytes());
        this.chain = chain.toBytes();
    }

    /// The hash behind what was sealed.
    ChainHash chainHash() {
        return ChainHash.of(chain);
    }

    /// The raw bytes that the next block continues; empty if it begins a group.
    byte[] group() {
        return group;
    }

    /// Says that a block of these raw bytes was sealed.
    void sealed(byte[] raw, int length) {
        int before = group.length;
        int all = before + length;
        if (all > BlockHeader.MAX_GROUP_BYTES) {
            group = NOTHING;
            return;
        }
        group = Arrays.copyOf(group, all);
        System.arraycopy(raw, 0, group, before, length);
    }

    /// Takes back the last block, which could not be written; the next begins a group.
    ///
    /// @param before the hash before it
    void goBack(byte[] before) {
        System.arraycopy(before, 0, chain, 0, chain.length);
        endGroup();
    }

    /// Makes the next block begin a group.
    void endGroup() {
        group = NOTHING;
    }
}
