package dev.postern.recording;

import com.github.luben.zstd.ZstdCompressCtx;

import dev.postern.keys.DataKey;
import dev.postern.keys.RandomBytes;
import dev.postern.recording.format.BlockHeader;
import dev.postern.recording.format.ChainHash;
import dev.postern.recording.format.HashChain;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;

import javax.crypto.Cipher;

/// Makes blocks: packs with zstd, encrypts with AES-256-GCM, links to the chain. Confined to one thread, shared
/// by many writers.
public final class BlockSealer implements AutoCloseable {

    /// Entries that are shorter than this on average are a conversation, whose pace the round trips set: it is packed
    /// well. Longer ones are bulk: it is packed fast.
    private static final int CONVERSATION_BYTES = 512;

    private static final Effort BULK = new Effort(1, 7);
    private static final Effort CONVERSATION = new Effort(9, 4);

    private final ZstdCompressCtx alone = new ZstdCompressCtx();
    private final ZstdCompressCtx continuing = new ZstdCompressCtx().setDictID(false);
    private final BlockEncryption encryption = new BlockEncryption();
    private final HashChain chains = new HashChain();
    private final RandomBytes nonces;
    private final byte[] raw = new byte[BlockHeader.MAX_RAW_BYTES];
    private byte[] packed = new byte[0];
    private byte[] block = new byte[0];

    /// @param nonces unpredictable bytes; 12 are taken for each block of an encrypted recording
    public BlockSealer(RandomBytes nonces) {
        this.nonces = nonces;
        reserve(BlockHeader.MAX_RAW_BYTES);
    }

    /// How hard to pack.
    ///
    /// @param minMatch the shortest repetition to look for, bytes, 3 to 7: a conversation has many short fields; in
    ///                 bulk, longer ones cost less and pack better
    private record Effort(int level, int minMatch) {

        static Effort of(Content content) {
            return content.length < (long) content.entries * CONVERSATION_BYTES
                    ? CONVERSATION
                    : BULK;
        }

        void applyTo(ZstdCompressCtx context) {
            context.setLevel(level).setMinMatch(minMatch);
        }
    }

    /// What a block is made of.
    ///
    /// @param flags  [BlockHeader#SNAPSHOT] or 0
    /// @param raw    its first `length` bytes
    /// @param micros of the first entry
    @SuppressWarnings("ArrayRecordComponent") // a view for one call
    record Content(int flags, byte[] raw, int length, long sequence, int entries, long micros) {

        /// Whether it belongs to no group: a snapshot, and a long piece of bulk, which gains less by what is before it
        /// than looking at that costs.
        private boolean isAlone() {
            return (flags & BlockHeader.SNAPSHOT) != 0
                    || (length > BlockHeader.MAX_GROUP_BYTES / 2 && Effort.of(this).equals(BULK));
        }
    }

    /// A buffer for raw bytes, for whoever seals next.
    byte[] raw() {
        return raw;
    }

    /// The chain's hash of a file header.
    ChainHash origin(ByteBuffer header) {
        byte[] chain = new byte[ChainHash.BYTES];
        chains.begin(chain, header);
        return ChainHash.of(chain);
    }

    private void reserve(int rawLength) {
        int most = rawLength + rawLength / 256 + 640;
        if (packed.length < most) {
            packed = new byte[most];
            block = new byte[most + BlockHeader.BYTES + BlockHeader.END_BYTES + 64];
        }
    }

    /// The whole block, valid until the next call; `state` goes on behind it.
    ByteBuffer seal(SealState state, Content content) {
        boolean isAlone = content.isAlone();
        byte[] prefix = isAlone ? new byte[0] : state.group();
        int size = pack(content, prefix);
        boolean gains = size < content.length;
        DataKey key = state.key;
        int flags = content.flags | (gains ? BlockHeader.ZSTD : 0);
        int clearLength = gains ? size : content.length;
        BlockHeader header =
                new BlockHeader(
                        prefix.length > 0 ? flags | BlockHeader.CONTINUES : flags,
                        key == null ? 0 : BlockHeader.NONCE_BYTES,
                        key == null ? clearLength : clearLength + BlockHeader.TAG_BYTES,
                        content.length,
                        content.sequence,
                        content.entries,
                        content.micros,
                        state.origin,
                        HashChain.head(state.chain),
                        0);
        ByteBuffer out = ByteBuffer.wrap(block);
        header.encodeFields(out);
        byte[] clear = gains ? packed : content.raw;
        if (key == null) {
            System.arraycopy(clear, 0, block, BlockHeader.BYTES, clearLength);
        } else {
            encrypt(state, key, clear, clearLength);
        }
        header.complete(out);
        chains.advance(state.chain, block, 0, header.sealedLength());
        if (isAlone) {
            state.endGroup();
        } else {
            state.sealed(content.raw, content.length);
        }
        return ByteBuffer.wrap(block, 0, header.blockLength());
    }

    private int pack(Content content, byte[] prefix) {
        reserve(content.length);
        ZstdCompressCtx context = prefix.length > 0 ? continuing : alone;
        Effort.of(content).applyTo(context);
        if (prefix.length > 0) {
            continuing.loadDict(prefix);
        }
        return context.compressByteArray(packed, 0, packed.length, content.raw, 0, content.length);
    }

    private void encrypt(SealState state, DataKey key, byte[] clear, int length) {
        System.arraycopy(
                nonces.bytes(BlockHeader.NONCE_BYTES),
                0,
                block,
                BlockHeader.BYTES,
                BlockHeader.NONCE_BYTES);
        int storedAt = BlockHeader.BYTES + BlockHeader.NONCE_BYTES;
        try {
            Cipher cipher =
                    encryption.begin(Cipher.ENCRYPT_MODE, key, block, 0, state.id, state.chain);
            cipher.doFinal(clear, 0, length, block, storedAt);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256-GCM does not encrypt", e);
        }
    }

    @Override
    public void close() {
        alone.close();
        continuing.close();
        Arrays.fill(raw, (byte) 0);
        Arrays.fill(packed, (byte) 0);
    }
}
