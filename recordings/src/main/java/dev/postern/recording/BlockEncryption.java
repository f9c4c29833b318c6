package dev.postern.recording;

import dev.postern.keys.DataKey;
import dev.postern.recording.format.BlockHeader;
import dev.postern.recording.format.ChainHash;
import dev.postern.recording.format.RecordingId;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;

import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/// AES-256-GCM over a block's packed bytes.
///
/// The nonce is the block's extension. Authenticated are the recording's identifier (16 bytes), the block's header
/// without its checksums, and the chain's hash before the block (32 bytes): a block opens in its own place only. Not
/// thread-safe.
final class BlockEncryption {

    private final Cipher cipher;
    private final byte[] authenticated =
            new byte[RecordingId.BYTES + BlockHeader.AUTHENTICATED_BYTES + ChainHash.BYTES];
    private final ByteBuffer writing = ByteBuffer.wrap(authenticated);

    BlockEncryption() {
        try {
            cipher = Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES/GCM/NoPadding", e);
        }
    }

    /// The cipher, ready for the content of the block at `at`, whose header fields and nonce are in place.
    ///
    /// @param mode  [Cipher#ENCRYPT_MODE] or [Cipher#DECRYPT_MODE]
    /// @param chain the hash before the block
    Cipher begin(int mode, DataKey key, byte[] block, int at, RecordingId id, byte[] chain)
            throws GeneralSecurityException {
        int nonceAt = at + BlockHeader.BYTES;
        cipher.init(
                mode,
                key.secret(),
                new GCMParameterSpec(
                        BlockHeader.TAG_BYTES * Byte.SIZE,
                        block,
                        nonceAt,
                        BlockHeader.NONCE_BYTES));
        writing.clear().putLong(id.high()).putLong(id.low());
        writing.put(block, at, BlockHeader.AUTHENTICATED_BYTES);
        writing.put(chain, 0, ChainHash.BYTES);
        cipher.updateAAD(authenticated);
        return cipher;
    }
}
