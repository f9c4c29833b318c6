package dev.postern.recording.format;

import java.nio.ByteBuffer;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// Computes the chain over a recording: `H_0 = SHA-256(0x02 || header)`, `H_i = SHA-256(0x02 || H_(i-1) || block_i)`,
/// where `block_i` is the block's header, extension and stored bytes, without its end magic.
///
/// The chain runs over what is stored, so it is checked without a key and stays valid when the key is destroyed. Not
/// thread-safe; the state of a chain is an array of the caller's, so one object serves many chains.
public final class HashChain {

    private static final byte LINK = 0x02;

    private final MessageDigest sha256;

    public HashChain() {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /// Puts H_0 into `chain`.
    ///
    /// @param header the whole header of the file, from position 0 to the limit
    public void begin(byte[] chain, ByteBuffer header) {
        sha256.update(LINK);
        sha256.update(header.duplicate().position(0));
        finish(chain);
    }

    /// Replaces H_(i-1) in `chain` by H_i.
    ///
    /// @param block  holds the block from `offset`
    /// @param length of header, extension and stored bytes
    public void advance(byte[] chain, byte[] block, int offset, int length) {
        sha256.update(LINK);
        sha256.update(chain, 0, ChainHash.BYTES);
        sha256.update(block, offset, length);
        finish(chain);
    }

    /// SHA-256 of `domain` and then `bytes`.
    static byte[] digest(byte domain, ByteBuffer bytes) {
        MessageDigest digest = new HashChain().sha256;
        digest.update(domain);
        digest.update(bytes);
        return digest.digest();
    }

    private void finish(byte[] chain) {
        try {
            sha256.digest(chain, 0, ChainHash.BYTES);
        } catch (DigestException e) {
            throw new IllegalStateException("a chain has 32 bytes", e);
        }
    }

    /// The first four bytes of a hash: they say in a block's header where it belongs.
    public static int head(byte[] hash) {
        return ByteBuffer.wrap(hash).getInt(0);
    }
}
