package dev.postern.cli.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Things that must lie nowhere in the clear, and the search for them in every file of a folder.
///
/// Each is looked for as its bytes, and where they are no text also in hexadecimal and in base64.
final class Canaries {

    private static final int SHORTEST = 8;

    private final Map<String, List<byte[]>> wanted = new LinkedHashMap<>();

    /// Looks for a text.
    Canaries text(String name, String text) {
        assertThat(text.length()).as(name).isGreaterThanOrEqualTo(SHORTEST);
        wanted.put(name, List.of(text.getBytes(StandardCharsets.UTF_8)));
        return this;
    }

    /// Looks for bytes in all their spellings.
    Canaries bytes(String name, byte[] bytes) {
        assertThat(bytes.length).as(name).isGreaterThanOrEqualTo(SHORTEST);
        String hex = HexFormat.of().formatHex(bytes);
        String base64 = Base64.getEncoder().withoutPadding().encodeToString(bytes);
        wanted.put(
                name,
                List.of(
                        bytes,
                        hex.getBytes(StandardCharsets.US_ASCII),
                        HexFormat.of()
                                .withUpperCase()
                                .formatHex(bytes)
                                .getBytes(StandardCharsets.US_ASCII),
                        base64.substring(0, Math.min(60, base64.length() - 1))
                                .getBytes(StandardCharsets.US_ASCII)));
        return this;
    }

    /// Expects that no file below `root` holds any of them.
    void assertNotIn(Path root) throws IOException {
        List<String> found = new ArrayList<>();
        int files = 0;
        try (Stream<Path> all = Files.walk(root)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files++;
                byte[] content = Files.readAllBytes(file);
                for (String name : namesIn(content)) {
                    found.add(name + " in " + root.relativize(file));
                }
            }
        }
        assertThat(files).as("files were looked at").isPositive();
        assertThat(found).as("in the clear below " + root).isEmpty();
    }

    /// Expects that `text` holds none of them.
    void assertNotIn(String what, String text) {
        assertThat(namesIn(text.getBytes(StandardCharsets.UTF_8))).as(what).isEmpty();
    }

    /// The names of those that `content` holds.
    List<String> namesIn(byte[] content) {
        String haystack = new String(content, StandardCharsets.ISO_8859_1);
        List<String> names = new ArrayList<>();
        wanted.forEach((name, spellings) -> {
            if (spellings.stream()
                    .map(bytes -> new String(bytes, StandardCharsets.ISO_8859_1))
                    .anyMatch(haystack::contains)) {
                names.add(name);
            }
        });
        return names;
    }
}
