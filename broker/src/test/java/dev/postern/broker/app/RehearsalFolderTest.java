package dev.postern.broker.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;

class RehearsalFolderTest {

    private static final Instant NOW = Instant.parse("2026-05-04T10:00:00Z");

    @TempDir Path temporary;

    private Path folder(String name, Instant changed) throws IOException {
        Path folder = Files.createDirectories(temporary.resolve(name).resolve("recordings"));
        Files.writeString(folder.resolve("one.pgrec"), "rows");
        return Files.setLastModifiedTime(folder.getParent(), FileTime.from(changed));
    }

    @Test
    void create_removesWhatKilledBrokersLeftBehind() throws IOException {
        Instant longAgo = NOW.minus(RehearsalFolder.LEFT_BEHIND).minusSeconds(1);
        Path left = folder("postern-warm-up123", longAgo);
        Path running = folder("postern-warm-up456", NOW.minusSeconds(90));
        Path other = folder("somebody-else", longAgo);
        Path elsewhere = folder("elsewhere", longAgo);
        Path link = Files.createSymbolicLink(temporary.resolve("postern-warm-up789"), elsewhere);

        Path made = RehearsalFolder.create(temporary, NOW);

        assertThat(made).isEmptyDirectory().hasParent(temporary);
        assertThat(left).doesNotExist();
        assertThat(running.resolve("recordings/one.pgrec")).hasContent("rows");
        assertThat(other.resolve("recordings/one.pgrec")).hasContent("rows");
        assertThat(link).isSymbolicLink();
        assertThat(elsewhere.resolve("recordings/one.pgrec")).hasContent("rows");
    }

    @Test
    void create_leavesTheFoldersOfOtherUsers() throws IOException {
        Path other =
                folder(
                        "postern-warm-up123",
                        NOW.minus(RehearsalFolder.LEFT_BEHIND.multipliedBy(2)));
        assumeTrue(Files.getOwner(other).getName().equals("root"), "only root gives files away");
        Files.setOwner(
                other,
                temporary
                        .getFileSystem()
                        .getUserPrincipalLookupService()
                        .lookupPrincipalByName("nobody"));

        RehearsalFolder.create(temporary, NOW);

        assertThat(other.resolve("recordings/one.pgrec")).hasContent("rows");
    }
}
