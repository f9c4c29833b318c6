package dev.postern.broker.index;

import dev.postern.broker.base.Randomness;
import dev.postern.broker.base.Ticker;
import dev.postern.broker.mask.MaskRules;
import dev.postern.broker.store.sql.FoundPage;
import dev.postern.broker.store.sql.IndexQuery;
import dev.postern.broker.store.sql.IndexRows;
import dev.postern.broker.store.sql.IndexStore;
import dev.postern.broker.store.sql.Moment;
import dev.postern.broker.store.sql.SearchBudget;
import dev.postern.broker.store.sql.Sight;
import dev.postern.broker.store.value.ValueQuery;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/// Prints how fast recordings become searchable, how large the index is, and how fast things are found in it: filtered
/// lists, texts, and who saw a value. Ends with 1 if one of these is slower than it should be.
///
/// Arguments: sessions, mean number of statements in each; `-Dpostern.seed=N` makes others.
final class IndexBenchmark {

    /// Questions of each kind.
    private static final int QUESTIONS = Integer.getInteger("postern.questions", 200);

    private static final long SEED = Long.getLong("postern.seed", 7);
    private static final int PAGE = 50;
    private static final Duration LONGEST = Duration.ofMinutes(1);

    private static final String[] LISTS = {
        "target:orders",
        "app:psql has:error",
        "user:ada.abel has:write",
        "role:app_owner",
        "target:billing app:Metabase",
        "state:ended db:shop",
        "-app:orders-service has:error",
        "user:grace target:crm",
        "role:app_write has:write",
        "tx:rolledback target:billing"
    };
    private static final String[] WORDS = {
        "refund",
        "chargeback",
        "\"from invoices\"",
        "card_no",
        "\"alter table orders\"",
        "vouchers",
        "\"permission denied\"",
        "warranty has:error",
        "date_trunc target:crm",
        "nosuchtext"
    };

    private final Corpus corpus;
    private final IndexRows rows;
    private final Ticker ticker = Ticker.system();
    private final Random random = new Random(SEED + 1);
    private boolean isOver;

    private IndexBenchmark(Corpus corpus, IndexRows rows) {
        this.corpus = corpus;
        this.rows = rows;
    }

    @SuppressWarnings("NullAway") // the folder is its own
    public static void main(String[] arguments) throws Exception {
        int sessions = Integer.parseInt(arguments[0]);
        int statements = Integer.parseInt(arguments[1]);
        Path folder = Files.createTempDirectory("postern-index-benchmark");
        boolean isOver;
        try {
            Ticker ticker = Ticker.system();
            long began = ticker.nanos();
            Path recordings = Files.createDirectory(folder.resolve("recordings"));
            Corpus corpus = Corpus.write(recordings, SEED, sessions, statements);
            System.out.printf(
                    "corpus: %d sessions, %d statements, %d MB of sealed recordings, made in %.0f s"
                            + " (seed %d)%n",
                    corpus.files().size(),
                    corpus.statements(),
                    size(recordings) >> 20,
                    (ticker.nanos() - began) / 1e9,
                    SEED);
            try (IndexStore store =
                    IndexStore.open(
                            folder.resolve("index.db"),
                            IndexTestKeys.ring(),
                            Randomness.system())) {
                isOver = new IndexBenchmark(corpus, new IndexRows(store)).measure(folder);
            }
        } finally {
            try (Stream<Path> files = Files.walk(folder)) {
                files.sorted(Comparator.reverseOrder()).forEach(IndexBenchmark::delete);
            }
        }
        System.exit(isOver ? 1 : 0);
    }

    /// @return whether something is over its limit
    private boolean measure(Path folder) throws Exception {
        Map<String, Indexer.Source> sources = new LinkedHashMap<>();
        corpus.files().forEach((session, file) -> sources.put(session, () -> file));
        long cpu = processCpu();
        long began = ticker.nanos();
        Indexer.rebuild(
                rows,
                corpus::key,
                MaskRules.DEFAULT,
                sources,
                (session, e) -> {
                    throw new IllegalStateException(session, e);
                });
        double wall = (ticker.nanos() - began) / 1e9;
        double busy = (processCpu() - cpu) / 1e9;
        System.out.printf(
                "index: built in %.0f s, %.0f statements a second, %.0f for each second of CPU; %d"
                        + " MB, %d bytes a statement%n",
                wall,
                corpus.statements() / wall,
                corpus.statements() / busy,
                indexSize(folder) >> 20,
                indexSize(folder) / corpus.statements());
        ask("list with a filter", 300, this::list);
        ask("search by text", 500, this::search);
        ask("who saw a value", 2_000, this::whoSaw);
        return isOver;
    }

    /// A question; answers how many things were found on its first page.
    private interface Question {
        Asked ask(int number) throws Exception;
    }

    /// A question that was answered, as somebody would write it.
    private record Asked(String text, int found) {}

    private void ask(String what, int limitMillis, Question question) throws Exception {
        List<Long> nanos = new ArrayList<>();
        long found = 0;
        long most = 0;
        String slowest = "";
        for (int i = 0; i < QUESTIONS; i++) {
            long began = ticker.nanos();
            Asked asked = question.ask(i);
            long took = ticker.nanos() - began;
            found += asked.found();
            nanos.add(took);
            if (took > most) {
                most = took;
                slowest = asked.text();
            }
        }
        nanos.sort(null);
        double p95 = nanos.get((nanos.size() * 95 + 99) / 100 - 1) / 1e6;
        boolean over = p95 > limitMillis;
        isOver |= over;
        System.out.printf(
                "%-19s p50 %7.1f ms, p95 %7.1f ms (limit %d), most %7.1f ms; %d asked, %.1f found"
                        + " on average%s%n",
                what,
                nanos.get(nanos.size() / 2) / 1e6,
                p95,
                limitMillis,
                nanos.getLast() / 1e6,
                QUESTIONS,
                (double) found / QUESTIONS,
                over ? "  OVER" : "");
        System.out.printf("%-19s slowest: %s, %.1f ms%n", "", slowest, most / 1e6);
    }

    /// What a page of the list takes: its rows and their number.
    private Asked list(int number) throws Exception {
        String filter = LISTS[number % LISTS.length];
        IndexQuery query = query(filter);
        int found = rows.sessions(query, null, PAGE, budget()).items().size();
        return new Asked(filter, found);
    }

    /// What a page of a search takes: its statements and their number.
    private Asked search(int number) throws Exception {
        String text =
                switch (number % 4) {
                    case 0 -> WORDS[number / 4 % WORDS.length];
                    case 1 -> "\"aid = " + random.nextInt(CorpusWork.CUSTOMERS) + "\"";
                    case 2 -> CorpusWork.email(random.nextInt(CorpusWork.CUSTOMERS));
                    default -> "OPS-" + random.nextInt(20_000);
                };
        IndexQuery query = query(text);
        FoundPage<Moment> page = rows.moments(query, null, PAGE, budget());
        Long back = page.searchedBackTo();
        return new Asked(
                back == null ? text : text + " (searched back to " + micros(back) + ")",
                page.items().size());
    }

    private SearchBudget budget() {
        return SearchBudget.forPeople(ticker);
    }

    private static Instant micros(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    private static IndexQuery query(String filter) throws Exception {
        return new IndexQuery(Filters.parse(filter, Instant.EPOCH), Sight.ALL, null, null);
    }

    private Asked whoSaw(int number) throws Exception {
        int customer = random.nextInt(CorpusWork.CUSTOMERS);
        String value =
                switch (number % 4) {
                    case 0 -> CorpusWork.email(customer);
                    case 1 -> CorpusWork.phone(customer);
                    case 2 -> CorpusWork.iban(customer);
                    default -> "nobody" + customer + "@mail.example";
                };
        ValueSearch search =
                new ValueSearch(rows, session -> Optional.of(corpus.recording(session)), ticker);
        ValueSearch.Answer answer =
                search.find(
                        ValueQuery.of(value, null, false),
                        new IndexQuery(List.of(), Sight.ALL, null, null),
                        null,
                        50,
                        LONGEST);
        return new Asked(value, answer.hits().size());
    }

    private static long processCpu() {
        return ((com.sun.management.OperatingSystemMXBean)
                        ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    private static long indexSize(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> f.getFileName().toString().startsWith("index.db"))
                    .mapToLong(f -> f.toFile().length())
                    .sum();
        }
    }

    private static long size(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).mapToLong(f -> f.toFile().length()).sum();
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
