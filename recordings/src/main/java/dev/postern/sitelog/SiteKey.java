package dev.postern.sitelog;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;

/// A public Ed25519 key of a site log.
///
/// Source: C2SP signed-note, "Ed25519 signatures"; RFC 8410 for the encoding of the key
public final class SiteKey {

    /// The length of a key.
    public static final int BYTES = 32;

    /// The length of a signature.
    public static final int SIGNATURE_BYTES = 64;

    private static final byte[] SPKI_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");
    private static final byte ED25519 = 1;

    private final byte[] raw;
    private final PublicKey key;

    private SiteKey(byte[] raw, PublicKey key) {
        this.raw = raw;
        this.key = key;
    }

    /// The key in 32 bytes.
    ///
    /// @throws MalformedLogException if they are no key
    public static SiteKey of(byte[] raw) throws MalformedLogException {
        try {
            byte[] spki =
                    ByteBuffer.allocate(SPKI_PREFIX.length + BYTES)
                            .put(SPKI_PREFIX)
                            .put(raw)
                            .array();
            PublicKey key =
                    KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(spki));
            return new SiteKey(raw.clone(), key);
        } catch (GeneralSecurityException e) {
            throw new MalformedLogException("a public key is no point of Ed25519");
        }
    }

    static SiteKey of(PublicKey key) throws MalformedLogException {
        byte[] spki = key.getEncoded();
        byte[] raw = new byte[BYTES];
        System.arraycopy(spki, spki.length - BYTES, raw, 0, BYTES);
        return of(raw);
    }

    static SiteKey ofBase64(String text) throws MalformedLogException {
        return of(Texts.base64(text, BYTES, "a public key"));
    }

    /// A copy of the 32 bytes.
    public byte[] bytes() {
        return raw.clone();
    }

    /// The key in base64.
    public String base64() {
        return Base64.getEncoder().encodeToString(raw);
    }

    /// SHA-256 of the key, in hexadecimal digits.
    public String fingerprint() {
        return HexFormat.of().formatHex(TreeHash.sha256().digest(raw));
    }

    /// The key as the JDK knows it.
    public PublicKey publicKey() {
        return key;
    }

    /// What a note calls this key beside its name.
    ///
    /// @param name the name that signs
    public int noteId(String name) {
        MessageDigest digest = TreeHash.sha256();
        digest.update(name.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) '\n');
        digest.update(ED25519);
        return ByteBuffer.wrap(digest.digest(raw)).getInt();
    }

    /// The key as programs for signed notes want it.
    public String noteKey(String name) {
        byte[] typed = ByteBuffer.allocate(1 + BYTES).put(ED25519).put(raw).array();
        return "%s+%08x+%s"
                .formatted(name, noteId(name), Base64.getEncoder().encodeToString(typed));
    }

    /// Whether `signature` is this key's over `message`.
    public boolean verifies(byte[] message, byte[] signature) {
        try {
            Signature check = Signature.getInstance("Ed25519");
            check.initVerify(key);
            check.update(message);
            return check.verify(signature);
        } catch (SignatureException | InvalidKeyException _) {
            return false; // not even of the shape of a signature, or no point of the curve
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has Ed25519", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SiteKey that && MessageDigest.isEqual(raw, that.raw);
    }

    @Override
    public int hashCode() {
        return ByteBuffer.wrap(raw).getInt();
    }

    @Override
    public String toString() {
        return "sha256:" + fingerprint();
    }
}
