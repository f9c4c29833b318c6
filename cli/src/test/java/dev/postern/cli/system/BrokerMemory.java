package dev.postern.cli.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a broker process holds in memory behind a collection of garbage, told by the JDK's `jcmd`.
///
/// @param heapBytes     live objects
/// @param directBytes   buffers outside of the heap
/// @param residentBytes everything of its own that lies in memory, garbage included
record BrokerMemory(long heapBytes, long directBytes, long residentBytes) {

    /// What the Java options of a broker must have for this.
    static final String OPTION = "-XX:NativeMemoryTracking=summary";

    private static final Pattern HEAP = Pattern.compile("total \\d+K, used (\\d+)K");
    private static final Pattern DIRECT =
            Pattern.compile("Other \\(reserved=\\d+KB, committed=(\\d+)KB");

    private static final Pattern RESIDENT = Pattern.compile("RssAnon:\\s+(\\d+) kB");

    /// What the process `pid` holds now; it stands still for a moment.
    static BrokerMemory of(Path folder, long pid) throws IOException {
        jcmd(folder, pid, "GC.run");
        long heap = sum(HEAP, jcmd(folder, pid, "GC.heap_info"));
        long direct = sum(DIRECT, jcmd(folder, pid, "VM.native_memory", "summary", "scale=KB"));
        Path status = Path.of("/proc", Long.toString(pid), "status");
        return new BrokerMemory(heap, direct, sum(RESIDENT, Files.readString(status)));
    }

    private static String jcmd(Path folder, long pid, String... words) {
        String[] command = new String[words.length + 2];
        command[0] = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        command[1] = Long.toString(pid);
        System.arraycopy(words, 0, command, 2, words.length);
        Run run = Run.of(folder, Map.of(), command);
        assertThat(run.exitCode()).as(run.all()).isZero();
        return run.out();
    }

    private static long sum(Pattern pattern, String text) {
        Matcher found = pattern.matcher(text);
        long kib = 0;
        int count = 0;
        while (found.find()) {
            kib += Long.parseLong(found.group(1));
            count++;
        }
        assertThat(count).as(text).isPositive();
        return kib << 10;
    }

    long bytes() {
        return heapBytes + directBytes;
    }
}
