package dev.postern.sitelog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

final class SiteLogWriterTest {

    @TempDir private Path folder;

    private final SiteSigningKey key = SiteSigningKey.generate();
    private final SiteKeys keys = SiteKeys.begin(key, Instant.parse("2026-11-21T07:00:00Z"));
    private final List<String> written = new ArrayList<>();

    @BeforeEach
    void nothingWritten() {
        written.clear();
    }

    @Test
    void layout_isThatOfTiles() throws IOException {
        try (SiteLogWriter log = open()) {
            add(log, 300);
            log.checkpoint(keys.origin(), key);
            add(log, 300);
            log.checkpoint(keys.origin(), key);
        }
        assertThat(names())
                .containsExactly(
                        "checkpoint",
                        "tail",
                        "tile/0/000",
                        "tile/0/001",
                        "tile/0/002.p/88",
                        "tile/1/000.p/1",
                        "tile/1/000.p/2",
                        "tile/entries/000",
                        "tile/entries/001",
                        "tile/entries/002.p/88");
        assertThat(new Tile(0, 1_234_067, 256).path()).isEqualTo("tile/0/x001/x234/067");
        assertThat(new Tile(Tile.ENTRIES, 1_000, 3).path()).isEqualTo("tile/entries/x001/000.p/3");
    }

    @Test
    void anySequenceOfBatchesCheckpointsAndReopenings_keepsEveryLeaf() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 25; round++) {
            SiteLogWriter log = open();
            for (int step = 0; step < 4; step++) {
                add(log, 1 + random.nextInt(90));
                if (random.nextInt(3) == 0) {
                    log.checkpoint(keys.origin(), key);
                }
            }
            assertThat(log.head("x").root()).as("seed %d", seed).isEqualTo(expectedRoot());
            log.close();
        }
        assertLeaves();
        try (SiteLogWriter log = open()) {
            log.checkpoint(keys.origin(), key);
        }
        HashSource tiles = new TileHashes(folder, written.size());
        assertThat(MerkleTree.root(tiles, written.size())).isEqualTo(expectedRoot());
        List<TreeHash> proof = MerkleTree.inclusionProof(tiles, 777, written.size());
        assertThat(
                        ProofCheck.inclusion(
                                TreeHash.ofLeaf(utf8(written.get(777))),
                                777,
                                written.size(),
                                expectedRoot(),
                                proof))
                .isTrue();
    }

    @Test
    void crashAtAnySync_losesNothingThatWasAcknowledged() throws IOException {
        for (int crashAt = 0; crashAt < 40; crashAt++) {
            Path log = folder.resolve("crash-" + crashAt);
            AtomicInteger left = new AtomicInteger(crashAt);
            LogSync failing =
                    file -> {
                        if (left.getAndDecrement() <= 0) {
                            throw new IOException("no more syncs");
                        }
                    };
            long acknowledged = 0;
            try (SiteLogWriter writer = SiteLogWriter.open(log, keys, failing)) {
                for (int i = 0; i < 12; i++) {
                    writer.append(batch(i * 50, 50));
                    acknowledged = writer.size();
                    if (i % 3 == 2) {
                        writer.checkpoint(keys.origin(), key);
                    }
                }
            } catch (IOException e) {
                assertThat(left.get()).isNegative();
            }
            try (SiteLogWriter writer = SiteLogWriter.open(log, keys, file -> {})) {
                assertThat(writer.size())
                        .as("crash at %d", crashAt)
                        .isGreaterThanOrEqualTo(acknowledged);
                SiteLogReader reader = SiteLogReader.open(log);
                for (long i = 0; i < acknowledged; i++) {
                    assertThat(reader.leaf(i)).isEqualTo(utf8("{\"leaf\":" + i + "}"));
                }
                writer.append(batch((int) writer.size(), 300));
                writer.checkpoint(keys.origin(), key);
            }
        }
    }

    @Test
    void tornTail_cutAnywhere_keepsTheLeavesBefore() throws IOException {
        try (SiteLogWriter log = open()) {
            add(log, 5);
            log.append(batch(5, 3));
        }
        byte[] whole = Files.readAllBytes(SiteLogFiles.tail(folder));
        int end = (int) TailFile.read(SiteLogFiles.tail(folder), 0).end();
        for (int cut = 0; cut <= end; cut++) {
            byte[] torn = whole.clone();
            java.util.Arrays.fill(torn, cut, torn.length, (byte) 0);
            Files.write(SiteLogFiles.tail(folder), torn);
            try (SiteLogWriter log = open()) {
                assertThat(log.size()).isBetween(0L, 8L);
                SiteLogReader reader = SiteLogReader.open(folder);
                for (long i = 0; i < log.size(); i++) {
                    assertThat(reader.leaf(i)).isEqualTo(utf8("{\"leaf\":" + i + "}"));
                }
            }
        }
    }

    @Test
    void flippedLeafThatHadBeenSynced_stopsTheOpening() throws IOException {
        try (SiteLogWriter log = open()) {
            for (int i = 0; i < 4; i++) {
                add(log, 1);
            }
        }
        flip(SiteLogFiles.tail(folder), 30);
        assertThatThrownBy(this::open)
                .isInstanceOf(MalformedLogException.class)
                .hasMessageContaining("leaf 0 is unreadable");
    }

    @Test
    void tileOfAnotherLog_stopsTheOpening() throws IOException {
        try (SiteLogWriter log = open()) {
            add(log, 10);
            log.checkpoint(keys.origin(), key);
        }
        flip(folder.resolve("tile/0/000.p/10"), 3);
        assertThatThrownBy(this::open)
                .isInstanceOf(MalformedLogException.class)
                .hasMessageContaining("tiles");
    }

    @Test
    void failedWrite_isCleanedBeforeTheNext() throws IOException {
        AtomicInteger failures = new AtomicInteger();
        LogSync sync =
                file -> {
                    if (failures.getAndDecrement() > 0) {
                        throw new IOException("disk gone");
                    }
                };
        try (SiteLogWriter log = SiteLogWriter.open(folder, keys, sync)) {
            log.append(batch(0, 2));
            failures.set(1);
            assertThatThrownBy(() -> log.append(batch(2, 2))).isInstanceOf(TailSyncException.class);
        }
    }

    @Test
    void checkpointOfAStranger_stopsTheOpening() throws IOException {
        try (SiteLogWriter log = open()) {
            add(log, 10);
            log.checkpoint(keys.origin(), SiteSigningKey.generate());
        }
        assertThatThrownBy(this::open)
                .isInstanceOf(MalformedLogException.class)
                .hasMessageContaining("not signed by the key");
    }

    private SiteLogWriter open() throws IOException {
        return SiteLogWriter.open(folder, keys, file -> {});
    }

    private void add(SiteLogWriter log, int count) throws IOException {
        List<byte[]> batch = batch(written.size(), count);
        batch.forEach(leaf -> written.add(new String(leaf, StandardCharsets.UTF_8)));
        log.append(batch);
    }

    private static List<byte[]> batch(int first, int count) {
        List<byte[]> batch = new ArrayList<>();
        for (int i = first; i < first + count; i++) {
            batch.add(utf8("{\"leaf\":" + i + "}"));
        }
        return batch;
    }

    private TreeHash expectedRoot() throws IOException {
        List<TreeHash> leaves = written.stream().map(l -> TreeHash.ofLeaf(utf8(l))).toList();
        return MerkleTree.root(MerkleTreeTest.source(leaves), leaves.size());
    }

    private void assertLeaves() throws IOException {
        SiteLogReader reader = SiteLogReader.open(folder);
        assertThat(reader.size()).isEqualTo(written.size());
        for (int i = 0; i < written.size(); i++) {
            assertThat(reader.leaf(i)).isEqualTo(utf8(written.get(i)));
        }
    }

    private List<String> names() throws IOException {
        try (var files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(f -> folder.relativize(f).toString())
                    .sorted()
                    .toList();
        }
    }

    private static void flip(Path file, long at) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            channel.read(one, at);
            channel.write(ByteBuffer.wrap(new byte[] {(byte) (one.get(0) ^ 1)}), at);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
