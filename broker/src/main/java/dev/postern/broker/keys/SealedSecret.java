package dev.postern.broker.keys;

import dev.postern.keys.CorruptKeyException;
import dev.postern.keys.KeyEncryptionKeys;
import dev.postern.keys.KeyPurpose;
import dev.postern.keys.WrappedKey;

import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A secret encrypted under the key-encryption key, as text for a file:
///
/// ```
/// -----BEGIN POSTERN SEALED KEY-----
/// Purpose: authority
/// Subject: client-ca.key
///
/// base64 of a WrappedKey
/// -----END POSTERN SEALED KEY-----
/// ```
///
/// Purpose and subject are authenticated, so a sealed secret opens only under the name it was sealed for.
public record SealedSecret(KeyPurpose purpose, String subject, WrappedKey wrapped) {

    private static final String BEGIN = "-----BEGIN POSTERN SEALED KEY-----";
    private static final String END = "-----END POSTERN SEALED KEY-----";
    private static final Pattern TEXT =
            Pattern.compile(
                    BEGIN
                            + "\n"
                            + "Purpose: ([^\n"
                            + "]{1,32})\n"
                            + "Subject: ([^\n"
                            + "]{1,200})\n\n"
                            + "([A-Za-z0-9+/=\n"
                            + "]+)\n"
                            + END
                            + "\\s*");

    /// Encrypts `secret`, 1 to 16,384 bytes, for one purpose and one subject.
    ///
    /// @param subject what the secret is called; one line of at most 200 characters
    public static SealedSecret seal(
            KeyEncryptionKeys keys, KeyPurpose purpose, String subject, byte[] secret)
            throws IOException {
        return new SealedSecret(purpose, subject, keys.wrap(purpose, subject, secret));
    }

    /// The secret; the caller wipes it.
    ///
    /// @throws dev.postern.keys.KeyUnavailableException if its key-encryption key is not at hand
    /// @throws CorruptKeyException                      if it was changed
    public byte[] open(KeyEncryptionKeys keys) throws IOException {
        return keys.unwrap(purpose, subject, wrapped);
    }

    /// The same secret under the current key-encryption key; this one if it is under it already.
    public SealedSecret reseal(KeyEncryptionKeys keys) throws IOException {
        if (isCurrent(keys)) {
            return this;
        }
        byte[] secret = open(keys);
        try {
            return seal(keys, purpose, subject, secret);
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }

    /// Whether it is under the current key-encryption key.
    public boolean isCurrent(KeyEncryptionKeys keys) {
        return wrapped.keyEncryptionKeyId().equals(keys.currentId());
    }

    /// Whether `text` claims to be a sealed secret.
    public static boolean isSealed(String text) {
        return text.startsWith(BEGIN);
    }

    /// Reads the form above.
    ///
    /// @throws CorruptKeyException if `text` is not of it
    public static SealedSecret parse(String text) throws CorruptKeyException {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new CorruptKeyException("not a sealed key: its lines are damaged");
        }
        byte[] bytes;
        try {
            bytes = Base64.getMimeDecoder().decode(matcher.group(3));
        } catch (IllegalArgumentException e) {
            throw new CorruptKeyException("not a sealed key: its base64 is damaged", e);
        }
        return new SealedSecret(
                KeyPurpose.of(matcher.group(1)), matcher.group(2), WrappedKey.parse(bytes));
    }

    /// The form above.
    public String toText() {
        return BEGIN
                + "\nPurpose: "
                + purpose.label()
                + "\nSubject: "
                + subject
                + "\n\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(wrapped.toBytes())
                + "\n"
                + END
                + "\n";
    }
}
