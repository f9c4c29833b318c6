package dev.postern.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Measures the CPU time of short commands of the command line, in turns, and prints a table: as `./postern` starts
/// them, and the same code started plainly, beside `java -version`.
///
/// Arguments: the repository's root, already built, and the number of rounds (default 20). Linux only: the time is that
/// of `/proc/self/stat`, in ticks of 10 ms, summed over the rounds.
public final class StartCost {

    private static final List<String> COMMANDS = List.of("--help", "status");

    private StartCost() {}

    /// See [StartCost].
    public static void main(String[] args) throws Exception {
        Path root = Path.of(args[0]).toRealPath();
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 20;
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Map<String, List<String>> lines = new LinkedHashMap<>();
        lines.put("java -version", List.of(java, "-version"));
        for (String command : COMMANDS) {
            lines.put("postern " + command, List.of(root + "/postern", command));
            lines.put(
                    "plain " + command,
                    List.of(
                            java,
                            "--enable-native-access=ALL-UNNAMED",
                            "-cp",
                            root + "/cli/target/postern-cli.jar:" + root + "/cli/target/lib/*",
                            "dev.postern.cli.PosternMain",
                            command));
        }
        Map<String, Long> ticks = new LinkedHashMap<>();
        for (int round = 0; round < rounds; round++) {
            for (Map.Entry<String, List<String>> line : lines.entrySet()) {
                ticks.merge(line.getKey(), cost(line.getValue()), Long::sum);
            }
        }
        double version = ticks.get("java -version");
        System.out.printf("%-18s %8s %14s %8s%n", "", "CPU ms", "java -version", "plain");
        for (String command : COMMANDS) {
            long kept = ticks.get("postern " + command);
            long plain = ticks.get("plain " + command);
            System.out.printf(
                    Locale.ROOT,
                    "%-18s %8d %13.1fx %7.2fx%n",
                    "postern " + command,
                    10 * kept / rounds,
                    kept / version,
                    (double) kept / plain);
        }
    }

    /// Runs a command in an empty profile; returns the ticks that it and its children took.
    private static long cost(List<String> command) throws IOException, InterruptedException {
        Path home = Files.createTempDirectory("postern-start-cost");
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(new ArrayList<>(command))
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .redirectError(ProcessBuilder.Redirect.DISCARD);
            builder.environment().put("POSTERN_HOME", home.toString());
            builder.environment().put("POSTERN_BUILD", "never");
            long before = childTicks();
            builder.start().waitFor();
            return childTicks() - before;
        } finally {
            Files.delete(home);
        }
    }

    /// User and system time of the children that were waited for: fields 16 and 17, see proc(5).
    private static long childTicks() throws IOException {
        String stat = Files.readString(Path.of("/proc/self/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return Long.parseLong(fields[13]) + Long.parseLong(fields[14]);
    }
}
