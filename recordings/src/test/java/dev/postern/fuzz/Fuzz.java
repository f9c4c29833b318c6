package dev.postern.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/// Runs a target with many inputs: none may end in another way than the target allows, take more than a second of CPU, or
/// leave memory behind.
///
/// `-Dpostern.fuzz=N` sets the number of inputs, `-Dpostern.seed=N` the seed, which is printed. Seeds of the inputs lie
/// in the resource `fuzz/NAME.hex`, one a line behind its name.
public final class Fuzz {

    private static final long LONGEST_NANOS = 1_000_000_000L;
    private static final long MOST_MEMORY = 48L * 1024 * 1024;
    private static final int WATCHED = 1 << 12;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private Fuzz() {}

    /// What is fuzzed.
    public interface Target {
        /// Takes one input.
        ///
        /// @param random decides about what is not in the input, such as how it is cut
        /// @return what came of it, equal for inputs that brought out the same
        /// @throws Exception for an outcome that must not be
        Object take(byte[] input, Random random) throws Exception;
    }

    /// Runs `inputs` of them, or as many as the system property says.
    public static void run(String name, int inputs, Target target) throws IOException {
        int count = Integer.getInteger("postern.fuzz", inputs);
        long seed = Long.getLong("postern.seed", 20_261_121L);
        Random random = new Random(seed);
        Mutator mutator = new Mutator(random, corpus(name));
        long began = System.nanoTime();
        long before = used();
        long slowest = 0;
        for (int i = 0; i < count; i++) {
            byte[] input = mutator.next();
            long start = THREADS.getCurrentThreadCpuTime();
            mutator.learn(
                    input, outcome(name, target, input, random, "input " + i + " of seed " + seed));
            slowest = Math.max(slowest, THREADS.getCurrentThreadCpuTime() - start);
            if (i % WATCHED == 0) {
                assertThat(slowest)
                        .as("CPU nanoseconds of one input before %d", i)
                        .isLessThan(LONGEST_NANOS);
            }
        }
        long grown = used() - before;
        System.out.printf(
                "fuzz %s: %d inputs of seed %d, %d outcomes, %.1f s, slowest %.1f ms of CPU, memory"
                        + " grown by %d KiB%n",
                name,
                count,
                seed,
                mutator.outcomes(),
                (System.nanoTime() - began) / 1e9,
                slowest / 1e6,
                grown / 1024);
        assertThat(mutator.outcomes()).as("different outcomes").isGreaterThan(5);
        assertThat(grown).as("memory left behind").isLessThan(MOST_MEMORY);
    }

    private static Object outcome(
            String name, Target target, byte[] input, Random random, String which) {
        try {
            return target.take(input, random);
        } catch (Exception | AssertionError | StackOverflowError e) {
            throw new AssertionError(
                    "fuzz " + name + ", " + which + ": " + HexFormat.of().formatHex(input), e);
        }
    }

    private static long used() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private static List<byte[]> corpus(String name) throws IOException {
        List<byte[]> seeds = new ArrayList<>();
        try (InputStream in = Fuzz.class.getResourceAsStream("/fuzz/" + name + ".hex")) {
            assertThat(in).as("the corpus of %s", name).isNotNull();
            for (String line :
                    new String(in.readAllBytes(), StandardCharsets.US_ASCII).lines().toList()) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    seeds.add(HexFormat.of().parseHex(line.substring(line.lastIndexOf(' ') + 1)));
                }
            }
        }
        return seeds;
    }
}
