package dev.postern.broker.index;

import dev.postern.keys.DataKey;
import dev.postern.recording.RecordingFile;
import dev.postern.recording.format.RecordingId;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/// Recordings that look like a year of a company's work: 200 people, six services, twelve targets, 100,000 customers.
///
/// Half of the sessions are of services with prepared statements, a quarter of people at psql, an eighth of reports, the rest
/// of a load generator, of migrations and of copies. The number of statements in a session varies, its mean is what was
/// asked for. Recordings are encrypted, each under a key of its own, and sealed. The same seed gives the same statements and values.
final class Corpus {

    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration SPAN = Duration.ofDays(300);
    private static final int PEOPLE = 200;
    private static final int A_FOLDER = 1_000;

    private static final String[] TARGETS = {
        "orders",
        "billing",
        "catalog",
        "crm",
        "shipping",
        "identity",
        "reports",
        "search-meta",
        "payments",
        "support",
        "warehouse",
        "staging"
    };
    private static final String[] GIVEN = {
        "Ada", "Ben", "Chloe", "Dev", "Erin", "Femi", "Grace", "Hugo", "Ines", "Jun", "Kofi",
        "Lena", "Mara", "Nils", "Olga", "Pia", "Quinn", "Rosa", "Sven", "Tara"
    };
    private static final String[] FAMILY = {
        "Abel", "Brandt", "Costa", "Dahl", "Eriksen", "Fuchs", "Gomez", "Haas", "Ito", "Jansen"
    };

    private final Path folder;
    private final long seed;
    private final CorpusWork work;
    private final Random random;
    private final Map<String, Path> files = new LinkedHashMap<>();
    private long statements;

    private Corpus(Path folder, long seed) {
        this.folder = folder;
        this.seed = seed;
        this.random = new Random(seed);
        this.work = new CorpusWork(random);
    }

    /// Writes recordings into a folder.
    ///
    /// @param sessions   how many
    /// @param statements mean number in each
    static Corpus write(Path folder, long seed, int sessions, int statements) throws IOException {
        Corpus corpus = new Corpus(folder, seed);
        for (int i = 0; i < sessions; i++) {
            corpus.session(i, SPAN.dividedBy(sessions).multipliedBy(i), statements);
        }
        return corpus;
    }

    /// The recordings by session, the oldest first.
    Map<String, Path> files() {
        return Map.copyOf(files).isEmpty() ? Map.of() : files;
    }

    /// How many statements there are.
    long statements() {
        return statements;
    }

    /// A recording with its key.
    RecordingFile recording(String session) {
        Path file = files.get(session);
        if (file == null) {
            throw new IllegalArgumentException("no recording of " + session);
        }
        return new RecordingFile(file, this::key);
    }

    /// The key of a recording, which follows from the seed.
    DataKey key(String session) {
        try {
            return DataKey.of(
                    MessageDigest.getInstance("SHA-256")
                            .digest((seed + " " + session).getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private void session(int number, Duration since, int mean) throws IOException {
        Instant startedAt = BEGIN.plus(since).plusMillis(random.nextInt(20_000));
        String id = id(startedAt);
        Path file = folder.resolve("%03d".formatted(number / A_FOLDER)).resolve(id + ".pgrec");
        Files.createDirectories(folder.resolve("%03d".formatted(number / A_FOLDER)));
        CorpusWork.Kind kind = CorpusWork.Kind.of(random.nextInt(100));
        int count = 1 + random.nextInt(2 * mean - 1);
        try (SampleRecording recording =
                new SampleRecording(file, id, who(kind, startedAt), key(id))) {
            statements += work.write(recording, kind, count);
            recording.finish();
        }
        files.put(id, file);
    }

    private String id(Instant startedAt) {
        ByteBuffer bytes = ByteBuffer.allocate(16);
        bytes.putLong(startedAt.toEpochMilli() << 16 | random.nextInt(1 << 16));
        bytes.putLong(random.nextLong()).flip();
        return new RecordingId(bytes.getLong(), bytes.getLong()).toString();
    }

    private SampleRecording.Who who(CorpusWork.Kind kind, Instant startedAt) {
        int person = random.nextInt(PEOPLE);
        String target =
                TARGETS[Math.min(random.nextInt(TARGETS.length), random.nextInt(TARGETS.length))];
        String given = GIVEN[person % GIVEN.length];
        String family = FAMILY[person / GIVEN.length];
        boolean service = kind == CorpusWork.Kind.SERVICE;
        String name = service ? "service " + target + "-" + person % 6 : given + " " + family;
        return new SampleRecording.Who(
                name,
                service
                        ? target + "-" + person % 6 + "@services.example"
                        : (given + "." + family + "@company.example")
                                .toLowerCase(java.util.Locale.ROOT),
                target,
                kind == CorpusWork.Kind.REPORT ? "warehouse" : "shop",
                kind.role(),
                kind.application(),
                startedAt.toString());
    }
}
