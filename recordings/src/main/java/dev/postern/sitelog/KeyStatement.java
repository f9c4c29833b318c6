package dev.postern.sitelog;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Base64;

/// The line that makes a key the log's: from when, and what the log was at that moment.
///
/// The key before signs it, and so vouches for the log up to `size` for ever: its private half is destroyed afterwards.
///
/// @param epoch    1, 2, 3, ...
/// @param from     when the key began to sign
/// @param size     leaves that were in the log then
/// @param root     the root over them
/// @param previous signature by the key before; null in the first line
/// @param own      signature by the key itself
@SuppressWarnings("ArrayRecordComponent") // signatures are carried, never compared
public record KeyStatement(
        int epoch,
        Instant from,
        long size,
        TreeHash root,
        SiteKey key,
        byte @Nullable [] previous,
        byte[] own) {

    private static final String NONE = "-";

    /// A line for a new key.
    ///
    /// @param signer the key before, or null for the first
    static KeyStatement make(
            String origin,
            Beginning beginning,
            SiteSigningKey key,
            @Nullable SiteSigningKey signer) {
        byte[] message = message(origin, beginning, key.publicKey());
        return new KeyStatement(
                beginning.epoch(),
                beginning.from(),
                beginning.size(),
                beginning.root(),
                key.publicKey(),
                signer == null ? null : signer.sign(message),
                key.sign(message));
    }

    /// When and where in the log a key begins.
    record Beginning(int epoch, Instant from, long size, TreeHash root) {}

    static KeyStatement parse(String line) throws MalformedLogException {
        String[] fields = line.split(" ", -1);
        if (fields.length != 7) {
            throw new MalformedLogException(
                    "a key's line has " + fields.length + " fields, not 7: " + Texts.shown(line));
        }
        long epoch = Texts.number(fields[0], "a key's number");
        if (epoch > Integer.MAX_VALUE) {
            throw new MalformedLogException("a key has the impossible number " + epoch);
        }
        Instant from;
        try {
            from = Instant.parse(fields[1]);
        } catch (DateTimeParseException e) {
            throw new MalformedLogException("a key's time is \"" + Texts.shown(fields[1]) + "\"");
        }
        return new KeyStatement(
                (int) epoch,
                from,
                Texts.number(fields[2], "a key's size"),
                TreeHash.ofBase64(fields[3]),
                SiteKey.ofBase64(fields[4]),
                fields[5].equals(NONE) ? null : signature(fields[5]),
                signature(fields[6]));
    }

    private static byte[] signature(String text) throws MalformedLogException {
        return Texts.base64(text, SiteKey.SIGNATURE_BYTES, "a key's signature");
    }

    String line() {
        return "%d %s %d %s %s %s %s"
                .formatted(
                        epoch,
                        from,
                        size,
                        root.base64(),
                        key.base64(),
                        previous == null ? NONE : Base64.getEncoder().encodeToString(previous),
                        Base64.getEncoder().encodeToString(own));
    }

    /// Whether the key signed its own line.
    boolean isOwn(String origin) {
        return key.verifies(message(origin), own);
    }

    /// Whether `signer` handed over to this key.
    boolean isHandedOverBy(String origin, SiteKey signer) {
        return previous != null && signer.verifies(message(origin), previous);
    }

    private byte[] message(String origin) {
        return message(origin, new Beginning(epoch, from, size, root), key);
    }

    private static byte[] message(String origin, Beginning beginning, SiteKey key) {
        return "postern site key\n%s\n%d\n%s\n%d\n%s\n%s\n"
                .formatted(
                        origin,
                        beginning.epoch(),
                        beginning.from(),
                        beginning.size(),
                        beginning.root().base64(),
                        key.base64())
                .getBytes(StandardCharsets.UTF_8);
    }
}
