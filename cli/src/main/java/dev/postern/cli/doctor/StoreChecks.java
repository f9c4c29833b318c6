package dev.postern.cli.doctor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// What can be said on the broker's machine about its data folder: who reads it, its room, its keys, its quarantine, and
/// the swap of the machine. Reads only, beside a running broker too.
final class StoreChecks {

    private static final long LEAST_FREE_BYTES = 512L << 20;
    private static final int LEAST_FREE_PERCENT = 5;
    private static final String REASON = ".reason.txt";
    private static final String RECORDING = ".pgrec";

    private final Path data;
    private final Path swaps;
    private final List<Finding> findings = new ArrayList<>();

    /// @param swaps what the kernel says of its swap, `/proc/swaps`; nothing is said if it is not there
    StoreChecks(Path data, Path swaps) {
        this.data = data;
        this.swaps = swaps;
    }

    List<Finding> run() throws IOException {
        if (!Files.isDirectory(data)) {
            wrong(
                    "data",
                    data + " is no folder",
                    "Give the folder that `data` of the broker's configuration names.");
        } else if (!Files.isReadable(data) || !Files.isExecutable(data)) {
            wrong(
                    "data",
                    data + " cannot be read by you",
                    "Run this as the user of the broker, who owns it.");
        } else {
            folder();
        }
        swap();
        return findings;
    }

    private void folder() throws IOException {
        try {
            permissions();
            space();
            quarantine();
            keys();
        } catch (UncheckedIOException e) {
            wrong(
                    "data",
                    "a part of it cannot be read: " + e.getMessage(),
                    "Run this as the user of the broker; chown what is not theirs.");
        }
    }

    private void permissions() throws IOException {
        if (Files.getPosixFilePermissions(data).stream()
                .anyMatch(PosixFilePermissions.fromString("---rwxrwx")::contains)) {
            wrong("data", "others can look into " + data, "Run: chmod 700 " + data);
        } else if (!Files.isWritable(data)) {
            wrong(
                    "data",
                    data + " cannot be written by you",
                    "If you are the user of the broker: chown -R it, or mount it writable.");
        } else {
            findings.add(Finding.ok("data", data + " is its owner's alone"));
        }
    }

    private void space() throws IOException {
        var store = Files.getFileStore(data);
        long free = store.getUsableSpace();
        long total = Math.max(1, store.getTotalSpace());
        String text =
                String.format(
                        Locale.ROOT,
                        "%d MiB of %d MiB are free (%d %%)",
                        free >> 20,
                        total >> 20,
                        free * 100 / total);
        if (isScarce(free, total)) {
            wrong(
                    "space",
                    text
                            + ", and a broker refuses sessions below "
                            + (LEAST_FREE_BYTES >> 20)
                            + " MiB or "
                            + LEAST_FREE_PERCENT
                            + " % unless `recorder` says otherwise",
                    "Make the disk larger, set `retention`, or store recordings elsewhere"
                            + " (`store`).");
        } else {
            findings.add(Finding.ok("space", text));
        }
    }

    /// Whether a broker with the default limits takes no session.
    static boolean isScarce(long free, long total) {
        return free < LEAST_FREE_BYTES || free < total / 100 * LEAST_FREE_PERCENT;
    }

    private void quarantine() throws IOException {
        Path folder = data.resolve("quarantine");
        List<Path> reasons = Files.isDirectory(folder) ? files(folder, REASON) : List.of();
        for (Path reason : reasons) {
            String name = String.valueOf(reason.getFileName());
            wrong(
                    "quarantine",
                    name.substring(0, name.length() - REASON.length())
                            + " cannot be read: "
                            + Files.readString(reason).strip(),
                    "Keep it as evidence, bring the file back from a backup if there is one, and"
                            + " look at the disk (smartctl, dmesg).");
        }
    }

    /// Looks for recordings that nobody can open.
    private void keys() throws IOException {
        Path recordings = data.resolve("recordings");
        List<Path> all = Files.isDirectory(recordings) ? files(recordings, RECORDING) : List.of();
        List<String> without = new ArrayList<>();
        for (Path recording : all) {
            String file = recordings.relativize(recording).toString();
            Path key = data.resolve("recording-keys").resolve(stem(file) + ".pgkey");
            Path destroyed = data.resolve("recording-keys").resolve(stem(file) + ".destroyed");
            if (!Files.exists(key) && !Files.exists(destroyed)) {
                without.add(stem(String.valueOf(recording.getFileName())));
            }
        }
        if (without.isEmpty()) {
            findings.add(Finding.ok("keys", all.size() + " recordings, none without its key"));
        } else {
            wrong(
                    "keys",
                    without.size()
                            + " of "
                            + all.size()
                            + " recordings have no key file and cannot be opened, the first is "
                            + without.getFirst(),
                    "Copy recording-keys/ back from a backup or the object store; keys are not"
                            + " in the recordings.");
        }
    }

    private static String stem(String recording) {
        return recording.substring(0, recording.length() - RECORDING.length());
    }

    private void swap() throws IOException {
        if (!Files.isReadable(swaps)) {
            return;
        }
        List<String> used = Files.readAllLines(swaps).stream().skip(1).toList();
        if (used.isEmpty()) {
            findings.add(Finding.ok("swap", "off"));
            return;
        }
        findings.add(
                Finding.warning(
                        "swap",
                        "on ("
                                + used.getFirst().split("\\s+")[0]
                                + "): keys and rows in the broker's memory may reach the disk in"
                                + " clear",
                        "Run: swapoff -a; or encrypt the swap, or set MemorySwapMax=0 for the"
                                + " broker's unit."));
    }

    private static List<Path> files(Path folder, String suffix) throws IOException {
        try (Stream<Path> files = Files.walk(folder, 4)) {
            return files.filter(file -> String.valueOf(file.getFileName()).endsWith(suffix))
                    .sorted()
                    .toList();
        }
    }

    private void wrong(String subject, String text, String remedy) {
        findings.add(Finding.wrong(subject, text, remedy));
    }
}
