package dev.postern.cli.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.json.Json;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/// A session under a request, with notes and a review, as a pack: what is in it, what a browser shows of it, and what
/// `postern verify` says of it without a broker.
@Tag("G7")
@Tag("G25")
final class EvidencePackIT {

    private static final String WRITER = "service=postern-shop user=app_write";
    private static final String HOSTILE =
            "</script><script>document.title=\"hit\"</script><!--<img src=x onerror=alert(1)>";
    private static final String SQL =
            """
            select '%s' as evil;
            update orders set status = status where id = 7;
            select generate_series(1, 300) as n;
            select 1/0;
            """
                    .formatted(HOSTILE);
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");

    @TempDir Path folder;

    @Test
    void pack_isReadAndProvenWithoutBroker() throws Exception {
        Path pack = folder.resolve("session.pack.zip");
        Path whole = folder.resolve("whole.pack.zip");
        Path own = folder.resolve("own.pack.zip");
        try (RunningDemo demo = RunningDemo.start(folder);
                TerminalApi api = new TerminalApi(demo)) {
            String session = sessionUnderARequest(demo, api);
            run(demo, "admin", "note", session + "#q=2", "why order 7?");
            run(demo, "admin", "note", session, "<b>looks right</b>");
            run(demo, "admin", "note", session + "#m=3", "the server's answer");
            run(demo, "admin", "review", "done", session, "--outcome", "follow-up");

            run(demo, "admin", "export", session, "--format", "pack", "-O", pack.toString());
            run(
                    demo,
                    "admin",
                    "export",
                    session,
                    "--format",
                    "pack",
                    "--with-recording",
                    "-O",
                    whole.toString());
            run(demo, "engineer", "export", session, "--format", "pack", "-O", own.toString());
            assertAudited(api, session, pack);
        }
        assertContents(unpacked(pack), unpacked(whole), unpacked(own));
        assertPageShows(unpacked(pack));
        assertVerified(pack, whole);
        assertThat(verify(own, "--fingerprint", fingerprint()).exitCode()).isZero();
    }

    /// The id of a session that an approved request let in and that has ended and is sealed.
    private static String sessionUnderARequest(RunningDemo demo, TerminalApi api) throws Exception {
        for (String person : List.of("engineer", "approver", "admin")) {
            run(demo, person, "login", "--demo", person);
        }
        Run asked =
                run(
                        demo,
                        "engineer",
                        "request",
                        "create",
                        "shop",
                        "--as",
                        "app_write",
                        "--reason",
                        "fix order 7",
                        "-o",
                        "name");
        run(
                demo,
                "approver",
                "request",
                "approve",
                asked.out().strip(),
                "--reason",
                "agreed with the team");
        Run psql = demo.psql("engineer", WRITER, SQL);
        assertThat(psql.err()).as(psql.all()).contains("division by zero");
        for (int i = 0; i < 2000; i++) {
            if (api.get("admin", "/api/v1/sessions").get("items") instanceof List<?> items) {
                for (Object item : items) {
                    if (item instanceof Map<?, ?> one
                            && "app_write".equals(one.get("databaseRole"))
                            && "sealed".equals(one.get("seal"))
                            && audited(api, String.valueOf(one.get("id")), "recording.sealed")) {
                        return String.valueOf(one.get("id"));
                    }
                }
            }
        }
        throw new AssertionError("the session is not sealed");
    }

    private static boolean audited(TerminalApi api, String session, String code) throws Exception {
        return api.get("admin", "/api/v1/audit?limit=500").get("items") instanceof List<?> events
                && events.stream()
                        .anyMatch(event ->
                                event instanceof Map<?, ?> one
                                        && code.equals(one.get("code"))
                                        && session.equals(one.get("session")));
    }

    private static void assertAudited(TerminalApi api, String session, Path pack) throws Exception {
        assertThat(audited(api, session, "session.exported")).isTrue();
        String manifest = sha256(unpacked(pack).getOrDefault("MANIFEST.json", new byte[0]));
        assertThat(String.valueOf(api.get("admin", "/api/v1/audit?limit=500").get("items")))
                .contains("session.packed", manifest, "what=evidence pack with the recording");
    }

    private static void assertContents(
            Map<String, byte[]> pack, Map<String, byte[]> whole, Map<String, byte[]> own)
            throws Exception {
        assertThat(pack.keySet())
                .containsExactly(
                        "README.txt",
                        "index.html",
                        "session.jsonl",
                        "session.json",
                        "request.json",
                        "notes.json",
                        "policy.json",
                        "audit.jsonl",
                        "redactions.json",
                        "MANIFEST.json",
                        "proof/checkpoint",
                        "proof/keys",
                        "proof/leaves.jsonl");
        assertThat(whole).containsKey("recording.pgrec");
        assertThat(text(pack, "README.txt")).contains("CHECK IT BY HAND").doesNotContain("{");
        assertThat(text(pack, "session.jsonl").lines())
                .allSatisfy(line -> assertThat(Json.readObject(line)).containsKey("event"))
                .anyMatch(line -> line.contains("\"cells\":[\"300\"]"))
                .anyMatch(line -> line.contains(Json.write(HOSTILE)));
        assertThat(text(pack, "request.json"))
                .contains("fix order 7", "agreed with the team", "\"approvals\"")
                .doesNotContain("canDecide");
        assertThat(text(pack, "notes.json"))
                .contains("why order 7?", "\"q=2\"", "<b>looks right</b>", "\"m=3\"", "follow-up");
        assertThat(text(pack, "policy.json")).contains("\"roles\"", "\"grant\"");
        assertThat(text(pack, "redactions.json")).contains("\"masked\":[]");
        assertThat(text(pack, "audit.jsonl"))
                .contains(
                        "request.created",
                        "request.approved",
                        "session.start",
                        "recording.sealed",
                        "session.reviewed",
                        "session.exported");
        assertThat(text(own, "audit.jsonl"))
                .as("who may not read the trail gets the session's own life only")
                .contains("session.start", "recording.sealed", "request.approved")
                .doesNotContain("session.reviewed", "session.exported");
        String canary = "generate_series";
        assertThat(
                        new String(
                                whole.getOrDefault("recording.pgrec", new byte[0]),
                                StandardCharsets.ISO_8859_1))
                .as("the recording stays encrypted")
                .startsWith("PGREC")
                .doesNotContain(canary);
    }

    /// What Chromium makes of the page, opened as a file.
    private void assertPageShows(Map<String, byte[]> pack) throws Exception {
        String page = text(pack, "index.html");
        assertThat(page).contains("default-src 'none'").doesNotContain("<script>document.title");
        if (!Files.isExecutable(CHROMIUM)) {
            return;
        }
        Path file = folder.resolve("index.html");
        Files.writeString(file, page);
        String first = dom(file + "#q=1");
        assertThat(first)
                .doesNotContain("<title>hit", "This page needs JavaScript")
                .contains("<title>Session ")
                .contains("&lt;/script&gt;&lt;script&gt;document.title=\"hit\"")
                .contains("why order 7?", "&lt;b&gt;looks right&lt;/b&gt;", "follow-up")
                .contains("agreed with the team", "fix order 7", "recording.sealed")
                .contains("ERROR 22012")
                .doesNotContain("<img");
        assertThat(dom(file + "#q=3"))
                .contains("<td>200</td>", "100 more rows of this result are not in this page")
                .doesNotContain("<td>201</td>");
        assertThat(dom(file + "#q=4")).contains("division by zero");
    }

    private String dom(String address) {
        Run run =
                Run.of(
                        folder,
                        Map.of(),
                        CHROMIUM.toString(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--no-first-run",
                        "--user-data-dir=" + folder.resolve("chromium"),
                        "--virtual-time-budget=2000",
                        "--dump-dom",
                        "file://" + address);
        assertThat(run.exitCode()).as(run.all()).isZero();
        return run.out().replaceAll("(?s)<script.*?</script>", "");
    }

    private void assertVerified(Path pack, Path whole) throws Exception {
        String fingerprint = fingerprint();
        Run intact = verify(pack, "--fingerprint", fingerprint);
        assertThat(intact.exitCode()).as(intact.all()).isZero();
        assertThat(intact.out())
                .contains("verdict     INTACT", "held against what you gave", "not in the pack");
        Run recording = verify(whole, "--fingerprint", fingerprint, "-o", "json");
        assertThat(recording.exitCode()).as(recording.all()).isZero();
        assertThat(recording.out()).contains("\"recording\":true", "\"findings\":[]");

        Run alone = verify(whole);
        assertThat(alone.exitCode()).as(alone.all()).isEqualTo(3);
        assertThat(alone.out()).contains("which the pack says itself", "UNVERIFIABLE");
        Run other = verify(pack, "--fingerprint", "0".repeat(64));
        assertThat(other.exitCode()).as(other.all()).isEqualTo(1);
        assertThat(other.out()).contains("proof/keys", "not " + "0".repeat(64));

        Path changed = folder.resolve("changed.zip");
        for (String name : List.of("session.jsonl", "index.html", "recording.pgrec")) {
            Map<String, byte[]> files = unpacked(whole);
            byte[] bytes = files.getOrDefault(name, new byte[0]);
            bytes[bytes.length / 2] ^= 1;
            pack(files, changed);
            Run tampered = verify(changed, "--fingerprint", fingerprint);
            assertThat(tampered.exitCode()).as(tampered.all()).isEqualTo(1);
            assertThat(tampered.out()).contains("BAD         " + name + ": flip", "TAMPERED");
        }
    }

    private Run verify(Path pack, String... more) {
        List<String> words = new ArrayList<>(List.of(RunningDemo.POSTERN, "verify", "" + pack));
        words.addAll(List.of(more));
        return Run.of(folder, Map.of(), "", words);
    }

    /// The fingerprint of the site's first key, from its own files.
    private String fingerprint() throws Exception {
        try (Stream<Path> files = Files.walk(folder.resolve("data"))) {
            Path keys = files.filter(f -> f.endsWith("site-log/keys")).findFirst().orElseThrow();
            String line = Files.readAllLines(keys).get(2);
            return sha256(Base64.getDecoder().decode(line.split(" ")[4]));
        }
    }

    private static Run run(RunningDemo demo, String person, String... words) throws IOException {
        Run run = demo.postern(person, words);
        assertThat(run.exitCode()).as(run.all()).isZero();
        return run;
    }

    private static Map<String, byte[]> unpacked(Path pack) throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        try (ZipFile zip = new ZipFile(pack.toFile())) {
            for (ZipEntry entry : zip.stream().toList()) {
                files.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
            }
        }
        return files;
    }

    private static void pack(Map<String, byte[]> files, Path pack) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(pack))) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                zip.write(file.getValue());
            }
        }
    }

    private static String text(Map<String, byte[]> files, String name) {
        return new String(files.getOrDefault(name, new byte[0]), StandardCharsets.UTF_8);
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
