package dev.postern.broker.demo;

import dev.postern.broker.base.Ticker;
import dev.postern.json.Json;
import dev.postern.json.MalformedJsonException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// The story the demo tells: an engineer signs in, works with psql through the broker, and the session is replayed.
final class DemoStory {

    private static final long INDEX_DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long INDEX_POLL_MILLIS = 200;

    private final String postern;
    private final String webAddress;
    private final Path people;
    private final PrintStream out;
    private final Ticker ticker;

    /// @param postern    the postern command
    /// @param webAddress the broker's web address
    /// @param people     folder that holds one profile folder a person
    DemoStory(String postern, String webAddress, Path people, PrintStream out, Ticker ticker) {
        this.postern = postern;
        this.webAddress = webAddress;
        this.people = people;
        this.out = out;
        this.ticker = ticker;
    }

    /// Signs the engineer in through the demo's identity provider.
    void signIn(String person) throws IOException, InterruptedException {
        expectSuccess(
                "sign-in",
                postern(person, "login", "--demo", person, "--proxy", webAddress),
                "Logged in as",
                List.of());
    }

    /// Runs the scripted session through the broker with psql, or with the JDBC driver if there is no psql.
    ///
    /// @return what ran it
    String work(String person, String target) throws IOException, InterruptedException {
        Path home = people.resolve(person);
        Path script = home.resolve("session.sql");
        copyResource("/demo/session.sql", script);
        if (!hasPsql()) {
            new DemoJdbcSession(
                            home.resolve("targets").resolve(target),
                            home.resolve("pg_service.conf"),
                            target)
                    .run();
            return "the JDBC driver";
        }
        Command session =
                Command.run(
                        home,
                        Map.of("PGSERVICEFILE", home.resolve("pg_service.conf").toString()),
                        List.of(
                                "psql",
                                "-X",
                                "-P",
                                "pager=off",
                                "-f",
                                script.toString(),
                                "service=postern-" + target));
        expectSuccess(
                "session",
                session,
                "(5 rows)",
                List.of(
                        "ERROR:  column \"card_number\" does not exist",
                        "ROLLBACK",
                        "TEA-07",
                        "\"public.products\""));
        return "psql";
    }

    /// The newest session of the person, waiting until the broker has indexed `statements` of it.
    String newestSession(String person, int statements) throws IOException, InterruptedException {
        long deadline = ticker.nanos() + INDEX_DEADLINE_NANOS;
        CountDownLatch never = new CountDownLatch(1);
        String seen = "";
        while (ticker.nanos() < deadline) {
            Command list = postern(person, false, "sessions", "ls", "-o", "json", "--limit", "1");
            seen = list.output();
            if (list.exitCode() == 0
                    && json(seen).get("items") instanceof List<?> items
                    && !items.isEmpty()
                    && items.getFirst() instanceof Map<?, ?> session
                    && "ended".equals(session.get("state"))
                    && session.get("statements") instanceof Number count
                    && count.intValue() >= statements) {
                return String.valueOf(session.get("id"));
            }
            never.await(INDEX_POLL_MILLIS, TimeUnit.MILLISECONDS);
        }
        throw new IOException(
                "the session did not appear in the list within 10 s; the list said: " + seen);
    }

    /// Prints the replay of the session, as the CLI shows it.
    void replay(String person, String session) throws IOException, InterruptedException {
        Command replay = postern(person, "play", session, "--rows", "6");
        expectSuccess(
                "replay",
                replay,
                "customers where city = 'Izmir'",
                List.of("column \"card_number\" does not exist", "ROLLBACK", "Assam"));
        printFolded(replay.output());
    }

    /// Prints a replay, the statements with which psql looks up its catalogs folded into a line.
    private void printFolded(String replay) {
        int folded = 0;
        for (String block : replay.split("\n(?=-- )")) {
            if (block.contains("pg_catalog.")) {
                folded++;
            } else {
                if (folded > 0) {
                    out.println(
                            "  | -- "
                                    + folded
                                    + " catalog queries of \\d, which `postern play` shows\n  |");
                    folded = 0;
                }
                block.lines().forEach(line -> out.println("  | " + line));
            }
        }
    }

    private static Map<String, @Nullable Object> json(String text) throws IOException {
        try {
            return Json.readObject(text);
        } catch (MalformedJsonException e) {
            throw new IOException("expected JSON, got: " + text, e);
        }
    }

    private Command postern(String person, String... arguments)
            throws IOException, InterruptedException {
        return postern(person, true, arguments);
    }

    private Command postern(String person, boolean withErrors, String... arguments)
            throws IOException, InterruptedException {
        Path home = Files.createDirectories(people.resolve(person));
        List<String> words = new java.util.ArrayList<>(List.of(postern));
        words.addAll(List.of(arguments));
        return Command.run(
                home, Map.of("POSTERN_HOME", home.toString(), "NO_COLOR", "1"), words, withErrors);
    }

    private static void expectSuccess(String step, Command command, String text, List<String> more)
            throws IOException {
        boolean holds =
                command.exitCode() == 0
                        && command.output().contains(text)
                        && more.stream().allMatch(command.output()::contains);
        if (!holds) {
            throw new IOException(
                    "the step \""
                            + step
                            + "\" did not go as it should: exit code "
                            + command.exitCode()
                            + ", expected to see \""
                            + text
                            + "\""
                            + (more.isEmpty() ? "" : " and " + more)
                            + ", output:\n"
                            + command.output());
        }
    }

    private static boolean hasPsql() throws InterruptedException {
        try {
            return Command.run(Path.of("/"), Map.of(), List.of("psql", "--version")).exitCode()
                    == 0;
        } catch (IOException missing) {
            return false;
        }
    }

    private static void copyResource(String name, Path file) throws IOException {
        try (InputStream in = DemoStory.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("the resource " + name + " is missing from the broker's jar");
            }
            Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
