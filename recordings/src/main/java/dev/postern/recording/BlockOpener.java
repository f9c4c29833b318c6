package dev.postern.recording;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;

import dev.postern.keys.DataKey;
import dev.postern.keys.DataKeys;
import dev.postern.recording.format.BlockHeader;
import dev.postern.recording.format.CorruptRecordingException;
import dev.postern.recording.format.FileHeader;
import dev.postern.recording.format.WrongDataKeyException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;

import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;

/// Decrypts and unpacks blocks that a [BlockScanner] found, in order within a group. Asks for the key when it is first
/// needed.
final class BlockOpener implements AutoCloseable {

    private final FileHeader header;
    private final DataKeys keys;
    private final BlockEncryption encryption = new BlockEncryption();
    private @Nullable ZstdDecompressCtx unpacking;
    private @Nullable DataKey key;
    private byte[] group = new byte[0];
    private byte[] clear = new byte[0];

    BlockOpener(FileHeader header, DataKeys keys) {
        this.header = header;
        this.keys = keys;
    }

    /// Says that the next block begins a group.
    void endGroup() {
        group = new byte[0];
    }

    /// The raw bytes of the block that `scanner` stepped over last, in a fresh array that nobody may change: later blocks of
    /// the group need it.
    ///
    /// @throws CorruptRecordingException if it cannot be decrypted or unpacked to exactly the declared length
    byte[] open(BlockScanner scanner) throws IOException {
        BlockHeader block = scanner.block();
        long offset = scanner.blockOffset();
        if (!block.continuesGroup()) {
            endGroup();
        } else if (group.length == 0 || group.length > BlockHeader.MAX_GROUP_BYTES) {
            throw new CorruptRecordingException(
                    offset, "a block continues a group of " + group.length + " bytes");
        }
        byte[] raw = new byte[block.rawLength()];
        int storedAt = scanner.blockIndex() + BlockHeader.BYTES + block.extensionLength();
        if (header.isEncrypted()) {
            int length = decrypt(scanner, storedAt);
            unpack(block, clear, 0, length, raw, offset);
        } else {
            unpack(block, scanner.blockBytes(), storedAt, block.storedLength(), raw, offset);
        }
        if (!block.isSnapshot()) {
            remember(raw);
        }
        return raw;
    }

    private void remember(byte[] raw) {
        int before = group.length;
        if (before == 0) {
            group = raw;
            return;
        }
        group = Arrays.copyOf(group, before + raw.length);
        System.arraycopy(raw, 0, group, before, raw.length);
    }

    private int decrypt(BlockScanner scanner, int storedAt) throws IOException {
        BlockHeader block = scanner.block();
        if (clear.length < block.storedLength()) {
            clear = new byte[block.storedLength()];
        }
        try {
            Cipher cipher =
                    encryption.begin(
                            Cipher.DECRYPT_MODE,
                            key(),
                            scanner.blockBytes(),
                            scanner.blockIndex(),
                            header.id(),
                            scanner.chainBefore());
            return cipher.doFinal(scanner.blockBytes(), storedAt, block.storedLength(), clear, 0);
        } catch (AEADBadTagException e) {
            throw new CorruptRecordingException(
                    scanner.blockOffset(),
                    "a block's content was not written by the holder of the recording's key");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256-GCM does not decrypt", e);
        }
    }

    private DataKey key() throws IOException {
        DataKey found = key;
        if (found == null) {
            found = keys.dataKey(header.id().toString());
            check(header, found);
            key = found;
        }
        return found;
    }

    /// Refuses a key that is not the recording's, and closes it.
    static void check(FileHeader header, DataKey key) throws WrongDataKeyException {
        if (checkValue(key) != header.keyCheck().orElseThrow()) {
            key.close();
            throw new WrongDataKeyException(header.id());
        }
    }

    /// The key check value as the header has it.
    static long checkValue(DataKey key) {
        return ByteBuffer.wrap(key.checkValue()).getLong();
    }

    private void unpack(
            BlockHeader block, byte[] stored, int at, int length, byte[] raw, long offset)
            throws CorruptRecordingException {
        if (!block.isPacked()) {
            System.arraycopy(stored, at, raw, 0, raw.length);
            return;
        }
        ZstdDecompressCtx context = unpacking;
        if (context == null) {
            context = new ZstdDecompressCtx();
            unpacking = context;
        }
        long size;
        try {
            context.loadDict(group);
            size = context.decompressByteArray(raw, 0, raw.length, stored, at, length);
        } catch (ZstdException e) {
            throw new CorruptRecordingException(
                    offset, "a block cannot be unpacked: " + e.getMessage());
        }
        if (Zstd.isError(size) || size != raw.length) {
            throw new CorruptRecordingException(
                    offset,
                    "a block does not unpack to the " + raw.length + " bytes that it declares");
        }
    }

    /// Gives back the memory that only opening a block needs, a hundred kilobytes, until the next one is opened.
    void rest() {
        if (unpacking != null) {
            unpacking.close();
            unpacking = null;
        }
        Arrays.fill(clear, (byte) 0);
        clear = new byte[0];
    }

    /// Whether no block was opened since [#rest].
    boolean isResting() {
        return unpacking == null && clear.length == 0;
    }

    @Override
    public void close() {
        rest();
        if (key != null) {
            key.close();
        }
    }
}
