package dev.postern.bench;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Runs a workload against an endpoint: pgbench for queries, psql for bulk.
final class Load {

    private static final int WIDE_BYTES = 1_000;
    private static final double GB = 1e9;

    private final Path home;
    private final Commands commands;
    private final int seconds;
    private final long bulkBytes;
    private final Path copyFile;

    /// @param seconds   length of one run with queries
    /// @param bulkBytes size of one run with bulk
    Load(Path home, Commands commands, int seconds, long bulkBytes) throws IOException {
        this.home = home;
        this.commands = commands;
        this.seconds = seconds;
        this.bulkBytes = bulkBytes;
        this.copyFile = home.resolve("copy.txt");
        try (BufferedWriter out = Files.newBufferedWriter(copyFile)) {
            for (long i = 0; i < bulkBytes / (WIDE_BYTES + 9); i++) {
                out.write("%08d".formatted(i) + wide() + "\n");
            }
        }
    }

    /// Text that packs about as rows do.
    private static String wide() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; text.length() < WIDE_BYTES; i++) {
            text.append(Integer.toHexString(i * 0x9E3779B1)).append(" of the fields in this row ");
        }
        return text.substring(0, WIDE_BYTES);
    }

    Sample run(Workload workload, Endpoint endpoint) throws IOException, InterruptedException {
        return switch (workload) {
            case SIMPLE_1, SIMPLE_8, PREPARED_8, SIMPLE_32, CONNECT -> queries(workload, endpoint);
            case COPY_OUT -> {
                long rows = bulkBytes / (WIDE_BYTES + 14);
                yield bulk(
                        endpoint,
                        rows * (WIDE_BYTES + 14),
                        "copy (select lpad(g::text, 8, '0') || '"
                                + wide()
                                + "' from generate_series(1, "
                                + rows
                                + ") g) to stdout");
            }
            case ROWS_OUT -> {
                long rows = bulkBytes / 3 / 43;
                long bytes = 0;
                for (long g = 1; g <= rows; g++) {
                    bytes += 7 + 3 * 4 + 6 + 2L * digits(g) + digits(g % 1000);
                }
                yield bulk(
                        endpoint,
                        bytes,
                        "select g, g % 1000, 'order-' || g from generate_series(1, "
                                + rows
                                + ") g");
            }
            case COPY_IN ->
                    bulk(
                            endpoint,
                            Files.size(copyFile),
                            "\\copy sink from '" + copyFile + "' where false");
            case IDLE -> idle(workload.clients(), endpoint);
        };
    }

    private static int digits(long number) {
        return Long.toString(number).length();
    }

    private Sample queries(Workload workload, Endpoint endpoint)
            throws IOException, InterruptedException {
        boolean connects = workload == Workload.CONNECT;
        boolean isLogged = workload.clients() == 1;
        Path log = home.resolve("latency");
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Commands.need("pgbench"),
                                "-nS",
                                "-M",
                                workload.mode(),
                                "-c",
                                "" + workload.clients(),
                                "-j",
                                "" + Math.min(2, workload.clients()),
                                "-T",
                                "" + seconds));
        if (connects) {
            command.add("-C");
        }
        if (isLogged) {
            command.addAll(List.of("-l", "--log-prefix=" + log));
        }
        Cpu before = Cpu.of(endpoint);
        double busy = Machine.busySeconds();
        String output = commands.run(endpoint.environment(), command);
        double others = Machine.busySeconds() - busy - Cpu.of(endpoint).minus(before).all();
        Cpu used = afterwards(endpoint).minus(before);
        double done = number(output, "number of transactions actually processed: ");
        List<Integer> micros = isLogged ? latencies(log) : List.of(0);
        double each = 1000 / done * (connects ? 1 : 1000);
        return new Sample(
                (used.all() - used.index()) * each,
                used.index() * each,
                number(output, "tps = "),
                Machine.percentile(micros, 0.5),
                Machine.percentile(micros, 0.99),
                others / seconds);
    }

    /// CPU seconds of an endpoint's process.
    ///
    /// @param index those of the broker's threads that make recordings searchable
    private record Cpu(double all, double index) {

        private static final List<String> INDEX =
                List.of("indexer", "index-db", "grammar", "postern-snapsho");

        static Cpu of(Endpoint endpoint) {
            long pid = endpoint.pid();
            return new Cpu(
                    pid == 0 ? 0 : Machine.cpuSeconds(pid),
                    endpoint.isBroker() ? Machine.cpuSeconds(pid, INDEX) : 0);
        }

        Cpu minus(Cpu before) {
            return new Cpu(all - before.all, index - before.index);
        }
    }

    /// The time used once what was left to do has been done: packing, encrypting and indexing belong to what was relayed.
    private static Cpu afterwards(Endpoint endpoint) throws InterruptedException {
        if (endpoint.isBroker()) {
            Machine.awaitQuiet(endpoint.pid());
        } else {
            TimeUnit.MILLISECONDS.sleep(50);
        }
        return Cpu.of(endpoint);
    }

    private static double number(String output, String label) throws IOException {
        return output.lines()
                .filter(line -> line.startsWith(label))
                .map(line -> line.substring(label.length()).split("[ /]")[0])
                .map(Double::valueOf)
                .findFirst()
                .orElseThrow(() -> new IOException("pgbench did not say \"" + label + "\""));
    }

    private List<Integer> latencies(Path prefix) throws IOException {
        List<Integer> micros = new ArrayList<>();
        try (Stream<Path> logs = Files.list(home)) {
            for (Path log : logs.filter(f -> f.toString().startsWith(prefix.toString())).toList()) {
                try (Stream<String> lines = Files.lines(log)) {
                    lines.forEach(line -> micros.add(Integer.valueOf(line.split(" ")[2])));
                }
                Files.delete(log);
            }
        }
        return micros;
    }

    private Sample bulk(Endpoint endpoint, long bytes, String statement)
            throws IOException, InterruptedException {
        Cpu before = Cpu.of(endpoint);
        double busy = Machine.busySeconds();
        long began = System.nanoTime();
        commands.run(
                endpoint.environment(),
                List.of(
                        Commands.need("psql"),
                        "-XqAt",
                        "-o",
                        "/dev/null",
                        "-c",
                        statement.startsWith("copy")
                                ? "\\copy"
                                        + statement
                                                .substring(4)
                                                .replace("to stdout", "to '/dev/null'")
                                : statement));
        double wall = (System.nanoTime() - began) / 1e9;
        double others = Machine.busySeconds() - busy - Cpu.of(endpoint).minus(before).all();
        Cpu used = afterwards(endpoint).minus(before);
        return new Sample(
                (used.all() - used.index()) / (bytes / GB),
                used.index() / (bytes / GB),
                bytes / wall,
                0,
                0,
                others / wall);
    }

    /// Opens many connections, asks one query on each and looks at the memory that this took.
    ///
    /// @return kB a connection as `cpu`, kB of the whole process as `rate`
    private Sample idle(int connections, Endpoint endpoint)
            throws IOException, InterruptedException {
        Path script = home.resolve("idle.sql");
        Files.writeString(
                script, "select abalance from pgbench_accounts where aid = 42;\n\\sleep 20 s\n");
        long before = Machine.rssKilobytes(endpoint.pid());
        Process process =
                commands.start(
                        endpoint.environment(),
                        List.of(
                                Commands.need("pgbench"),
                                "-n",
                                "-c",
                                "" + connections,
                                "-j",
                                "1",
                                "-t",
                                "1",
                                "-f",
                                script.toString()),
                        home.resolve("idle.log"));
        long most = before;
        while (!process.waitFor(500, TimeUnit.MILLISECONDS)) {
            most = Math.max(most, Machine.rssKilobytes(endpoint.pid()));
        }
        if (process.exitValue() != 0) {
            throw new IOException("pgbench: " + Files.readString(home.resolve("idle.log")));
        }
        return new Sample((most - before) / (double) connections, 0, most, 0, 0, 0);
    }
}
