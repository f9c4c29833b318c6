package dev.postern.cli.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/// A small disk that holds the data of a broker, and can be filled to its last byte. Needs the right to mount.
final class SmallDisk implements AutoCloseable {

    private static final int LARGE = 64 * 1024;
    private static final int SMALL = 512;

    private static final String LIMITS =
            """
            recorder:
              allow-volatile-store: true
              segment-mib: 1
              segments: 4
              reserve-mib: 2
              refuse-below-mib: 6
              refuse-below-percent: 0
              end-below-mib: 1
            """;

    private final Path folder;
    private final Path disk;

    private SmallDisk(Path folder, Path disk) {
        this.folder = folder;
        this.disk = disk;
    }

    /// Mounts a disk of 32 MiB in `folder`, or leaves the test out where nobody may.
    static SmallDisk mount(Path folder) throws IOException {
        return mount(folder, 32);
    }

    /// Mounts a disk in `folder`, or leaves the test out where nobody may.
    static SmallDisk mount(Path folder, int mebibytes) throws IOException {
        assumeThat(System.getProperty("user.name"))
                .as("only root may mount the small disk")
                .isEqualTo("root");
        Path disk = Files.createDirectory(folder.resolve("disk"));
        Run mounted =
                Run.of(
                        folder,
                        Map.of(),
                        "mount",
                        "-t",
                        "tmpfs",
                        "-o",
                        "size=" + mebibytes + "m",
                        "postern-test",
                        disk.toString());
        assertThat(mounted.exitCode())
                .as("this test mounts a small disk, as root:\n" + mounted.all())
                .isZero();
        return new SmallDisk(folder, disk);
    }

    /// Moves what the broker of the folder keeps to the disk, with a journal of its size.
    void take() throws IOException {
        Files.deleteIfExists(folder.resolve("data/broker/journal/reserve"));
        Run moved =
                Run.of(
                        folder,
                        Map.of(),
                        "cp",
                        "-a",
                        folder.resolve("data/broker").toString(),
                        disk.toString());
        assertThat(moved.exitCode()).as(moved.all()).isZero();
        Path file = folder.resolve("data/postern.yaml");
        String text = Files.readString(file);
        text =
                text.replace("data: broker", "data: " + data())
                        .replaceAll("(?m)^recorder:\n(  .*\n)+", LIMITS);
        assertThat(text).contains(LIMITS);
        Files.writeString(file, text);
    }

    /// Where the broker's data is.
    Path data() {
        return disk.resolve("broker");
    }

    /// Fills the disk: no file can grow any more. What is given back meanwhile is filled by another call.
    void fill() throws IOException {
        fill(LARGE);
        fill(SMALL);
    }

    private void fill(int pieceBytes) throws IOException {
        byte[] piece = new byte[pieceBytes];
        try (OutputStream out =
                Files.newOutputStream(
                        disk.resolve("filler"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND)) {
            while (true) {
                out.write(piece);
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space left");
        }
    }

    /// Gives all that [#fill] took back.
    void free() throws IOException {
        Files.deleteIfExists(disk.resolve("filler"));
    }

    @Override
    public void close() {
        Run.of(folder, Map.of(), "umount", "-l", disk.toString());
    }
}
