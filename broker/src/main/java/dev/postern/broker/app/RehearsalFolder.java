package dev.postern.broker.app;

import dev.postern.broker.proxy.pg.warmup.WarmUp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// The folders of [Rehearsal]s, among the system's temporary files.
final class RehearsalFolder {

    private static final String PREFIX = "postern-" + WarmUp.NAME;

    /// Far longer than a rehearsal may take: what has not changed for so long belongs to a broker that was killed.
    static final Duration LEFT_BEHIND = Duration.ofHours(1);

    private RehearsalFolder() {}

    /// Makes a folder in `parent` and removes those that this user's brokers left behind there. A folder of somebody else
    /// stays: its owner could put a link in place of a part of it while it is removed.
    static Path create(Path parent, Instant now) throws IOException {
        Path made = Files.createTempDirectory(parent, PREFIX);
        UserPrincipal self = Files.getOwner(made);
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, PREFIX + "*")) {
            for (Path folder : folders) {
                removeLeftBehind(folder, self, now);
            }
        }
        return made;
    }

    private static void removeLeftBehind(Path folder, UserPrincipal self, Instant now) {
        try {
            if (isLeftBehind(folder, self, now)) {
                remove(folder);
            }
        } catch (IOException | UncheckedIOException _) {
            // Another broker that starts now removes it too.
        }
    }

    private static boolean isLeftBehind(Path folder, UserPrincipal self, Instant now)
            throws IOException {
        return Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
                && Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS).equals(self)
                && Files.getLastModifiedTime(folder, LinkOption.NOFOLLOW_LINKS)
                        .toInstant()
                        .isBefore(now.minus(LEFT_BEHIND));
    }

    /// Removes `folder` with all that is in it.
    static void remove(Path folder) throws IOException {
        List<Path> found;
        try (Stream<Path> tree = Files.walk(folder)) {
            found = tree.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : found) {
            Files.deleteIfExists(path);
        }
    }
}
