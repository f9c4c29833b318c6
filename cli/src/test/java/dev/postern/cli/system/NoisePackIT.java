package dev.postern.cli.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.json.Json;
import dev.postern.json.MalformedJsonException;
import dev.postern.sql.NoisePack;
import dev.postern.sql.SqlText;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What psql and pgJDBC really ask on their own, by the server's log, is in the pack.
final class NoisePackIT {

    private static final Pattern STATEMENT =
            Pattern.compile("(?:statement|execute [^:]*): (.*)", Pattern.DOTALL);

    /// The pack has what this version asks.
    private static final String PSQL = "psql (PostgreSQL) 15.";

    /// What the questions to pgJDBC say themselves, and the one question of its own that reads nothing and calls nothing.
    private static final Set<String> NOT_NOISE =
            Set.of(
                    "select id, status from shop.orders where id = $1",
                    "select 'open'::shop.state, array['a'::shop.word]",
                    "select current_catalog",
                    "");

    @TempDir private static Path folder = Path.of("");

    private static List<Logged> all = List.of();

    /// A statement in the log of the server.
    private record Logged(String application, String sql) {

        Optional<String> tool() {
            return NoisePack.tool(SqlText.of(sql).fingerprint());
        }
    }

    @BeforeAll
    static void ask() throws Exception {
        Path data = folder.resolve("pg");
        try (EmbeddedPostgres postgres =
                EmbeddedPostgres.builder()
                        .setPGStartupWait(Duration.ofMinutes(1))
                        .setDataDirectory(data)
                        .setCleanDataDirectory(false)
                        .setServerConfig("unix_socket_directories", "")
                        .setServerConfig("log_destination", "jsonlog")
                        .setServerConfig("logging_collector", "on")
                        .setServerConfig("log_statement", "all")
                        .start()) {
            psql(postgres, "setup", "-q", "-f", resource("noise-setup.sql").toString());
            psql(postgres, "psql", "-P", "pager=off", "-f", resource("noise-psql.sql").toString());
            complete(postgres);
            jdbc(postgres);
        }
        try (Stream<Path> files = Files.walk(data.resolve("log"))) {
            all =
                    files.filter(file -> file.toString().endsWith(".json"))
                            .flatMap(NoisePackIT::logged)
                            .toList();
        }
    }

    @Test
    void whatPsqlAsks_isInThePack() {
        List<Logged> asked = asked("psql");
        assertThat(asked).hasSizeGreaterThan(250);
        if (Run.of(folder, Map.of(), "psql", "--version").out().startsWith(PSQL)) {
            assertThat(asked).allSatisfy(each -> assertThat(each.tool()).isPresent());
        }
        assertThat(asked.stream().filter(each -> each.tool().equals(Optional.of("psql"))))
                .hasSizeGreaterThan(asked.size() / 2);
    }

    @Test
    void whatPsqlAsksToComplete_isInThePack() {
        List<Logged> asked = asked("completion");
        assertThat(asked).hasSizeGreaterThan(25);
        if (Run.of(folder, Map.of(), "psql", "--version").out().startsWith(PSQL)) {
            assertThat(asked).allSatisfy(each -> assertThat(each.tool()).isPresent());
        }
    }

    @Test
    void whatPgJdbcAsks_isInThePack() {
        assertThat(asked("questions")).hasSizeGreaterThan(20);
        assertThat(asked("questions"))
                .filteredOn(each -> !NOT_NOISE.contains(each.sql().strip()))
                .allSatisfy(each -> assertThat(each.tool()).isPresent());
    }

    private static List<Logged> asked(String application) {
        return all.stream().filter(each -> each.application().equals(application)).toList();
    }

    private static Map<String, String> environment(EmbeddedPostgres postgres, String application) {
        return Map.of(
                "PGHOST", "localhost",
                "PGPORT", Integer.toString(postgres.getPort()),
                "PGUSER", "postgres",
                "PGDATABASE", "postgres",
                "PGAPPNAME", application,
                "TERM", "xterm");
    }

    private static void psql(EmbeddedPostgres postgres, String application, String... words) {
        List<String> all = new ArrayList<>(List.of("psql", "-X"));
        all.addAll(List.of(words));
        Run.of(folder, environment(postgres, application), "", all);
    }

    /// Types beginnings and the tab key on a terminal, and takes each line back; waits for psql's answer to each.
    private static void complete(EmbeddedPostgres postgres) throws IOException {
        Path settings = folder.resolve("inputrc");
        Files.writeString(settings, "set page-completions off\nset completion-query-items 0\n");
        ProcessBuilder builder =
                new ProcessBuilder(
                                "timeout",
                                "120",
                                "script",
                                "-qec",
                                "psql -Xq -P pager=off",
                                "/dev/null")
                        .directory(folder.toFile())
                        .redirectErrorStream(true);
        builder.environment().putAll(environment(postgres, "completion"));
        builder.environment().put("INPUTRC", settings.toString());
        Process process = builder.start();
        try (OutputStream keys = process.getOutputStream();
                InputStream screen = process.getInputStream()) {
            readTo("=# ", screen);
            int number = 0;
            for (String line : Files.readAllLines(resource("noise-completion.txt"))) {
                number++;
                type(line + "\u0015\\echo 'line''" + number + "'\n", keys);
                readTo("line'" + number, screen);
            }
            type("\\q\n", keys);
            screen.readAllBytes();
        } finally {
            process.destroyForcibly();
        }
    }

    private static void type(String text, OutputStream keys) throws IOException {
        keys.write(text.getBytes(StandardCharsets.UTF_8));
        keys.flush();
    }

    private static void readTo(String text, InputStream screen) throws IOException {
        StringBuilder seen = new StringBuilder();
        while (seen.indexOf(text) < 0) {
            int read = screen.read();
            assertThat(read).as("psql ended before it wrote " + text + ": " + seen).isNotNegative();
            seen.append((char) read);
        }
    }

    private static void jdbc(EmbeddedPostgres postgres) throws Exception {
        Properties properties = new Properties();
        properties.setProperty("user", "postgres");
        properties.setProperty("ApplicationName", "questions");
        try (Connection connection =
                DriverManager.getConnection(
                        "jdbc:postgresql://localhost:" + postgres.getPort() + "/postgres",
                        properties)) {
            JdbcQuestions.ask(connection);
        }
    }

    private static Path resource(String name) throws IOException {
        Path file = folder.resolve(name);
        if (!Files.exists(file)) {
            try (InputStream in =
                    Objects.requireNonNull(NoisePackIT.class.getResourceAsStream(name))) {
                Files.copy(in, file);
            }
        }
        return file;
    }

    private static Stream<Logged> logged(Path log) {
        try {
            List<Logged> logged = new ArrayList<>();
            for (String line : Files.readAllLines(log, StandardCharsets.UTF_8)) {
                if (Json.read(line) instanceof Map<?, ?> entry
                        && entry.get("message") instanceof String message) {
                    Matcher matcher = STATEMENT.matcher(message);
                    if (matcher.matches()) {
                        logged.add(
                                new Logged(
                                        String.valueOf(entry.get("application_name")),
                                        matcher.group(1)));
                    }
                }
            }
            return logged.stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (MalformedJsonException e) {
            throw new IllegalStateException("the log of the server is no JSON", e);
        }
    }
}
