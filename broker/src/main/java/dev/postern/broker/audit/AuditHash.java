package dev.postern.broker.audit;

import dev.postern.broker.store.sql.AuditRow;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// The hash of an audit row.
///
/// SHA-256 over: the previous hash (32 bytes), the id and the time (8 bytes each, big-endian), then code, person id,
/// name and email, address, target, session, detail and sentence, each as a 4-byte length and its UTF-8 bytes; an
/// absent text has the length -1.
final class AuditHash {

    private static final int HASH_BYTES = 32;

    private AuditHash() {}

    /// The hash before the first row.
    static byte[] ofNothing() {
        return new byte[HASH_BYTES];
    }

    /// The row with its hash.
    static AuditRow signed(AuditRow row) {
        return new AuditRow(
                row.id(),
                row.occurredAt(),
                row.code(),
                row.personId(),
                row.personName(),
                row.personEmail(),
                row.address(),
                row.target(),
                row.session(),
                row.detail(),
                row.sentence(),
                row.previousHash(),
                of(row));
    }

    /// Whether the row is unchanged and stands behind the row with the hash `previous`.
    static boolean follows(AuditRow row, byte[] previous) {
        return MessageDigest.isEqual(row.previousHash(), previous)
                && MessageDigest.isEqual(row.rowHash(), of(row));
    }

    private static byte[] of(AuditRow row) {
        MessageDigest digest = sha256();
        digest.update(row.previousHash());
        digest.update(
                ByteBuffer.allocate(2 * Long.BYTES)
                        .putLong(row.id())
                        .putLong(row.occurredAt())
                        .flip());
        add(digest, row.code());
        add(digest, row.personId());
        add(digest, row.personName());
        add(digest, row.personEmail());
        add(digest, row.address());
        add(digest, row.target());
        add(digest, row.session());
        add(digest, row.detail());
        add(digest, row.sentence());
        return digest.digest();
    }

    private static void add(MessageDigest digest, @Nullable String text) {
        byte[] bytes = text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
        digest.update(
                ByteBuffer.allocate(Integer.BYTES).putInt(text == null ? -1 : bytes.length).flip());
        digest.update(bytes);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
