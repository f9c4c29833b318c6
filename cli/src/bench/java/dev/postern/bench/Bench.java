package dev.postern.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Measures what Postern costs beside a direct connection and PgBouncer, on this machine, and prints a table.
///
/// In each round every endpoint runs every workload, forwards in even rounds and backwards in odd ones, so that whatever
/// else happens on the machine meets them all; ratios are taken inside a round. CPU time of the process between client
/// and server is the figure to trust on a machine that others use too.
public final class Bench {

    private static final String HELP =
            """
            bench [--rounds N] [--seconds N] [--bulk-mb N] [--modes write-through,strict,strict-full]
                  [--workloads simple-1,simple-8,prepared-8,simple-32,copy-out,rows-out,copy-in,connect,idle]
                  [--home DIR]
            """;

    private static final int SYNCS = 100;

    private final Options options;
    private final Report report = new Report();

    private Bench(Options options) {
        this.options = options;
    }

    /// What the command line says.
    private record Options(
            int rounds,
            int seconds,
            long bulkBytes,
            List<String> modes,
            List<Workload> workloads,
            Path home) {

        static Options parse(String[] arguments) throws IOException {
            int rounds = 5;
            int seconds = 5;
            long bulkBytes = 300_000_000;
            List<String> modes = List.of(Endpoint.WRITE_THROUGH, Endpoint.STRICT);
            List<Workload> workloads = List.of(Workload.values());
            Path home = null;
            for (int i = 0; i + 1 < arguments.length; i += 2) {
                String value = arguments[i + 1];
                switch (arguments[i]) {
                    case "--rounds" -> rounds = Integer.parseInt(value);
                    case "--seconds" -> seconds = Integer.parseInt(value);
                    case "--bulk-mb" -> bulkBytes = Long.parseLong(value) * 1_000_000;
                    case "--modes" -> modes = List.of(value.split(","));
                    case "--home" -> home = Path.of(value).toAbsolutePath();
                    case "--workloads" ->
                            workloads =
                                    Arrays.stream(value.split(","))
                                            .map(w -> w.toUpperCase(Locale.ROOT).replace('-', '_'))
                                            .map(Workload::valueOf)
                                            .toList();
                    default -> throw new IOException("unknown: " + arguments[i] + "\n" + HELP);
                }
            }
            if (arguments.length % 2 == 1) {
                throw new IOException(HELP);
            }
            return new Options(
                    rounds,
                    seconds,
                    bulkBytes,
                    modes,
                    workloads,
                    home == null
                            ? Files.createTempDirectory("postern-bench-")
                            : Files.createDirectories(home));
        }
    }

    /// @param arguments the project's folder, then options
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Options options;
        try {
            options = Options.parse(Arrays.copyOfRange(arguments, 1, arguments.length));
        } catch (IOException | IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
            return;
        }
        Path root = Path.of(arguments[0]).toAbsolutePath().normalize();
        try {
            new Bench(options).run(root);
        } finally {
            remove(options.home());
        }
    }

    private void run(Path root) throws IOException, InterruptedException {
        Commands commands = new Commands(options.home());
        try (Servers servers = new Servers(options.home(), root, commands)) {
            Load load = new Load(options.home(), commands, options.seconds(), options.bulkBytes());
            List<Endpoint> endpoints = start(servers, load);
            String before = Machine.load();
            for (int round = 0; round < options.rounds(); round++) {
                round(round, endpoints, load);
                System.err.print(report.lastRound());
                System.err.printf(
                        "round %d of %d, load %s%n", round + 1, options.rounds(), Machine.load());
            }
            if (options.workloads().contains(Workload.IDLE)) {
                try {
                    idle(endpoints, load);
                } catch (IOException e) {
                    System.err.println("idle connections were not measured: " + e.getMessage());
                }
            }
            System.out.println();
            System.out.printf(
                    "%s; %s; %s; %d rounds of %d s and %d MB; load %s before, %s after; %s CPUs"
                            + " were busy with clients, server and everything else.%n%n",
                    Machine.describe(),
                    Servers.versionOf("postgres"),
                    Commands.find("pgbouncer").isPresent()
                            ? Servers.versionOf("pgbouncer")
                            : "no PgBouncer",
                    options.rounds(),
                    options.seconds(),
                    options.bulkBytes() / 1_000_000,
                    before,
                    Machine.load(),
                    report.others());
            System.out.print(report.print());
            System.out.printf("%nFor README.md:%n%n%s", report.printSummary());
        }
    }

    private List<Endpoint> start(Servers servers, Load load)
            throws IOException, InterruptedException {
        List<Endpoint> endpoints = new ArrayList<>();
        endpoints.add(servers.startPostgres());
        servers.startPgBouncer()
                .ifPresentOrElse(
                        endpoints::add,
                        () ->
                                System.err.println(
                                        "PgBouncer is not installed: only ratios to direct TLS are"
                                                + " printed (apt-get install pgbouncer)"));
        Endpoint bare = servers.startBareRelay();
        for (Workload workload : options.workloads()) {
            if (workload != Workload.IDLE) {
                load.run(workload, bare);
            }
        }
        endpoints.add(bare);
        for (String mode : options.modes()) {
            System.err.println("starting a broker, " + mode + ", with its warm-up");
            Endpoint broker = servers.startBroker(mode);
            Machine.awaitQuiet(broker.pid());
            endpoints.add(broker);
        }
        return endpoints;
    }

    private void round(int round, List<Endpoint> endpoints, Load load)
            throws IOException, InterruptedException {
        List<Endpoint> order = new ArrayList<>(endpoints);
        if (round % 2 == 1) {
            Collections.reverse(order);
        }
        for (Workload workload : options.workloads()) {
            if (workload == Workload.IDLE) {
                continue;
            }
            for (Endpoint endpoint : order) {
                boolean isOther =
                        endpoint.isBroker() && !endpoint.name().equals(Endpoint.WRITE_THROUGH);
                if (isOther && !workload.inEveryMode()) {
                    continue;
                }
                if (workload == Workload.SIMPLE_1 && isOther) {
                    report.addSyncs(Machine.fdatasyncs(endpoint.data(), SYNCS));
                }
                boolean sealed =
                        workload == Workload.SIMPLE_8
                                && endpoint.name().equals(Endpoint.WRITE_THROUGH);
                long bytes = sealed ? recorded(endpoint) : 0;
                Sample sample = load.run(workload, endpoint);
                report.add(workload, endpoint, sample);
                if (sealed) {
                    report.addSealed(
                            (recorded(endpoint) - bytes) / (sample.rate() * options.seconds()));
                }
            }
        }
    }

    /// Bytes of recordings, once they have all been written.
    private static long recorded(Endpoint endpoint) throws IOException, InterruptedException {
        long before = -1;
        long now = Machine.bytesOf(endpoint.data(), ".pgrec");
        while (now != before) {
            TimeUnit.MILLISECONDS.sleep(700);
            before = now;
            now = Machine.bytesOf(endpoint.data(), ".pgrec");
        }
        return now;
    }

    private void idle(List<Endpoint> endpoints, Load load)
            throws IOException, InterruptedException {
        for (Endpoint endpoint : endpoints) {
            if (endpoint.name().equals(Endpoint.POOLER)
                    || endpoint.name().equals(Endpoint.BARE)
                    || endpoint.name().equals(Endpoint.WRITE_THROUGH)) {
                report.add(Workload.IDLE, endpoint, load.run(Workload.IDLE, endpoint));
                if (endpoint.isBroker()) {
                    report.idleKinds(Machine.rssKinds(endpoint.pid()));
                }
            }
        }
    }

    private static void remove(Path home) throws IOException {
        try (Stream<Path> all = Files.walk(home)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
