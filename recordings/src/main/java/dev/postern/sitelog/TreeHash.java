package dev.postern.sitelog;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/// A hash of the tree: SHA-256 of an entry behind the byte 0, or of two hashes behind the byte 1, so that no entry can
/// pass for a node.
///
/// Source: RFC 6962, section 2.1
public final class TreeHash {

    /// The length of a hash.
    public static final int BYTES = 32;

    /// The root of the tree without leaves.
    public static final TreeHash EMPTY = new TreeHash(sha256().digest());

    private static final byte LEAF = 0;
    private static final byte NODE = 1;

    private final byte[] value;

    private TreeHash(byte[] value) {
        this.value = value;
    }

    /// The hash of a leaf.
    public static TreeHash ofLeaf(byte[] entry) {
        MessageDigest digest = sha256();
        digest.update(LEAF);
        return new TreeHash(digest.digest(entry));
    }

    /// The hash of a node.
    public static TreeHash ofNode(TreeHash left, TreeHash right) {
        MessageDigest digest = sha256();
        digest.update(NODE);
        digest.update(left.value);
        return new TreeHash(digest.digest(right.value));
    }

    /// The hash in the next 32 bytes of `in`, whose position moves behind them.
    public static TreeHash read(ByteBuffer in) {
        byte[] value = new byte[BYTES];
        in.get(value);
        return new TreeHash(value);
    }

    /// The hash in a base64 text.
    ///
    /// @throws MalformedLogException if it is no base64 of 32 bytes
    public static TreeHash ofBase64(String text) throws MalformedLogException {
        return new TreeHash(Texts.base64(text, BYTES, "a hash"));
    }

    /// A copy of the 32 bytes.
    public byte[] bytes() {
        return value.clone();
    }

    /// The hash in base64.
    public String base64() {
        return Base64.getEncoder().encodeToString(value);
    }

    void write(ByteBuffer out) {
        out.put(value);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TreeHash hash && MessageDigest.isEqual(value, hash.value);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(value);
    }

    @Override
    public String toString() {
        return base64();
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
