package dev.postern.cli.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.keys.DataKey;
import dev.postern.keys.KeyEncryptionKey;
import dev.postern.keys.KeyFolder;
import dev.postern.keys.KeyPurpose;
import dev.postern.keys.KeyRing;
import dev.postern.keys.WrappedKey;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// No secret lies in the clear: the whole data folder and the logs are searched for the password of the target, the
/// authorities' keys, the data keys, the tokens, and for SQL and rows, while the broker runs, after `kill -9`, after
/// recovery and after the key-encryption key was changed.
@Tag("G26")
final class SecretsAtRestIT {

    private static final String SQL = "canary-in-sql-7f3a91";

    /// What is searched for stands in the audit trail, so it is not what is looked for in the files.
    private static final String MARK = "findme";

    private static final String ROW = md5("canary-in-row");
    private static final String CONNECTION = "service=postern-shop";

    @TempDir Path folder;

    @Test
    void nothingSecretInTheClear_running_killed_recovered_rotated() throws Exception {
        Canaries canaries = new Canaries().text("SQL", SQL).text("row", ROW);
        try (RunningDemo demo = RunningDemo.start(folder)) {
            Run psql =
                    demo.psql(
                            "engineer",
                            CONNECTION,
                            "select 'findme', '" + SQL + "' as a, md5('canary-in-row') as b;");
            assertThat(psql.out()).as(psql.all()).contains(ROW);
            String session = newestSession(demo);
            assertThat(demo.postern("engineer", "play", session).out())
                    .as("the search finds what is there")
                    .contains(SQL)
                    .contains(ROW);
            addSecrets(canaries, key("key-encryption-key"));
            canaries.assertNotIn(data());
            canaries.assertNotIn("log", demo.printed());

            kill(demo);
        }
        canaries.assertNotIn(data());

        Path log = folder.resolve("broker.log");
        recover(log);
        addSecrets(canaries, key("key-encryption-key"));
        canaries.assertNotIn(data());
        canaries.assertNotIn("log", Files.readString(log));

        rotate();
        canaries.assertNotIn(data());
        try (RunningDemo demo = RunningDemo.start(folder)) {
            assertThat(newestSession(demo)).as("read under the new key alone").hasSize(26);
            canaries.assertNotIn(data());
            canaries.assertNotIn("log", demo.printed());
        }
        canaries.assertNotIn(data());
    }

    /// Everything that the key-encryption key opens, and the secrets of the demo.
    private void addSecrets(Canaries canaries, KeyEncryptionKey kek) throws IOException {
        KeyRing ring = new KeyRing(kek, List.of(), byte[]::new);
        canaries.bytes("key-encryption key", rawKey("key-encryption-key"));
        canaries.text("password of the target", secret("reader"));
        canaries.text("another password of the target", secret("writer"));
        canaries.text("client secret", secret("sign-in"));
        Matcher token =
                Pattern.compile("\"token\"\\s*:\\s*\"([^\"]+)\"")
                        .matcher(
                                Files.readString(
                                        folder.resolve("data/people/engineer/login.json")));
        assertThat(token.find()).isTrue();
        canaries.text("token", token.group(1));
        for (String authority : List.of("client-ca.key", "server-ca.key")) {
            String pem = unsealed(ring, authority);
            String[] lines = pem.split("\n");
            canaries.text(authority, lines[1]);
            canaries.bytes(
                    authority + " DER",
                    Base64.getMimeDecoder()
                            .decode(pem.replaceAll("-----[A-Z ]+-----", "").strip()));
        }
        KeyFolder keys = new KeyFolder(data().resolve("recording-keys"), ring);
        List<String> sessions = sessionsWithKeys();
        assertThat(sessions).isNotEmpty();
        for (String session : sessions) {
            try (DataKey key = keys.dataKey(session)) {
                canaries.bytes("data key of " + session, key.secret().getEncoded());
            }
        }
    }

    private String unsealed(KeyRing ring, String name) throws IOException {
        String text = Files.readString(data().resolve("authorities").resolve(name));
        String base64 = text.substring(text.indexOf("\n\n"), text.lastIndexOf("-----END")).strip();
        WrappedKey wrapped = WrappedKey.parse(Base64.getMimeDecoder().decode(base64));
        return new String(
                ring.unwrap(KeyPurpose.AUTHORITY, name, wrapped), StandardCharsets.US_ASCII);
    }

    private List<String> sessionsWithKeys() throws IOException {
        List<String> sessions = new ArrayList<>();
        try (Stream<Path> files = Files.walk(data().resolve("recording-keys"))) {
            files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".pgkey"))
                    .forEach(name -> sessions.add(name.substring(0, 26)));
        }
        return sessions;
    }

    /// Kills the broker, which is the demo's process, and ends what is left of the demo's database.
    private void kill(RunningDemo demo) throws Exception {
        long pid = Long.parseLong(demo.environment().getOrDefault("POSTERN_PID", ""));
        ProcessHandle broker = ProcessHandle.of(pid).orElseThrow();
        broker.destroyForcibly();
        broker.onExit().get(10, TimeUnit.SECONDS);
        Path postmaster = folder.resolve("data/database/postmaster.pid");
        if (Files.exists(postmaster)) {
            long database = Long.parseLong(Files.readAllLines(postmaster).getFirst().strip());
            var handle = ProcessHandle.of(database);
            if (handle.isPresent()) {
                handle.get().destroy();
                handle.get().onExit().get(30, TimeUnit.SECONDS);
            }
        }
    }

    private void recover(Path log) throws Exception {
        Process broker =
                new ProcessBuilder(
                                RunningDemo.POSTERN,
                                "broker",
                                folder.resolve("data/postern.yaml").toString())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        try {
            CountDownLatch never = new CountDownLatch(1);
            for (int i = 0; i < 600 && broker.isAlive(); i++) {
                if (Files.readString(log).contains("Postern is ready")) {
                    return;
                }
                never.await(50, TimeUnit.MILLISECONDS);
            }
            throw new AssertionError("the broker did not start:\n" + Files.readString(log));
        } finally {
            broker.destroy();
            assertThat(broker.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    /// Changes the key-encryption key as docs/configuration.md says, with the broker stopped.
    private void rotate() throws IOException {
        Path root = folder.resolve("data");
        Files.move(root.resolve("key-encryption-key"), root.resolve("old-key"));
        byte[] fresh = new byte[32];
        new SecureRandom().nextBytes(fresh);
        Path key =
                Files.createFile(
                        root.resolve("key-encryption-key"),
                        java.nio.file.attribute.PosixFilePermissions.asFileAttribute(
                                java.nio.file.attribute.PosixFilePermissions.fromString(
                                        "rw-------")));
        Files.writeString(key, Base64.getEncoder().encodeToString(fresh));
        Path yaml = root.resolve("rotation.yaml");
        Files.writeString(
                yaml,
                Files.readString(root.resolve("postern.yaml"))
                        .replace(
                                "  file: key-encryption-key\n",
                                "  file: key-encryption-key\n  older:\n    - file: old-key\n"));
        Run before = keys("ls", yaml);
        assertThat(before.out()).as(before.all()).contains(key("old-key").id() + "  older");
        Run rotated = keys("rotate", yaml);
        assertThat(rotated.exitCode()).as(rotated.all()).isZero();
        assertThat(rotated.out()).contains(key("key-encryption-key").id());
        Run after = keys("ls", yaml);
        assertThat(after.exitCode()).as(after.all()).isZero();
        assertThat(after.out())
                .containsPattern(key("old-key").id() + "  older.*  recordings 0  authorities 0");
    }

    private Run keys(String verb, Path yaml) {
        return Run.of(
                folder, Map.of(), RunningDemo.POSTERN, "broker", "keys", verb, yaml.toString());
    }

    /// The session that ran the marked statement, once the index has it: behind a start it looks at what was recovered.
    private static String newestSession(RunningDemo demo) throws Exception {
        for (int i = 0; i < 100; i++) {
            Run search = demo.postern("engineer", "search", MARK, "-o", "jsonl");
            Matcher id =
                    Pattern.compile(
                                    "\"session\"\\s*:\\s*\"?(?:\\{[^}]*\"id\"\\s*:\\s*\")?([0-9A-Z]{26})")
                            .matcher(search.out());
            if (search.out().contains(MARK) && id.find()) {
                return id.group(1);
            }
        }
        throw new AssertionError("the session was not found");
    }

    private KeyEncryptionKey key(String file) throws IOException {
        return KeyEncryptionKey.parse(
                Files.readString(folder.resolve("data").resolve(file)), "file " + file);
    }

    private byte[] rawKey(String file) throws IOException {
        return Base64.getDecoder()
                .decode(Files.readString(folder.resolve("data").resolve(file)).strip());
    }

    private String secret(String name) throws IOException {
        return Files.readString(folder.resolve("data/secrets").resolve(name)).strip();
    }

    private Path data() {
        return folder.resolve("data/broker");
    }

    private static String md5(String text) {
        try {
            return java.util.HexFormat.of()
                    .formatHex(
                            java.security.MessageDigest.getInstance("MD5")
                                    .digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
