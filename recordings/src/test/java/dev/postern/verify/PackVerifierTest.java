package dev.postern.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.json.Json;
import dev.postern.pack.PackReport;
import dev.postern.pack.PackVerifier;
import dev.postern.pack.PackWriter;
import dev.postern.sitelog.Finding;
import dev.postern.sitelog.Harm;
import dev.postern.sitelog.LeafProof;
import dev.postern.sitelog.LogProof;
import dev.postern.sitelog.LogTrust;
import dev.postern.sitelog.SiteKeys;
import dev.postern.sitelog.SiteLogReader;
import dev.postern.sitelog.SiteSigningKey;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/// Packs made of a generated store, whole and after somebody changed them.
@Tag("G7")
final class PackVerifierTest {

    private static final long SEED = 20261121;
    private static final String EVENTS = "session.jsonl";

    @TempDir Path folder;

    private GeneratedStore store;
    private String session;
    private Path pack;
    private LogTrust trust;

    @BeforeEach
    void make() throws IOException {
        store = GeneratedStore.of(folder.resolve("data"), SEED, 3, 4);
        session = store.sessions().get(5);
        pack = pack(session, store.file(session));
        trust = new LogTrust(null, store.keys().fingerprint(), List.of());
    }

    /// A pack as a broker makes it.
    private Path pack(String session, Path recording) throws IOException {
        Path file = folder.resolve(session + ".pack.zip");
        List<Long> numbers = new ArrayList<>();
        store.checkpoint();
        SiteLogReader reader = SiteLogReader.open(store.logFolder());
        for (long i = 0; i < reader.size(); i++) {
            byte[] leaf = reader.leaf(i);
            if (leaf != null && new String(leaf, StandardCharsets.UTF_8).contains(session)) {
                numbers.add(i);
            }
        }
        try (OutputStream out = Files.newOutputStream(file)) {
            PackWriter writer = new PackWriter(out, LocalDateTime.of(2026, 11, 21, 7, 0));
            writer.add(EVENTS, "events", "{\"event\":\"session_started\"}\n".repeat(50));
            writer.add(
                    "audit.jsonl",
                    "events of the trail",
                    LogProof.of(store.logFolder(), numbers).leaves().stream()
                            .map(LeafProof::leaf)
                            .collect(Collectors.joining("\n", "", "\n")));
            writer.addRecording(recording);
            String manifest = writer.manifest(Map.of("session", session));
            numbers.add(store.leaf("session.packed", session, Map.of("manifest", manifest)) - 1);
            store.checkpoint();
            writer.prove(LogProof.of(store.logFolder(), numbers));
            writer.end();
        }
        return file;
    }

    @Test
    void whole_isIntactForWhoeverKnowsTheSite_andUnverifiableForOthers() throws IOException {
        PackReport intact = PackVerifier.verify(pack, trust);
        assertThat(intact.findings()).isEmpty();
        assertThat(intact.verdict()).isEqualTo(Verdict.INTACT);
        assertThat(intact.session()).isEqualTo(session);
        assertThat(intact.files()).isEqualTo(3);
        assertThat(intact.leaves()).isEqualTo(3);
        assertThat(intact.recording()).isTrue();

        PackReport alone = PackVerifier.verify(pack, LogTrust.NONE);
        assertThat(alone.verdict()).isEqualTo(Verdict.UNVERIFIABLE);
        assertThat(alone.findings()).isEmpty();
        assertThat(String.join(" ", alone.notes())).contains("the keys are those in the pack");

        LogTrust anchored = new LogTrust(null, null, List.of(store.anchors().getLast()));
        PackReport fixed = PackVerifier.verify(pack, anchored);
        assertThat(fixed.verdict()).isEqualTo(Verdict.INTACT);
        assertThat(fixed.notes()).anyMatch(note -> note.contains("is the one that the anchor has"));
    }

    @Test
    void otherSite_isRefused() throws IOException {
        SiteKeys other = SiteKeys.begin(SiteSigningKey.generate(), GeneratedStore.BEGIN);
        for (LogTrust wrong :
                List.of(
                        new LogTrust(other, null, List.of()),
                        new LogTrust(null, other.fingerprint(), List.of()))) {
            PackReport report = PackVerifier.verify(pack, wrong);
            assertThat(report.verdict()).isEqualTo(Verdict.TAMPERED);
            assertThat(report.findings())
                    .anyMatch(f -> f.where().equals("proof/keys") && f.harm() == Harm.REWRITE);
        }
    }

    @Test
    void laterCopyOfTheKeys_stillProvesThePack() throws IOException {
        SiteKeys then = store.keys();
        store.nextDay();
        store.nextDay();
        assertThat(PackVerifier.verify(pack, new LogTrust(store.keys(), null, List.of())).verdict())
                .isEqualTo(Verdict.INTACT);
        assertThat(PackVerifier.verify(pack, new LogTrust(then, null, List.of())).verdict())
                .isEqualTo(Verdict.INTACT);
    }

    @Test
    void runningSession_isIncomplete() throws IOException {
        String running = store.begin();
        PackReport report = PackVerifier.verify(pack(running, store.file(running)), trust);
        assertThat(report.findings()).isEmpty();
        assertThat(report.verdict()).isEqualTo(Verdict.INCOMPLETE);
    }

    @Test
    void anyFileWithOneOtherBit_isNamed() throws IOException {
        Map<String, byte[]> files = unpacked();
        assertThat(files)
                .containsOnlyKeys(
                        EVENTS,
                        "audit.jsonl",
                        "recording.pgrec",
                        "MANIFEST.json",
                        "proof/checkpoint",
                        "proof/keys",
                        "proof/leaves.jsonl");
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            int length = file.getValue().length;
            for (int at : new int[] {0, length / 3, length / 2, length - 2, length - 1}) {
                Map<String, byte[]> changed = new LinkedHashMap<>(files);
                byte[] bytes = file.getValue().clone();
                bytes[at] ^= 1;
                changed.put(file.getKey(), bytes);
                PackReport report = PackVerifier.verify(packed(changed), trust);
                assertThat(report.verdict())
                        .as("%s, byte %d of %d", file.getKey(), at, length)
                        .isEqualTo(Verdict.TAMPERED);
                assertThat(report.findings())
                        .as("%s, byte %d of %d", file.getKey(), at, length)
                        .extracting(Finding::where)
                        .contains(file.getKey());
            }
        }
    }

    @Test
    void fileAndManifestMadeAnew_doNotFitTheSiteLog() throws Exception {
        Map<String, byte[]> files = unpacked();
        String before = sha256(files.getOrDefault(EVENTS, new byte[0]));
        byte[] events = files.getOrDefault(EVENTS, new byte[0]).clone();
        events[5] ^= 1;
        files.put(EVENTS, events);
        String manifest =
                new String(
                        files.getOrDefault("MANIFEST.json", new byte[0]), StandardCharsets.UTF_8);
        files.put(
                "MANIFEST.json",
                manifest.replace(before, sha256(events)).getBytes(StandardCharsets.UTF_8));

        PackReport report = PackVerifier.verify(packed(files), trust);

        assertThat(report.verdict()).isEqualTo(Verdict.TAMPERED);
        assertThat(report.findings())
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.where()).isEqualTo("MANIFEST.json");
                    assertThat(finding.harm()).isEqualTo(Harm.REWRITE);
                });
    }

    @Test
    void fileRemovedOrAdded_isNamed() throws IOException {
        Map<String, byte[]> files = unpacked();
        for (String name : List.copyOf(files.keySet())) {
            Map<String, byte[]> fewer = new LinkedHashMap<>(files);
            fewer.remove(name);
            PackReport report = PackVerifier.verify(packed(fewer), trust);
            assertThat(report.verdict()).as(name).isEqualTo(Verdict.TAMPERED);
            assertThat(report.findings()).extracting(Finding::where).contains(name);
        }
        files.put("notes.json", "{}".getBytes(StandardCharsets.UTF_8));
        PackReport more = PackVerifier.verify(packed(files), trust);
        assertThat(more.findings())
                .anyMatch(f -> f.where().equals("notes.json") && f.harm() == Harm.INSERTION);
    }

    @Test
    void eventThatIsNoLeaf_isNamedThoughTheManifestHasIt() throws IOException {
        Path made = folder.resolve("made.zip");
        String manifest;
        try (OutputStream out = Files.newOutputStream(made)) {
            PackWriter writer = new PackWriter(out, LocalDateTime.of(2026, 11, 21, 7, 0));
            writer.add("audit.jsonl", "events", "{\"code\":\"session.reviewed\"}\n");
            manifest = writer.manifest(Map.of("session", session));
            long number = store.leaf("session.packed", session, Map.of("manifest", manifest));
            store.checkpoint();
            writer.prove(LogProof.of(store.logFolder(), List.of(number - 1)));
            writer.end();
        }
        PackReport report = PackVerifier.verify(made, trust);
        assertThat(report.findings())
                .anyMatch(f -> f.where().equals("audit.jsonl") && f.harm() == Harm.INSERTION)
                .anyMatch(f -> f.text().contains("no leaf says that session"));
    }

    @Test
    void recordingOfAnotherSession_isASwap() throws IOException {
        Path swapped = pack(session, store.file(store.sessions().get(2)));
        assertThat(PackVerifier.verify(swapped, trust).findings())
                .anyMatch(f -> f.where().equals("recording.pgrec") && f.harm() == Harm.SWAP);
    }

    @Test
    void packCutAnywhere_isNoWholeZip() throws IOException {
        byte[] whole = Files.readAllBytes(pack);
        Path cut = folder.resolve("cut.zip");
        for (int length = 4; length < whole.length; length += whole.length / 40) {
            Files.write(cut, Arrays.copyOf(whole, length));
            assertThat(PackVerifier.isPack(cut)).isTrue();
            PackReport report = PackVerifier.verify(cut, trust);
            assertThat(report.verdict()).as("%d bytes", length).isEqualTo(Verdict.TAMPERED);
        }
    }

    @Test
    void zipOfOtherThings_isNoPack() throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (int i = 0; i < 100; i++) {
            files.put("../" + i, new byte[i]);
        }
        PackReport report = PackVerifier.verify(packed(files), trust);
        assertThat(report.verdict()).isEqualTo(Verdict.TAMPERED);
        assertThat(report.findings()).anyMatch(f -> f.text().contains("at most"));
        assertThat(PackVerifier.isPack(store.file(session))).isFalse();
    }

    @Test
    void manifest_isReadableByOtherPrograms() throws Exception {
        Map<String, byte[]> files = unpacked();
        Map<String, ?> manifest = Json.readObject(files.getOrDefault("MANIFEST.json", new byte[0]));
        assertThat(manifest.get("format")).isEqualTo("postern evidence pack");
        assertThat((List<?>) manifest.get("entries")).hasSize(3);
        assertThat((List<?>) manifest.get("proof")).hasSize(3);
    }

    private Map<String, byte[]> unpacked() throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        try (ZipFile zip = new ZipFile(pack.toFile())) {
            for (ZipEntry entry : zip.stream().toList()) {
                files.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
            }
        }
        return files;
    }

    private Path packed(Map<String, byte[]> files) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                zip.write(file.getValue());
            }
        }
        return Files.write(folder.resolve("changed.zip"), bytes.toByteArray());
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
