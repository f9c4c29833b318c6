package dev.postern.cli.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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

    /// Expects that no file below `root` holds any of them. A file that a running broker removes meanwhile holds nothing.
    void assertNotIn(Path root) throws IOException {
        Look look = new Look(root);
        Files.walkFileTree(root, look);
        assertThat(look.files).as("files were looked at").isPositive();
        assertThat(look.found).as("in the clear below " + root).isEmpty();
    }

    private final class Look extends SimpleFileVisitor<Path> {

        private final Path root;
        private final List<String> found = new ArrayList<>();
        private int files;

        Look(Path root) {
            this.root = root;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
            if (attributes.isRegularFile()) {
                try {
                    for (String name : namesIn(Files.readAllBytes(file))) {
                        found.add(name + " in " + root.relativize(file));
                    }
                    files++;
                } catch (NoSuchFileException e) {
                    return visitFileFailed(file, e);
                }
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw e;
        }
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
