package dev.postern.cli.system;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Makes file system calls of a broker fail, by the library in `src/test/c/faults.c`, which is compiled for it.
final class Faults {

    /// What to say where there is no compiler.
    static final String NEEDS =
            "this test makes file system calls fail with a library in C: install a compiler"
                    + " (Debian: gcc libc6-dev) and run it again";

    private final Path library;
    private final Path below;
    private final Path log;

    private Faults(Path library, Path below) {
        this.library = library;
        this.below = below;
        this.log = library.resolveSibling("faults.log");
    }

    /// Whether a compiler is there.
    static boolean hasCompiler() {
        try {
            return new ProcessBuilder("cc", "--version").start().waitFor() == 0;
        } catch (IOException none) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// Compiles the library into `folder`; calls below `below` will be looked at.
    static Faults compile(Path folder, Path below) {
        return new Faults(library(folder, "faults"), below);
    }

    /// Compiles `src/test/c/NAME.c` into a library in `folder`.
    static Path library(Path folder, String name) {
        Path library = folder.resolve(name + ".so");
        Run compiled =
                Run.of(
                        Path.of("").toAbsolutePath(),
                        Map.of(),
                        "cc",
                        "-Wall",
                        "-O1",
                        "-shared",
                        "-fPIC",
                        "-o",
                        library.toString(),
                        "src/test/c/" + name + ".c");
        assertThat(compiled.exitCode()).as(compiled.all()).isZero();
        return library;
    }

    /// A call that fails.
    ///
    /// @param call   its name
    /// @param name   the first name of the path below the folder
    /// @param at     the how manieth of these calls, from 1
    /// @param error  of errno; SHORT: half of a write is done; KILL: the process is killed instead
    /// @param sticks whether all later ones fail too
    record Fault(String call, String name, int at, String error, boolean sticks) {

        @Override
        public String toString() {
            return call + " " + name + " #" + at + " " + error + (sticks ? ", all later" : "");
        }
    }

    /// A call that was made.
    ///
    /// @param path  below the folder
    /// @param nanos of the monotonic clock
    record Call(boolean failed, String call, String path, long nanos) {

        String name() {
            return path.replaceFirst("/.*", "");
        }

        private static Call parse(String line) {
            boolean failed = line.startsWith("! ");
            String[] words = line.substring(failed ? 2 : 0).split(" ", -1);
            return new Call(failed, words[0], words[1], Long.parseLong(words[2]));
        }
    }

    /// What stands before the command of a process that makes `fault`; null only looks. The log begins anew.
    String[] before(@Nullable Fault fault, String... variables) throws IOException {
        Files.deleteIfExists(log);
        List<String> words = new ArrayList<>(List.of("env"));
        words.addAll(List.of(variables));
        words.add("LD_PRELOAD=" + library);
        words.add("FAULT_FOLDER=" + below);
        words.add("FAULT_LOG=" + log);
        if (fault != null) {
            words.add("FAULT_CALL=" + fault.call());
            words.add("FAULT_NAME=" + fault.name());
            words.add("FAULT_AT=" + fault.at());
            words.add("FAULT_ERROR=" + fault.error());
            words.add("FAULT_STICKS=" + (fault.sticks() ? 1 : 0));
        }
        return words.toArray(String[]::new);
    }

    /// The calls of the process so far.
    List<Call> calls() throws IOException {
        if (!Files.exists(log)) {
            return List.of();
        }
        return Files.readAllLines(log).stream().map(Call::parse).toList();
    }
}
