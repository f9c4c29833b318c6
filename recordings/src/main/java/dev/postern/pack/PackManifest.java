package dev.postern.pack;

import dev.postern.json.Json;
import dev.postern.json.MalformedJsonException;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What is in a pack: `MANIFEST.json`, whose SHA-256 the site log has.
///
/// | member | value |
/// | --- | --- |
/// | `format`, `version` | `postern evidence pack` and 1 |
/// | `session` | its id |
/// | `madeAt`, `madeBy` | when and by whom |
/// | `entries` | `name`, `bytes`, `sha256` and `what` of each file |
/// | `proof` | the files that no digest is of, because they prove this manifest |
///
/// @param about members that say what the pack is of; `session` is one
public record PackManifest(Map<String, @Nullable Object> about, List<Entry> entries) {

    static final String NAME = "MANIFEST.json";
    static final String CHECKPOINT = "proof/checkpoint";
    static final String KEYS = "proof/keys";
    static final String LEAVES = "proof/leaves.jsonl";
    static final String AUDIT = "audit.jsonl";
    static final String RECORDING = "recording.pgrec";
    static final List<String> PROOF = List.of(CHECKPOINT, KEYS, LEAVES);

    private static final String FORMAT = "postern evidence pack";
    private static final long VERSION = 1;

    /// A file of the pack.
    ///
    /// @param sha256 in hexadecimal digits
    /// @param what   a sentence
    public record Entry(String name, long bytes, String sha256, String what) {}

    public PackManifest {
        entries = List.copyOf(entries);
    }

    /// The session that the pack is of, or empty.
    String session() {
        return about.get("session") instanceof String text ? text : "";
    }

    /// As it is in the pack: one entry a line, for people too.
    String text() {
        Map<String, @Nullable Object> head = new LinkedHashMap<>();
        head.put("format", FORMAT);
        head.put("version", VERSION);
        head.putAll(about);
        head.put("proof", PROOF);
        StringBuilder text = new StringBuilder("{");
        head.forEach((name, value) ->
                text.append(Json.write(name)).append(": ").append(Json.write(value)).append(",\n"));
        text.append("\"entries\": [");
        String separator = "\n";
        for (Entry entry : entries) {
            Map<String, Object> members = new LinkedHashMap<>();
            members.put("name", entry.name());
            members.put("bytes", entry.bytes());
            members.put("sha256", entry.sha256());
            members.put("what", entry.what());
            text.append(separator).append(Json.write(members));
            separator = ",\n";
        }
        return text.append("\n]}\n").toString();
    }

    /// Reads a manifest.
    ///
    /// @throws MalformedPackException if it is none, or of a version that is not known
    static PackManifest parse(byte[] utf8) throws MalformedPackException {
        try {
            Map<String, @Nullable Object> members = Json.readObject(utf8);
            if (!FORMAT.equals(members.get("format"))) {
                throw new MalformedPackException("it is not the manifest of an evidence pack");
            }
            if (!Long.valueOf(VERSION).equals(members.get("version"))) {
                throw new MalformedPackException(
                        "it is of version " + members.get("version") + "; this one reads 1");
            }
            List<Entry> entries = new ArrayList<>();
            if (members.remove("entries") instanceof List<?> list) {
                for (Object item : list) {
                    entries.add(entry(item));
                }
            }
            return new PackManifest(members, entries);
        } catch (MalformedJsonException e) {
            throw new MalformedPackException("it is no JSON: " + e.getMessage());
        }
    }

    private static Entry entry(@Nullable Object item) throws MalformedPackException {
        if (item instanceof Map<?, ?> members
                && members.get("name") instanceof String name
                && members.get("bytes") instanceof Long bytes
                && members.get("sha256") instanceof String sha256
                && members.get("what") instanceof String what) {
            return new Entry(name, bytes, sha256, what);
        }
        throw new MalformedPackException("an entry has no name, bytes, sha256 and what");
    }
}
