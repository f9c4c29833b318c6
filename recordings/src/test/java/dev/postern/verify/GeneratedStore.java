package dev.postern.verify;

import dev.postern.json.Json;
import dev.postern.sitelog.Checkpoint;
import dev.postern.sitelog.PublishedKeys;
import dev.postern.sitelog.SignedNote;
import dev.postern.sitelog.SiteKeys;
import dev.postern.sitelog.SiteLogWriter;
import dev.postern.sitelog.SiteSigningKey;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/// A data directory as a broker leaves it: recordings over several days, their log, keys and anchors.
final class GeneratedStore {

    static final Instant BEGIN = Instant.parse("2026-11-18T09:00:00Z");

    private static final String DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    private final Path data;
    private final Random random;
    private final List<SignedNote> anchors = new ArrayList<>();
    private final List<String> sessions = new ArrayList<>();
    private final List<SiteSigningKey> days = new ArrayList<>();
    private SiteKeys keys;
    private SiteLogWriter log;
    private Instant now = BEGIN;

    GeneratedStore(Path data, long seed) throws IOException {
        this.data = data;
        this.random = new Random(seed);
        SiteSigningKey first = SiteSigningKey.generate();
        days.add(first);
        keys = SiteKeys.begin(first, now);
        new PublishedKeys(logFolder(), file -> {}).write(keys);
        log = SiteLogWriter.open(logFolder(), keys, file -> {});
        leaf("broker.started", null, Map.of());
    }

    /// A store of some days with some sessions each, and other events between them.
    static GeneratedStore of(Path data, long seed, int days, int sessions) throws IOException {
        GeneratedStore store = new GeneratedStore(data, seed);
        for (int day = 0; day < days; day++) {
            if (day > 0) {
                store.nextDay();
            }
            for (int i = 0; i < sessions; i++) {
                store.session();
                for (int other = store.random.nextInt(40); other > 0; other--) {
                    store.leaf("session.viewed", null, Map.of("number", other));
                }
                if (store.random.nextInt(3) == 0) {
                    store.checkpoint();
                }
            }
        }
        store.checkpoint();
        return store;
    }

    Path data() {
        return data;
    }

    Path logFolder() {
        return data.resolve("site-log");
    }

    SiteKeys keys() {
        return keys;
    }

    List<SignedNote> anchors() {
        return anchors;
    }

    List<String> sessions() {
        return sessions;
    }

    SiteSigningKey day(int number) {
        return days.get(number);
    }

    SiteSigningKey today() {
        return days.getLast();
    }

    /// A session from its start to its seal.
    String session() throws IOException {
        String session = begin();
        seal(session);
        return session;
    }

    /// A session that has begun.
    String begin() throws IOException {
        now = now.plusSeconds(60);
        String session = ulid(now.toEpochMilli());
        Path file = file(session);
        Files.createDirectories(file.getParent());
        TestRecordings.write(file, session, 5 + random.nextInt(40), today(), random);
        leaf("session.start", session, Map.of("target", "orders", "database", "shop"));
        sessions.add(session);
        return session;
    }

    void seal(String session) throws IOException {
        leaf("recording.sealed", session, Seal.of(file(session)).orElseThrow().members());
    }

    long leaf(String code, @Nullable String session, Map<String, ? extends @Nullable Object> detail)
            throws IOException {
        log.append(List.of(leafBytes(log.size(), code, session, detail)));
        return log.size();
    }

    byte[] leafBytes(
            long index,
            String code,
            @Nullable String session,
            Map<String, ? extends @Nullable Object> detail) {
        Map<String, @Nullable Object> leaf = new LinkedHashMap<>();
        leaf.put("id", index + 1);
        leaf.put("at", now.toString());
        leaf.put("code", code);
        leaf.put("session", session);
        leaf.put("detail", detail);
        return Json.writeBytes(leaf);
    }

    void checkpoint() throws IOException {
        anchors.add(log.checkpoint(keys.origin(), today()));
    }

    void nextDay() throws IOException {
        checkpoint();
        now = now.plus(Duration.ofDays(1));
        SiteSigningKey next = SiteSigningKey.generate();
        Checkpoint head = log.head(keys.origin());
        keys = keys.handOver(today(), next, now, head);
        days.add(next);
        new PublishedKeys(logFolder(), file -> {}).write(keys);
        leaf("key.began", null, Map.of("epoch", days.size()));
    }

    /// Closes the log, and opens it with other keys.
    void reopen(SiteKeys other) throws IOException {
        log.close();
        log = SiteLogWriter.open(logFolder(), other, file -> {});
    }

    void close() throws IOException {
        log.close();
    }

    Path file(String session) {
        return data.resolve("recordings/2026/11").resolve(session + ".pgrec");
    }

    private String ulid(long millis) {
        StringBuilder text = new StringBuilder();
        for (int shift = 45; shift >= 0; shift -= 5) {
            text.append(DIGITS.charAt((int) (millis >>> shift & 31)));
        }
        for (int i = 0; i < 16; i++) {
            text.append(DIGITS.charAt(random.nextInt(32)));
        }
        return text.toString();
    }

    static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path copy = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy);
                }
            }
        }
    }

    static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
