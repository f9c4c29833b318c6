package dev.postern.sql.grammar;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/// Prints what reading SQL costs, in CPU time: the first text, a text that is new, one that is known, and the two ways to run
/// the parser. Over the statements of the corpus.
final class GrammarBenchmark {

    private static final int ROUNDS = Integer.getInteger("rounds", 12);

    private GrammarBenchmark() {}

    public static void main(String[] arguments) {
        List<String> sqls = Corpus.all().stream().map(Corpus::sql).toList();
        List<byte[]> texts = sqls.stream().map(s -> s.getBytes(StandardCharsets.UTF_8)).toList();
        long start = cpu();
        PgParser quick = PgParser.create();
        print("load and first instance", start, 1);
        start = cpu();
        PgParser other = PgParser.create();
        print("another instance", start, 1);
        each("a statement, large functions in register form", quick, texts, ROUNDS);
        each(
                "a statement, large functions as they stand",
                PgParser.createPlain(),
                texts,
                Math.max(1, ROUNDS / 6));
        List<byte[]> small =
                List.of(
                        "SELECT id, name FROM orders WHERE id = 42"
                                .getBytes(StandardCharsets.UTF_8));
        each("a small SELECT, in register form", other, small, ROUNDS * 400);
        try (PostgresGrammar grammar = new PostgresGrammar(1, 10_000_000, Duration.ofSeconds(60))) {
            sqls.forEach(grammar::read);
            for (int round = 0; round < ROUNDS; round++) {
                start = cpu();
                for (String sql : sqls) {
                    grammar.read(sql);
                }
            }
            print("a statement that is known", start, sqls.size());
        }
    }

    private static void each(String what, PgParser parser, List<byte[]> texts, int rounds) {
        long start = 0;
        for (int round = 0; round < rounds; round++) {
            if (round == rounds / 2) {
                start = cpu();
            }
            for (byte[] text : texts) {
                byte[] json = parser.parse(text).json();
                if (json.length > 0) {
                    TreeWalk.statements(TreeReader.read(json));
                }
            }
        }
        print(what, start, texts.size() * (rounds - rounds / 2));
    }

    private static void print(String what, long start, int count) {
        System.out.printf("%-50s %10.1f us%n", what, (cpu() - start) / 1e3 / count);
    }

    /// CPU time of this thread, in nanoseconds.
    private static long cpu() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
