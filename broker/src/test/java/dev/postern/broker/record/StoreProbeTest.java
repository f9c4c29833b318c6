package dev.postern.broker.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.postern.broker.base.Ticker;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// What a start says of the disk under the recordings, and what it refuses.
final class StoreProbeTest {

    private static final Duration DISK = Duration.ofMillis(2);

    @TempDir Path folder;

    @Test
    void probe_countsTheSyncsOfTheFolder_andLeavesNothing() throws Exception {
        FaultyDisk disk = new FaultyDisk();

        StoreFacts facts =
                StoreProbe.probe(
                        folder, disk, Ticker.system(), StoreProbe.Promise.VOLATILE_ALLOWED);

        assertThat(facts.syncs()).isEqualTo(disk.syncs()).isBetween(1, 200);
        assertThat(facts.fileSystem()).isEqualTo(Files.getFileStore(folder).type());
        assertThat(facts.median()).isLessThanOrEqualTo(facts.p99());
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void strict_onMemory_isRefusedWithWhatToDo() throws Exception {
        Path memory = Path.of("/dev/shm");
        assumeThat(Files.isWritable(memory) && Files.getFileStore(memory).type().equals("tmpfs"))
                .as("a tmpfs to try")
                .isTrue();

        assertThatThrownBy(() ->
                        StoreProbe.probe(
                                memory,
                                new FaultyDisk(),
                                Ticker.system(),
                                StoreProbe.Promise.STRICT))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("durability strict cannot hold on /dev/shm: it is tmpfs")
                .hasMessageContaining("allow-volatile-store: true");
    }

    @Test
    void unfit_areMemoryAndNetworkFileSystemsThatDoNotSync() {
        assertThat(StoreProbe.unfit(mount("ramfs"))).contains("memory");
        assertThat(StoreProbe.unfit(mount("nfs4", "rw", "relatime"))).contains("without `sync`");
        assertThat(StoreProbe.unfit(mount("nfs4", "rw", "sync"))).isEmpty();
        assertThat(StoreProbe.unfit(mount("ext4", "rw"))).isEmpty();
    }

    @Test
    void warning_isAboutWhatADiskCannotKeep() {
        assertThat(StoreProbe.warning(mount("tmpfs"), DISK)).contains("do not survive");
        assertThat(StoreProbe.warning(mount("overlay"), DISK)).contains("mount a volume");
        assertThat(StoreProbe.warning(mount("btrfs"), DISK)).contains("keep room free");
        assertThat(StoreProbe.warning(mount("ext4"), Duration.ofNanos(5_000)))
                .contains("5 us: no disk is that fast");
        assertThat(StoreProbe.warning(mount("ext4"), DISK)).isEmpty();
    }

    @Test
    void mount_isTheLastOneListedWithTheLongestPath() throws Exception {
        Path real = folder.toRealPath();
        Path info =
                Files.writeString(
                        folder.resolve("mountinfo"),
                        """
                        1 0 8:1 / / rw,relatime - ext4 /dev/sda1 rw
                        2 1 0:40 / %1$s rw,noatime - nfs4 server:/x rw,vers=4.2
                        3 1 0:41 / %1$s rw,noatime shared:7 - xfs /dev/sdb1 rw,sync
                        4 1 0:42 / %1$s/deeper rw - tmpfs none rw
                        """
                                .formatted(real));

        StoreProbe.Mount mount = StoreProbe.mountOf(folder, info);

        assertThat(mount.type()).isEqualTo("xfs");
        assertThat(mount.options()).contains("noatime", "sync");
    }

    private static StoreProbe.Mount mount(String type, String... options) {
        return new StoreProbe.Mount(type, List.of(options));
    }
}
