package dev.postern.bench;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/// Gathers samples and prints them as a Markdown table. A ratio is taken inside a round; what is printed is its median.
final class Report {

    private final Map<Workload, Map<String, List<Sample>>> samples = new EnumMap<>(Workload.class);
    private final List<Integer> syncMicros = new ArrayList<>();
    private final List<Double> sealedBytes = new ArrayList<>();
    private String idleKinds = "";

    void add(Workload workload, Endpoint endpoint, Sample sample) {
        samples.computeIfAbsent(workload, w -> new HashMap<>())
                .computeIfAbsent(endpoint.name(), n -> new ArrayList<>())
                .add(sample);
    }

    void addSyncs(List<Integer> micros) {
        syncMicros.addAll(micros);
    }

    void addSealed(double bytesPerQuery) {
        sealedBytes.add(bytesPerQuery);
    }

    void idleKinds(String kinds) {
        idleKinds = kinds;
    }

    /// What the last round measured, a line for each workload: rounds differ while a virtual machine compiles.
    String lastRound() {
        StringBuilder out = new StringBuilder();
        samples.forEach((workload, endpoints) -> {
            out.append("  ").append(workload);
            endpoints.forEach((name, all) ->
                    out.append("  ")
                            .append(name)
                            .append(' ')
                            .append(number(all.getLast().cpu(), 2)));
            out.append('\n');
        });
        return out.toString();
    }

    private List<Sample> of(Workload workload, String endpoint) {
        return samples.getOrDefault(workload, Map.of()).getOrDefault(endpoint, List.of());
    }

    private double median(Workload workload, String endpoint, ToDoubleFunction<Sample> figure) {
        return median(of(workload, endpoint).stream().mapToDouble(figure).boxed().toList());
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        if (sorted.isEmpty()) {
            return Double.NaN;
        }
        int half = sorted.size() / 2;
        return sorted.size() % 2 == 1
                ? sorted.get(half)
                : (sorted.get(half - 1) + sorted.get(half)) / 2;
    }

    /// The median of the ratios of the rounds.
    private double ratio(
            Workload workload, String endpoint, String to, ToDoubleFunction<Sample> figure) {
        List<Sample> ours = of(workload, endpoint);
        List<Sample> theirs = of(workload, to);
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < Math.min(ours.size(), theirs.size()); i++) {
            ratios.add(figure.applyAsDouble(ours.get(i)) / figure.applyAsDouble(theirs.get(i)));
        }
        return median(ratios);
    }

    private static String number(double value, int decimals) {
        return Double.isNaN(value)
                ? "-"
                : String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }

    private static String times(double ratio) {
        return Double.isNaN(ratio) ? "-" : number(ratio, 2) + "x";
    }

    String print() {
        StringBuilder out = new StringBuilder();
        out.append(
                "| figure | direct TLS | PgBouncer | bare relay | Postern, write-through | x"
                        + " PgBouncer | x direct TLS | goal |\n");
        out.append("| --- | --- | --- | --- | --- | --- | --- | --- |\n");
        cost(out, "CPU a query, simple, 1 client, us", Workload.SIMPLE_1, "");
        cost(out, "CPU a query, simple, 8 clients, us", Workload.SIMPLE_8, "1.0x PgBouncer");
        cost(out, "CPU a query, prepared, 8 clients, us", Workload.PREPARED_8, "1.0x PgBouncer");
        cost(out, "CPU a query, simple, 32 clients, us", Workload.SIMPLE_32, "1.2x PgBouncer");
        row(
                out,
                "p50, 1 client, us",
                Workload.SIMPLE_1,
                Sample::p50Micros,
                0,
                "1.5x direct, below PgBouncer");
        row(
                out,
                "queries a second, 8 clients",
                Workload.SIMPLE_8,
                Sample::rate,
                0,
                "0.75x direct, 1.0x PgBouncer at least");
        cost(out, "COPY out, CPU s a GB", Workload.COPY_OUT, "0.95x PgBouncer");
        cost(out, "small rows out, CPU s a GB", Workload.ROWS_OUT, "1.4x PgBouncer");
        cost(out, "COPY in, CPU s a GB", Workload.COPY_IN, "1.0x PgBouncer");
        cost(out, "connect with certificate, CPU ms", Workload.CONNECT, "1.2x PgBouncer");
        cost(out, "an idle connection, kB RSS", Workload.IDLE, "50 kB");
        row(
                out,
                "process with 1,000 idle, MB RSS",
                Workload.IDLE,
                s -> s.rate() / 1024,
                0,
                "256 MB");
        out.append("| sealed recording of a short query, bytes | - | - | - | ")
                .append(number(median(sealedBytes), 1))
                .append(" | - | - | 15 |\n\n");
        printModes(out);
        return out.toString();
    }

    /// The few lines that README.md shows: endpoints side by side, without ratios.
    String printSummary() {
        List<String> endpoints =
                List.of(
                        Endpoint.DIRECT,
                        Endpoint.POOLER,
                        Endpoint.BARE,
                        Endpoint.WRITE_THROUGH,
                        Endpoint.STRICT);
        StringBuilder out = new StringBuilder("| |");
        endpoints.forEach(name -> out.append(' ').append(name).append(" |"));
        out.append("\n|").append(" --- |".repeat(endpoints.size() + 1)).append('\n');
        summary(out, endpoints, "a short query, p50, us", Workload.SIMPLE_1, Sample::p50Micros, 0);
        summary(out, endpoints, "queries a second, 8 clients", Workload.SIMPLE_8, Sample::rate, 0);
        summary(out, endpoints, "CPU a query, 8 clients, us", Workload.SIMPLE_8, Sample::cpu, 0);
        summary(out, endpoints, "CPU a GB of COPY out, s", Workload.COPY_OUT, Sample::cpu, 1);
        summary(out, endpoints, "CPU a connect, ms", Workload.CONNECT, Sample::cpu, 1);
        summary(
                out,
                endpoints,
                "process with 1,000 idle, MB",
                Workload.IDLE,
                sample -> sample.rate() / 1024,
                0);
        return out.toString();
    }

    private void summary(
            StringBuilder out,
            List<String> endpoints,
            String label,
            Workload workload,
            ToDoubleFunction<Sample> figure,
            int decimals) {
        out.append("| ").append(label).append(" |");
        for (String name : endpoints) {
            double value = median(workload, name, figure);
            out.append(' ').append(value == 0 ? "-" : number(value, decimals)).append(" |");
        }
        out.append('\n');
    }

    private void cost(StringBuilder out, String label, Workload workload, String goal) {
        row(out, label, workload, Sample::cpu, 2, goal);
        double index = median(workload, Endpoint.WRITE_THROUGH, Sample::index);
        if (index > 0) {
            out.append("| &nbsp; and for its search index | - | - | - | ")
                    .append(number(index, 2))
                    .append(" | - | - | |\n");
        }
    }

    private void row(
            StringBuilder out,
            String label,
            Workload workload,
            ToDoubleFunction<Sample> figure,
            int decimals,
            String goal) {
        boolean isDirect =
                of(workload, Endpoint.DIRECT).stream().anyMatch(s -> figure.applyAsDouble(s) > 0);
        String direct =
                isDirect ? number(median(workload, Endpoint.DIRECT, figure), decimals) : "-";
        out.append("| ").append(label);
        out.append(" | ").append(direct);
        out.append(" | ").append(number(median(workload, Endpoint.POOLER, figure), decimals));
        out.append(" | ").append(number(median(workload, Endpoint.BARE, figure), decimals));
        double floor = ratio(workload, Endpoint.BARE, Endpoint.POOLER, figure);
        out.append(Double.isNaN(floor) ? "" : " (" + times(floor) + ")");
        out.append(" | ")
                .append(number(median(workload, Endpoint.WRITE_THROUGH, figure), decimals));
        out.append(" | ")
                .append(times(ratio(workload, Endpoint.WRITE_THROUGH, Endpoint.POOLER, figure)));
        out.append(" | ")
                .append(
                        isDirect
                                ? times(
                                        ratio(
                                                workload,
                                                Endpoint.WRITE_THROUGH,
                                                Endpoint.DIRECT,
                                                figure))
                                : "-");
        out.append(" | ").append(goal).append(" |\n");
    }

    private void printModes(StringBuilder out) {
        if (of(Workload.SIMPLE_1, Endpoint.STRICT).isEmpty()) {
            return;
        }
        double sync50 = Machine.percentile(syncMicros, 0.5);
        double sync99 = Machine.percentile(syncMicros, 0.99);
        out.append(
                "| mode | p50, 1 client, us | added p50, us | x fdatasync | p99, us | added p99, us"
                    + " | x fdatasync | CPU a query, 8 clients, us | queries a second, 8 clients"
                    + " |\n");
        out.append("| --- | --- | --- | --- | --- | --- | --- | --- | --- |\n");
        out.append("| the disk's own fdatasync | ")
                .append(number(sync50, 0))
                .append(" | | | ")
                .append(number(sync99, 0))
                .append(" | | | | |\n");
        double direct50 = median(Workload.SIMPLE_1, Endpoint.DIRECT, Sample::p50Micros);
        double direct99 = median(Workload.SIMPLE_1, Endpoint.DIRECT, Sample::p99Micros);
        for (String mode :
                List.of(
                        Endpoint.DIRECT,
                        Endpoint.POOLER,
                        Endpoint.BARE,
                        Endpoint.WRITE_THROUGH,
                        Endpoint.STRICT,
                        Endpoint.STRICT_FULL)) {
            if (of(Workload.SIMPLE_1, mode).isEmpty()) {
                continue;
            }
            double p50 = median(Workload.SIMPLE_1, mode, Sample::p50Micros);
            double p99 = median(Workload.SIMPLE_1, mode, Sample::p99Micros);
            boolean waits = mode.startsWith(Endpoint.STRICT);
            out.append("| ").append(mode);
            out.append(" | ").append(number(p50, 0));
            out.append(" | ").append(number(p50 - direct50, 0));
            out.append(" | ").append(waits ? times((p50 - direct50) / sync50) : "");
            out.append(" | ").append(number(p99, 0));
            out.append(" | ").append(number(p99 - direct99, 0));
            out.append(" | ").append(waits ? times((p99 - direct99) / sync99) : "");
            out.append(" | ").append(number(median(Workload.SIMPLE_8, mode, Sample::cpu), 2));
            out.append(" | ").append(number(median(Workload.SIMPLE_8, mode, Sample::rate), 0));
            out.append(" |\n");
        }
        if (!idleKinds.isEmpty()) {
            out.append("\nMemory of the broker with 1,000 idle connections: ")
                    .append(idleKinds)
                    .append("\n");
        }
    }

    /// CPUs that were busy with other things than what was measured, over all samples.
    String others() {
        List<Double> all = new ArrayList<>();
        samples.values()
                .forEach(m -> m.values().forEach(l -> l.forEach(s -> all.add(s.foreign()))));
        return number(median(all), 2);
    }
}
