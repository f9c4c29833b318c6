package dev.postern.verify;

import dev.postern.recording.RecordingReader;
import dev.postern.recording.format.Footer;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// What the site log says about a finished recording.
///
/// @param entries how many it has
/// @param chain   the last hash of its chain, in hexadecimal
/// @param reason  why it ended
/// @param key     fingerprint of the key that signed it, or null
public record Seal(long entries, String chain, String reason, @Nullable String key) {

    /// The seal of the recording in `file`, or nothing if it has no end.
    public static Optional<Seal> of(Path file) throws IOException {
        try (RecordingReader reader = RecordingReader.open(file)) {
            Optional<Footer> footer = reader.footer();
            if (footer.isEmpty()) {
                return Optional.empty();
            }
            return Optional.of(
                    new Seal(
                            footer.get().entryCount(),
                            HexFormat.of().formatHex(digest(file)),
                            Objects.toString(footer.get().summary().get("reason"), "ended"),
                            null));
        }
    }

    private static byte[] digest(Path file) throws IOException {
        try {
            return MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /// As the members of a leaf's detail.
    public Map<String, @Nullable Object> members() {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        members.put("entries", entries);
        members.put("chain", chain);
        members.put("reason", reason);
        members.put("key", key);
        return members;
    }

    /// The seal in a leaf's detail, or nothing if it is none.
    static Optional<Seal> of(Map<?, ?> members) {
        if (members.get("entries") instanceof Long entries
                && members.get("chain") instanceof String chain
                && members.get("reason") instanceof String reason) {
            String key = members.get("key") instanceof String text ? text : null;
            return Optional.of(new Seal(entries, chain, reason, key));
        }
        return Optional.empty();
    }
}
