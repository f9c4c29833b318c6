package dev.postern.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// What Linux says about processes and the disk.
final class Machine {

    /// Ticks a second of the times in `/proc`: the same on every Linux of today.
    private static final double TICKS = 100;

    private static final int BLOCK_BYTES = 4096;
    private static final int MOST_WAITS = 90;
    private static final double QUIET_SECONDS = 0.05;

    private Machine() {}

    /// User and system time of a process, in seconds.
    static double cpuSeconds(long pid) {
        String stat = read(Path.of("/proc/" + pid + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS;
    }

    /// User and system time of those threads of a process whose name begins with one of `names`, in seconds.
    static double cpuSeconds(long pid, List<String> names) {
        try (Stream<Path> threads = Files.list(Path.of("/proc/" + pid + "/task"))) {
            return threads.mapToDouble(thread -> threadSeconds(thread, names)).sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static double threadSeconds(Path thread, List<String> names) {
        try {
            String stat = Files.readString(thread.resolve("stat"));
            String name = stat.substring(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return names.stream().anyMatch(name::startsWith)
                    ? (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS
                    : 0;
        } catch (IOException _) {
            return 0; // The thread has ended.
        }
    }

    /// Waits until a process has used next to no time for a second, a minute and a half at most.
    static void awaitQuiet(long pid) throws InterruptedException {
        double before = cpuSeconds(pid);
        for (int i = 0; i < MOST_WAITS; i++) {
            TimeUnit.SECONDS.sleep(1);
            double now = cpuSeconds(pid);
            if (now - before < QUIET_SECONDS) {
                return;
            }
            before = now;
        }
    }

    /// Resident memory of a process, in kB.
    static long rssKilobytes(long pid) {
        return read(Path.of("/proc/" + pid + "/status"))
                .lines()
                .filter(line -> line.startsWith("VmRSS:"))
                .map(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElseThrow();
    }

    /// Resident memory of a process by kind, in kB: what it has alone, files it maps, memory shared with others.
    static String rssKinds(long pid) {
        return read(Path.of("/proc/" + pid + "/status"))
                .lines()
                .filter(line -> line.matches("Rss(Anon|File|Shmem):.*"))
                .map(line -> line.replaceAll("\\s+", " "))
                .reduce((a, b) -> a + ", " + b)
                .orElse("");
    }

    /// CPU seconds that the whole machine has been busy.
    static double busySeconds() {
        String[] fields = read(Path.of("/proc/stat")).lines().findFirst().orElseThrow().split(" +");
        long busy = 0;
        for (int i : new int[] {1, 2, 3, 6, 7, 8}) {
            busy += Long.parseLong(fields[i]);
        }
        return busy / TICKS;
    }

    static String load() {
        return read(Path.of("/proc/loadavg")).split(" ")[0];
    }

    static String describe() {
        String cpu =
                read(Path.of("/proc/cpuinfo"))
                        .lines()
                        .filter(line -> line.startsWith("model name"))
                        .map(line -> line.substring(line.indexOf(':') + 2))
                        .findFirst()
                        .orElse("unknown CPU");
        return Runtime.getRuntime().availableProcessors()
                + " cores ("
                + cpu
                + "), Linux "
                + read(Path.of("/proc/sys/kernel/osrelease")).strip();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// How long the disk takes to make a few hundred bytes durable in blocks that exist already, in microseconds.
    static List<Integer> fdatasyncs(Path folder, int count) throws IOException {
        Path file = folder.resolve("fdatasync.probe");
        List<Integer> micros = new ArrayList<>();
        try (FileChannel channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING)) {
            channel.write(ByteBuffer.allocate(count * BLOCK_BYTES), 0);
            channel.force(true);
            for (int i = 0; i < count; i++) {
                ByteBuffer entry = ByteBuffer.allocate(200);
                long began = System.nanoTime();
                channel.write(entry, (long) i * BLOCK_BYTES);
                channel.force(false);
                micros.add((int) ((System.nanoTime() - began) / 1000));
            }
        } finally {
            Files.deleteIfExists(file);
        }
        return micros;
    }

    /// Bytes of the files below `folder` whose names end with `suffix`.
    static long bytesOf(Path folder, String suffix) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            long sum = 0;
            for (Path file : files.filter(f -> f.toString().endsWith(suffix)).toList()) {
                sum += Files.size(file);
            }
            return sum;
        }
    }

    static int percentile(List<Integer> values, double share) {
        List<Integer> sorted = values.stream().sorted().toList();
        return sorted.get((int) Math.min(sorted.size() - 1L, (long) (sorted.size() * share)));
    }
}
