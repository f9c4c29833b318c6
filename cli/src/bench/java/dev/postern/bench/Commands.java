package dev.postern.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Runs programs of this machine. Servers that refuse to run as root run as the user `postgres`.
final class Commands {

    private final Path home;
    private final boolean isRoot = System.getProperty("user.name").equals("root");

    /// @param home where output goes
    Commands(Path home) {
        this.home = home;
    }

    /// A program on the path or where PostgreSQL's packages put theirs, the newest first.
    static Optional<Path> find(String name) throws IOException {
        List<Path> folders = new ArrayList<>();
        for (String folder : (System.getenv("PATH") + ":/usr/sbin:/sbin").split(":")) {
            folders.add(Path.of(folder));
        }
        Path packages = Path.of("/usr/lib/postgresql");
        if (Files.isDirectory(packages)) {
            try (Stream<Path> versions = Files.list(packages)) {
                versions.sorted((a, b) -> b.compareTo(a))
                        .forEach(version -> folders.addFirst(version.resolve("bin")));
            }
        }
        return folders.stream()
                .map(folder -> folder.resolve(name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /// A program that must be there.
    static String need(String name) throws IOException {
        return find(name)
                .orElseThrow(() ->
                        new IOException(
                                name
                                        + " was not found: install PostgreSQL with its"
                                        + " contributed programs, and openssl"))
                .toString();
    }

    /// Runs a program to its end.
    ///
    /// @return its output
    /// @throws IOException if it fails, with the end of what it said
    String run(Map<String, String> environment, List<String> command)
            throws IOException, InterruptedException {
        Path errors = Files.createTempFile(home, "run", ".err");
        Process process = builder(environment, command).redirectError(errors.toFile()).start();
        String output = new String(process.getInputStream().readAllBytes());
        int code = process.waitFor();
        String said = Files.readString(errors);
        Files.delete(errors);
        if (code != 0) {
            throw new IOException(
                    String.join(" ", command)
                            + " ended with "
                            + code
                            + ": "
                            + said.substring(Math.max(0, said.length() - 800)).strip());
        }
        return output;
    }

    /// Runs a program to its end as somebody who is not root.
    String runUnprivileged(List<String> command) throws IOException, InterruptedException {
        return run(Map.of(), unprivileged(command));
    }

    /// Starts a program that goes on.
    Process start(Map<String, String> environment, List<String> command, Path output)
            throws IOException {
        return builder(environment, command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }

    List<String> unprivileged(List<String> command) throws IOException {
        if (!isRoot) {
            return command;
        }
        List<String> all =
                new ArrayList<>(
                        List.of(
                                need("setpriv"),
                                "--reuid=postgres",
                                "--regid=postgres",
                                "--clear-groups"));
        all.addAll(command);
        return all;
    }

    /// Gives a file or folder to whoever [#unprivileged] runs as.
    void handOver(Path path) throws IOException, InterruptedException {
        if (isRoot) {
            run(Map.of(), List.of("chown", "-R", "postgres", path.toString()));
        }
    }

    private ProcessBuilder builder(Map<String, String> environment, List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command).directory(home.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
        builder.environment().putAll(environment);
        return builder;
    }
}
