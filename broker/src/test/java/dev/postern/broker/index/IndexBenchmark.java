package dev.postern.broker.index;

import dev.postern.broker.base.Randomness;
import dev.postern.broker.base.Ticker;
import dev.postern.broker.store.sql.IndexCount;
import dev.postern.broker.store.sql.IndexQuery;
import dev.postern.broker.store.sql.IndexRows;
import dev.postern.broker.store.sql.IndexStore;
import dev.postern.broker.store.sql.ValueRows;
import dev.postern.broker.store.value.ValueException;
import dev.postern.broker.store.value.ValueQuery;
import dev.postern.filter.FilterException;
import dev.postern.recording.RecordingFile;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/// Prints how fast recordings become searchable and how fast they are found: lists, texts, and who saw a value.
///
/// Arguments: sessions, statements in each; `-Dseed=N` makes other ones. The sessions are generated, a third of each kind: pgbench's simple
/// protocol, an application's prepared statements, and a person's varied queries.
final class IndexBenchmark {

    private static final int ROUNDS = Integer.getInteger("rounds", 20);
    private static final long SEED = Long.getLong("seed", 7);
    private static final String[] TABLES = {
        "orders", "customers", "order_items", "products", "invoices", "payments", "shipments"
    };
    private static final String[] COLUMNS = {
        "id", "status", "placed_at", "email", "city", "total", "quantity", "card_no", "name"
    };

    private IndexBenchmark() {}

    @SuppressWarnings("NullAway") // the folder is its own
    public static void main(String[] arguments) throws Exception {
        int sessions = Integer.parseInt(arguments[0]);
        int statements = Integer.parseInt(arguments[1]);
        Path folder = Files.createTempDirectory("postern-index-benchmark");
        try {
            Map<String, Indexer.Source> recordings = generate(folder, sessions, statements);
            measure(folder, recordings, (long) sessions * statements);
        } finally {
            try (Stream<Path> files = Files.walk(folder)) {
                files.sorted(java.util.Comparator.reverseOrder()).forEach(IndexBenchmark::delete);
            }
        }
    }

    private static void measure(
            Path folder, Map<String, Indexer.Source> recordings, long statements) throws Exception {
        Ticker ticker = Ticker.system();
        try (IndexStore store =
                IndexStore.open(
                        folder.resolve("index.db"), IndexTestKeys.ring(), Randomness.system())) {
            IndexRows rows = new IndexRows(store);
            long cpu = processCpu();
            long start = ticker.nanos();
            Indexer.rebuild(
                    rows,
                    RecordingFile.NO_KEYS,
                    recordings,
                    (file, e) -> {
                        throw new IllegalStateException(file, e);
                    });
            double wall = (ticker.nanos() - start) / 1e9;
            double busy = (processCpu() - cpu) / 1e9;
            System.out.printf(
                    "indexed %d statements in %.1f s: %.0f/s, %.1f us of CPU each, %d MB%n",
                    statements, wall, statements / wall, busy * 1e6 / statements, size(folder));
            for (String filter :
                    new String[] {
                        "\"from orders\"",
                        "card_no",
                        "\"aid = 8430\"",
                        "nosuchtext",
                        "user-17@example",
                        "has:write",
                        "has:error"
                    }) {
                search(rows, filter, ticker);
            }
            list(rows, ticker);
            for (String value :
                    new String[] {
                        "buyer77-3@example.com", "buyer77-3@example.org", "4000000000000777"
                    }) {
                whoSaw(rows, recordings, value, ticker);
            }
        }
    }

    private static void list(IndexRows rows, Ticker ticker) throws FilterException {
        IndexQuery query = new IndexQuery(Filters.parse("app:app3 has:error"), null, null, null);
        List<Long> nanos = new ArrayList<>();
        long found = 0;
        for (int i = 0; i < ROUNDS; i++) {
            long from = ticker.nanos();
            rows.sessions(query, null, 51);
            found = rows.countSessions(query).number();
            nanos.add(ticker.nanos() - from);
        }
        print("list app:app3 has:error", found + " sessions", nanos);
    }

    private static void whoSaw(
            IndexRows rows, Map<String, Indexer.Source> recordings, String value, Ticker ticker)
            throws IOException, ValueException {
        ValueSearch search =
                new ValueSearch(
                        rows,
                        session -> Optional.of(RecordingFile.withoutKey(file(recordings, session))),
                        ticker);
        ValueQuery query = ValueQuery.of(value, null, false);
        List<Long> nanos = new ArrayList<>();
        ValueSearch.Answer answer = null;
        for (int i = 0; i < ROUNDS; i++) {
            long from = ticker.nanos();
            answer =
                    search.find(
                            query,
                            new ValueRows.Limits(null, null, null),
                            50,
                            Duration.ofMinutes(1));
            nanos.add(ticker.nanos() - from);
        }
        if (answer != null) {
            print(
                    "who-saw " + value,
                    answer.hits().size()
                            + " statements, "
                            + answer.filters()
                            + " filters, "
                            + answer.read()
                            + " sessions read",
                    nanos);
        }
    }

    private static Path file(Map<String, Indexer.Source> recordings, String session) {
        Indexer.Source source = recordings.get(session);
        if (source == null) {
            throw new IllegalStateException("no recording of " + session);
        }
        try {
            return source.file();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void print(String what, String found, List<Long> nanos) {
        nanos.sort(null);
        System.out.printf(
                "%s: %s; median %.1f ms, p95 %.1f ms, worst %.1f ms%n",
                what,
                found,
                nanos.get(nanos.size() / 2) / 1e6,
                nanos.get(Math.min(nanos.size() - 1, nanos.size() * 95 / 100)) / 1e6,
                nanos.getLast() / 1e6);
    }

    private static void search(IndexRows rows, String filter, Ticker ticker)
            throws FilterException {
        IndexQuery query = new IndexQuery(Filters.parse(filter), null, null, null);
        List<Long> nanos = new ArrayList<>();
        IndexCount found = new IndexCount(0, true);
        long shown = 0;
        long cpu = processCpu();
        for (int i = 0; i < ROUNDS; i++) {
            long from = ticker.nanos();
            shown = rows.moments(query, null, 51).size();
            found = rows.countMoments(query);
            nanos.add(ticker.nanos() - from);
        }
        double busy = (processCpu() - cpu) / 1e6 / ROUNDS;
        nanos.sort(null);
        System.out.printf(
                "search %-18s %8d%s found, %2d shown, CPU %6.1f ms, median %6.1f ms, worst %6.1f"
                        + " ms%n",
                filter,
                found.number(),
                found.isExact() ? " " : "+",
                shown,
                busy,
                nanos.get(ROUNDS / 2) / 1e6,
                nanos.getLast() / 1e6);
    }

    private static Map<String, Indexer.Source> generate(Path folder, int sessions, int statements)
            throws IOException {
        Random random = new Random(SEED);
        Map<String, Indexer.Source> all = new LinkedHashMap<>();
        for (int i = 0; i < sessions; i++) {
            String id = "01K9T2Q" + String.format("%019d", i);
            Path file = folder.resolve(id + ".pgrec");
            try (SampleRecording recording = new SampleRecording(file, id, "app" + i % 7)) {
                for (int n = 0; n < statements; n++) {
                    statement(recording, i % 3, random);
                }
                recording.finish();
            }
            all.put(id, () -> file);
        }
        return all;
    }

    private static void statement(SampleRecording recording, int kind, Random random)
            throws IOException {
        int aid = random.nextInt(100_000);
        switch (kind) {
            case 0 ->
                    recording.query(
                            random.nextBoolean()
                                    ? "SELECT abalance FROM pgbench_accounts WHERE aid = "
                                            + aid
                                            + ";"
                                    : "UPDATE pgbench_accounts SET abalance = abalance + "
                                            + random.nextInt(5000)
                                            + " WHERE aid = "
                                            + aid
                                            + ";",
                            "SELECT 1");
            case 1 ->
                    recording.execute(
                            "select o.id, o.status from orders o join customers c on c.id ="
                                    + " o.customer_id where c.email = $1 and o.id > $2",
                            "SELECT 3",
                            "user-" + random.nextInt(1000) + "@example.com",
                            Integer.toString(aid));
            default -> {
                String table = TABLES[random.nextInt(TABLES.length)];
                String column = COLUMNS[random.nextInt(COLUMNS.length)];
                if (random.nextInt(50) == 0) {
                    recording.refused(
                            "drop table " + table, "permission denied for table " + table);
                } else if (random.nextInt(4) == 0) {
                    String[] buyers = new String[5];
                    for (int i = 0; i < buyers.length; i++) {
                        buyers[i] =
                                "buyer"
                                        + random.nextInt(100_000)
                                        + "-"
                                        + random.nextInt(9)
                                        + "@example.com";
                    }
                    recording.rows("select email from customers limit 5", "email", buyers);
                } else {
                    recording.query(
                            "select "
                                    + COLUMNS[random.nextInt(COLUMNS.length)]
                                    + ", "
                                    + column
                                    + " from "
                                    + table
                                    + " where "
                                    + column
                                    + " = 'v"
                                    + random.nextInt(300)
                                    + "' order by 1 limit "
                                    + random.nextInt(100));
                }
            }
        }
    }

    private static long processCpu() {
        return ((com.sun.management.OperatingSystemMXBean)
                        ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    private static long size(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> f.getFileName().toString().startsWith("index.db"))
                            .mapToLong(f -> f.toFile().length())
                            .sum()
                    >> 20;
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
