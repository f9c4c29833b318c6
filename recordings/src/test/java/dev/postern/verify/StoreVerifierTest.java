package dev.postern.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.sitelog.Checkpoint;
import dev.postern.sitelog.Finding;
import dev.postern.sitelog.Harm;
import dev.postern.sitelog.LogTrust;
import dev.postern.sitelog.PublishedKeys;
import dev.postern.sitelog.SignedNote;
import dev.postern.sitelog.SiteKeys;
import dev.postern.sitelog.SiteLogReader;
import dev.postern.sitelog.SiteLogWriter;
import dev.postern.sitelog.SiteSigningKey;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Every attack on a store must be found and named, with one checkpoint from outside.
@Tag("G6")
@Tag("G7")
final class StoreVerifierTest {

    @TempDir private Path folder;

    private final long seed = System.nanoTime();
    private GeneratedStore store;
    private Path data;

    @BeforeEach
    void generate() throws IOException {
        data = folder.resolve("data");
        store = GeneratedStore.of(data, seed, 4, 8);
    }

    @Test
    void untouchedStore_isIntact() throws IOException {
        StoreReport report = verify();
        assertThat(report.findings()).as("seed %d", seed).isEmpty();
        assertThat(report.verdict()).isEqualTo(Verdict.INTACT);
        assertThat(report.recordings().intact()).isEqualTo(32);
    }

    @Test
    void untouchedStore_withoutAnchor_isUnverifiable() throws IOException {
        StoreReport report = StoreVerifier.all(data, LogTrust.NONE);
        assertThat(report.findings()).isEmpty();
        assertThat(report.verdict()).isEqualTo(Verdict.UNVERIFIABLE);
        assertThat(report.notes()).anyMatch(note -> note.contains("--anchor"));
    }

    @Test
    void oneRecording_withKeysAlone_isIntact() throws IOException {
        Path file = store.file(store.sessions().get(3));
        StoreReport report =
                StoreVerifier.some(
                        List.of(file), null, new LogTrust(store.keys(), null, List.of()));
        assertThat(report.findings()).isEmpty();
        assertThat(report.verdict()).isEqualTo(Verdict.INTACT);
        assertThat(StoreVerifier.some(List.of(file), null, LogTrust.NONE).verdict())
                .isEqualTo(Verdict.UNVERIFIABLE);
    }

    @Test
    void runningSession_doesNotDisturb() throws IOException {
        store.begin();
        store.checkpoint();
        assertThat(verify().findings()).isEmpty();
    }

    @Test
    void attack01_deletedRecording() throws IOException {
        String session = store.sessions().get(5);
        Files.delete(store.file(session));
        assertFound(Harm.DELETION, session, 1);
    }

    @Test
    void attack02_deletedRecordingAndLogTail() throws IOException {
        GeneratedStore.copy(store.logFolder(), folder.resolve("backup"));
        String session = store.session();
        store.checkpoint();
        restoreLog(folder.resolve("backup"));
        Files.delete(store.file(session));
        assertFound(Harm.STALE_HEAD, "site-log", size(folder.resolve("backup")) + 1);
    }

    @Test
    void attack03_wholeStoreFromABackup() throws IOException {
        GeneratedStore.copy(data, folder.resolve("backup"));
        store.nextDay();
        store.session();
        store.checkpoint();
        GeneratedStore.delete(data);
        GeneratedStore.copy(folder.resolve("backup"), data);
        assertFound(Harm.STALE_HEAD, "anchor", null);
        assertThat(StoreVerifier.all(data, new LogTrust(store.keys(), null, List.of())).findings())
                .extracting(Finding::harm)
                .contains(Harm.STALE_HEAD);
    }

    @Test
    void attack04_logCutWithItsCheckpoint() throws IOException {
        store.session();
        store.checkpoint();
        Files.write(
                store.logFolder().resolve("checkpoint"),
                store.anchors().get(store.anchors().size() - 2).encode());
        Files.deleteIfExists(store.logFolder().resolve("tail"));
        assertFound(Harm.STALE_HEAD, "site-log", null);
    }

    @Test
    void attack05_swappedRecordings() throws IOException {
        Path one = store.file(store.sessions().get(1));
        Path other = store.file(store.sessions().get(2));
        byte[] bytes = Files.readAllBytes(one);
        Files.write(one, Files.readAllBytes(other));
        Files.write(other, bytes);
        assertFound(Harm.SWAP, store.sessions().get(1), 1);
        assertFound(Harm.SWAP, store.sessions().get(2), 1);
    }

    @Test
    void attack06_recordingCutShort() throws IOException {
        String session = store.sessions().get(7);
        byte[] bytes = Files.readAllBytes(store.file(session));
        Files.write(store.file(session), Arrays.copyOf(bytes, bytes.length - 300));
        assertFound(Harm.TRUNCATION, session, null);
    }

    @Test
    void attack07_recordingRemadeWithFewerEntries() throws IOException {
        String session = store.sessions().getLast();
        Files.delete(store.file(session));
        TestRecordings.write(store.file(session), session, 3, store.today(), new Random(1));
        assertFound(Harm.TRUNCATION, session, 4);
    }

    @Test
    void attack08_recordingRemadeAndSignedByALaterKey() throws IOException {
        String session = store.sessions().getFirst();
        Files.delete(store.file(session));
        TestRecordings.write(store.file(session), session, 90, store.today(), new Random(1));
        assertFound(Harm.WRONG_EPOCH_KEY, session, 91);
    }

    @Test
    void attack09_recordingRemadeAndSignedByAStranger() throws IOException {
        String session = store.sessions().getFirst();
        Files.delete(store.file(session));
        TestRecordings.write(
                store.file(session), session, 90, SiteSigningKey.generate(), new Random(1));
        assertFound(Harm.FORGED_SIGNATURE, session, 91);
    }

    @Test
    void attack10_recordingThatWasNeverLogged() throws IOException {
        String session = "01KAFAKE0000000000000000AA";
        TestRecordings.write(store.file(session), session, 9, store.today(), new Random(1));
        assertFound(Harm.INSERTION, session, 1);
    }

    @Test
    void attack11_flippedByteInALeaf() throws IOException {
        List<byte[]> leaves = leaves();
        leaves.set(
                20,
                new String(leaves.get(20), StandardCharsets.UTF_8)
                        .replace("2026", "2027")
                        .getBytes(StandardCharsets.UTF_8));
        writeBundle(leaves);
        assertFound(Harm.FLIP, "site-log", 21);
    }

    @Test
    void attack12_deletedLeaf() throws IOException {
        List<byte[]> leaves = leaves();
        leaves.remove(33);
        writeBundle(leaves);
        assertFound(Harm.DELETION, "site-log", 34);
    }

    @Test
    void attack13_insertedLeaf() throws IOException {
        List<byte[]> leaves = leaves();
        leaves.add(12, store.leafBytes(12, "session.viewed", null, Map.of("forged", true)));
        writeBundle(leaves);
        assertFound(Harm.INSERTION, "site-log", 13);
    }

    @Test
    void attack14_swappedLeaves() throws IOException {
        List<byte[]> leaves = leaves();
        java.util.Collections.swap(leaves, 40, 47);
        writeBundle(leaves);
        assertFound(Harm.REORDER, "site-log", 41);
    }

    @Test
    void attack15_logRemadeFromTheBeginningWithTheNewestKey() throws IOException {
        remake(4, store.keys(), store.today());
        assertFound(Harm.REWRITE, "site-log", 1);
        assertThat(StoreVerifier.all(data, LogTrust.NONE).findings())
                .as("the lines of the keys show it without an anchor")
                .extracting(Finding::harm)
                .contains(Harm.REWRITE);
    }

    @Test
    void attack16_logRemadeSinceTheNewestKeyBegan() throws IOException {
        int viewed = (int) store.keys().last().size();
        while (!new String(leaves().get(viewed), StandardCharsets.UTF_8).contains("viewed")) {
            viewed++;
        }
        remake(viewed, store.keys(), store.today());
        assertFound(Harm.REWRITE, "site-log", null);
        assertThat(StoreVerifier.all(data, LogTrust.NONE).verdict())
                .as("only an anchor shows it")
                .isEqualTo(Verdict.UNVERIFIABLE);
    }

    @Test
    void attack17_oldCheckpointSignedByALaterKey() throws IOException {
        Checkpoint old = Checkpoint.parse(store.anchors().getFirst());
        Files.write(
                store.logFolder().resolve("checkpoint"),
                SignedNote.sign(old.text(), store.keys().origin(), store.today()).encode());
        assertFound(Harm.WRONG_EPOCH_KEY, "site-log/checkpoint", old.size());
    }

    @Test
    void attack18_logOfAnotherSite() throws IOException {
        SiteSigningKey other = SiteSigningKey.generate();
        remake(leaves().size(), SiteKeys.begin(other, GeneratedStore.BEGIN), other);
        assertFound(Harm.REWRITE, "anchor", null);
    }

    @Test
    void attack19_exchangedNewestKey() throws IOException {
        SiteSigningKey forger = SiteSigningKey.generate();
        SiteKeys keys = store.keys();
        SiteKeys shorter =
                new SiteKeys(
                        keys.origin(), keys.statements().subList(0, keys.statements().size() - 1));
        Checkpoint head = new Checkpoint(keys.origin(), keys.last().size(), keys.last().root());
        SiteKeys forged = shorter.handOver(forger, forger, keys.last().from(), head);
        new PublishedKeys(store.logFolder(), file -> {}).write(forged);
        assertFound(Harm.WRONG_EPOCH_KEY, "site-log/keys", keys.last().epoch());
    }

    @Test
    void attack20_oldFileOfKeys() throws IOException {
        SiteKeys keys = store.keys();
        new PublishedKeys(store.logFolder(), file -> {})
                .write(
                        new SiteKeys(
                                keys.origin(),
                                keys.statements().subList(0, keys.statements().size() - 1)));
        assertThat(StoreVerifier.all(data, new LogTrust(keys, null, List.of())).findings())
                .extracting(Finding::harm)
                .contains(Harm.STALE_HEAD);
        assertFound(Harm.FORGED_SIGNATURE, "site-log/checkpoint", null);
    }

    @Test
    void attack21_deletedLog() throws IOException {
        GeneratedStore.delete(store.logFolder());
        assertFound(Harm.DELETION, "site-log", 1);
    }

    @Test
    void attack22_flippedTile() throws IOException {
        Path tile = find("tile/0/000");
        flip(tile, 40);
        assertFound(Harm.FLIP, null, 2);
    }

    @Test
    void attack23_forgedCheckpoint() throws IOException {
        Path file = store.logFolder().resolve("checkpoint");
        String note = Files.readString(file);
        String size = note.lines().skip(1).findFirst().orElseThrow();
        Files.writeString(
                file,
                note.replaceFirst("\n" + size + "\n", "\n" + (Long.parseLong(size) - 1) + "\n"));
        assertFound(Harm.FORGED_SIGNATURE, "site-log/checkpoint", null);
    }

    @Test
    void attack24_unsignedTailDeleted_leavesItsRecordingUnknown() throws IOException {
        String session = store.session();
        Files.delete(store.logFolder().resolve("tail"));
        assertFound(Harm.INSERTION, session, 1);
    }

    @Test
    void everyFlippedByteOfEveryFile_isFound() throws IOException {
        Random random = new Random(seed);
        List<Path> files;
        try (var all = Files.walk(data)) {
            files =
                    all.filter(Files::isRegularFile)
                            .filter(f -> !f.endsWith("tail"))
                            .sorted()
                            .toList();
        }
        Map<Path, Integer> missed = new HashMap<>();
        for (int round = 0; round < 60; round++) {
            Path file = files.get(random.nextInt(files.size()));
            int at = random.nextInt((int) Files.size(file));
            byte[] before = Files.readAllBytes(file);
            flip(file, at);
            if (verify().verdict() != Verdict.TAMPERED) {
                missed.put(file, at);
            }
            Files.write(file, before);
        }
        missed.keySet().removeIf(file -> file.toString().contains(".p/"));
        assertThat(missed).as("seed %d", seed).isEmpty();
    }

    private StoreReport verify() throws IOException {
        return StoreVerifier.all(
                data, new LogTrust(null, null, List.of(store.anchors().getLast())));
    }

    private void assertFound(Harm harm, @Nullable String where, @Nullable Number first)
            throws IOException {
        StoreReport report = verify();
        assertThat(report.verdict()).isEqualTo(Verdict.TAMPERED);
        assertThat(report.findings())
                .as("seed %d: %s", seed, report.findings())
                .anyMatch(f ->
                        f.harm() == harm
                                && (where == null || f.where().equals(where))
                                && (first == null || f.first() == first.longValue()));
    }

    private List<byte[]> leaves() throws IOException {
        List<byte[]> leaves = new ArrayList<>();
        SiteLogReader reader = SiteLogReader.open(store.logFolder());
        for (byte[] leaf = reader.leaf(0); leaf != null; leaf = reader.leaf(leaves.size())) {
            leaves.add(leaf);
        }
        return leaves;
    }

    /// Writes the first bundle with other entries than its tile says.
    private void writeBundle(List<byte[]> leaves) throws IOException {
        Path file = find("tile/entries/000");
        int width = leaves.size() < 256 ? leaves.size() : 256;
        ByteBuffer out = ByteBuffer.allocate(1 << 20);
        for (byte[] leaf : leaves.subList(0, width)) {
            out.putShort((short) leaf.length).put(leaf);
        }
        Files.write(file, Arrays.copyOf(out.array(), out.position()));
    }

    /// The full tile, or the widest partial one.
    private Path find(String tile) throws IOException {
        Path full = store.logFolder().resolve(tile);
        if (Files.exists(full)) {
            return full;
        }
        try (var partials = Files.list(full.resolveSibling(full.getFileName() + ".p"))) {
            return partials.max((a, b) -> Integer.compare(width(a), width(b))).orElseThrow();
        }
    }

    private static int width(Path partial) {
        return Integer.parseInt(partial.getFileName().toString());
    }

    /// Makes the log anew with another leaf at `changed`, all tiles and a checkpoint that fit.
    private void remake(int changed, SiteKeys keys, SiteSigningKey key) throws IOException {
        List<byte[]> leaves = leaves();
        if (changed < leaves.size()) {
            leaves.set(
                    changed,
                    store.leafBytes(changed, "session.viewed", null, Map.of("forged", true)));
        }
        store.close();
        GeneratedStore.delete(store.logFolder());
        try (SiteLogWriter log =
                SiteLogWriter.open(
                        store.logFolder(),
                        SiteKeys.begin(key, GeneratedStore.BEGIN.plus(Duration.ofDays(1))),
                        file -> {})) {
            log.append(leaves);
            log.checkpoint(keys.origin(), key);
        }
        new PublishedKeys(store.logFolder(), file -> {}).write(keys);
    }

    private void restoreLog(Path backup) throws IOException {
        store.close();
        GeneratedStore.delete(store.logFolder());
        GeneratedStore.copy(backup, store.logFolder());
    }

    private static long size(Path log) throws IOException {
        return SiteLogReader.open(log).size();
    }

    private static void flip(Path file, int at) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[at] ^= 4;
        Files.write(file, bytes);
    }
}
