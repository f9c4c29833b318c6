package dev.postern.verify;

import dev.postern.recording.RecordingFile;
import dev.postern.recording.RecordingReader;
import dev.postern.recording.format.Footer;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// What the site log says about a finished recording.
///
/// @param entries how many it has
/// @param chain   the last hash of its chain, in hexadecimal
/// @param reason  why it ended
/// @param verdict the completeness verdict as JSON values by name
/// @param key     fingerprint of the key that signed it, or null
public record Seal(
        long entries,
        String chain,
        String reason,
        Map<String, @Nullable Object> verdict,
        @Nullable String key) {

    /// The seal of the recording in `file`, or nothing if it has no end.
    public static Optional<Seal> of(Path file) throws IOException {
        try (RecordingReader reader = RecordingFile.withoutKey(file).open()) {
            return reader.footer().map(Seal::of);
        }
    }

    static Seal of(Footer footer) {
        return new Seal(
                footer.counts().entries(),
                footer.chain().toString(),
                Objects.toString(footer.summary().get("reason"), "ended"),
                footer.completeness(),
                footer.signature().map(Footer.Signature::keyId).orElse(null));
    }

    /// Whether its broker died, and a later one finished it.
    public boolean isRecovered() {
        return reason.equals("recovered");
    }

    /// As the members of a leaf's detail.
    public Map<String, @Nullable Object> members() {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        members.put("entries", entries);
        members.put("chain", chain);
        members.put("reason", reason);
        members.put("verdict", verdict);
        members.put("key", key);
        return members;
    }

    /// The seal in a leaf's detail, or nothing if it is none.
    static Optional<Seal> of(Map<?, ?> members) {
        if (members.get("entries") instanceof Long entries
                && members.get("chain") instanceof String chain
                && members.get("reason") instanceof String reason) {
            String key = members.get("key") instanceof String text ? text : null;
            Map<String, @Nullable Object> verdict = new LinkedHashMap<>();
            if (members.get("verdict") instanceof Map<?, ?> judged) {
                judged.forEach((name, value) -> verdict.put(name.toString(), value));
            }
            return Optional.of(new Seal(entries, chain, reason, verdict, key));
        }
        return Optional.empty();
    }
}
