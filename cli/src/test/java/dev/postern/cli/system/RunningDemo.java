package dev.postern.cli.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// A demo of Postern in a process of its own, and its people's terminals.
final class RunningDemo implements AutoCloseable {

    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    static final String POSTERN = ROOT.resolve("postern").toString();

    private static final int LONGEST_START_SECONDS = 120;
    private static final int LONGEST_STOP_SECONDS = 10;

    private final Process process;
    private final Path folder;
    private final Map<String, String> environment;
    private final List<String> printed;

    private RunningDemo(
            Process process, Path folder, Map<String, String> environment, List<String> printed) {
        this.process = process;
        this.folder = folder;
        this.environment = environment;
        this.printed = printed;
    }

    /// Starts `postern demo` with its data in `folder` and waits until it says that it is ready.
    static RunningDemo start(Path folder, String... options)
            throws IOException, InterruptedException {
        return startWith(folder, Map.of(), options);
    }

    /// As [#start], with variables added to the demo's environment.
    static RunningDemo startWith(Path folder, Map<String, String> variables, String... options)
            throws IOException, InterruptedException {
        Path envFile = folder.resolve("demo.env");
        Files.deleteIfExists(envFile);
        List<String> words =
                new ArrayList<>(
                        List.of(
                                POSTERN,
                                "demo",
                                "--data",
                                folder.resolve("data").toString(),
                                "--env-file",
                                envFile.toString()));
        words.addAll(List.of(options));
        ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
        builder.environment().putAll(variables);
        Process process = builder.start();
        List<String> printed = new ArrayList<>();
        CountDownLatch ready = new CountDownLatch(1);
        Thread.ofVirtual()
                .start(() -> {
                    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
                        for (String line = lines.readLine();
                                line != null;
                                line = lines.readLine()) {
                            synchronized (printed) {
                                printed.add(line);
                            }
                            if (line.startsWith("Ready")) {
                                ready.countDown();
                            }
                        }
                    } catch (IOException e) {
                        // The demo was ended, and its output with it.
                        ready.countDown();
                    } finally {
                        ready.countDown();
                    }
                });
        boolean inTime = ready.await(LONGEST_START_SECONDS, TimeUnit.SECONDS);
        synchronized (printed) {
            assertThat(inTime && Files.exists(envFile) && process.isAlive())
                    .as("the demo is ready:\n" + String.join("\n", printed))
                    .isTrue();
        }
        return new RunningDemo(process, folder, shellLines(envFile), printed);
    }

    /// The shell lines the demo wrote.
    Map<String, String> environment() {
        return environment;
    }

    String webAddress() {
        return environment.getOrDefault("POSTERN_URL", "");
    }

    /// The folder that stands for the person's home.
    Path home(String person) throws IOException {
        return Files.createDirectories(folder.resolve("data/people").resolve(person));
    }

    /// Runs `postern` as the person.
    Run postern(String person, String... arguments) throws IOException {
        List<String> words = new ArrayList<>(List.of(POSTERN));
        words.addAll(List.of(arguments));
        return Run.of(
                home(person),
                Map.of("POSTERN_HOME", home(person).toString(), "POSTERN_PROXY", webAddress()),
                "",
                words);
    }

    /// Runs plain psql as the person, with the service file that login wrote.
    Run psql(String person, String connection, String sql) throws IOException {
        return Run.of(
                home(person),
                Map.of("PGSERVICEFILE", home(person).resolve("pg_service.conf").toString()),
                sql,
                List.of("psql", "-X", "-v", "ON_ERROR_STOP=1", connection));
    }

    /// What the demo printed so far.
    String printed() {
        synchronized (printed) {
            return String.join("\n", printed);
        }
    }

    /// Sends SIGTERM and expects the end within ten seconds.
    int terminate() throws InterruptedException {
        process.destroy();
        assertThat(process.waitFor(LONGEST_STOP_SECONDS, TimeUnit.SECONDS))
                .as("the demo ends within %d s of SIGTERM", LONGEST_STOP_SECONDS)
                .isTrue();
        return process.exitValue();
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            try {
                terminate();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted while stopping the demo", e);
            }
        }
    }

    private static Map<String, String> shellLines(Path file) throws IOException {
        Map<String, String> variables = new HashMap<>();
        for (String line : Files.readAllLines(file)) {
            String[] parts = line.replaceFirst("^export ", "").split("=", 2);
            variables.put(parts[0], parts[1].replaceAll("^'|'$", ""));
        }
        return variables;
    }
}
