package dev.postern.cli.system;

import static org.assertj.core.api.Assertions.assertThat;

import static java.util.Objects.requireNonNull;

import dev.postern.json.Json;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What `postern db config` prints, and the port of `postern proxy db`, used by libpq and pgjdbc.
final class GuiToolsIT {

    private static final String QUERY = "select current_user";

    @TempDir private static Path folder = Path.of("");

    private static @Nullable RunningDemo demo;

    @BeforeAll
    static void start() throws Exception {
        demo = RunningDemo.start(folder);
    }

    @AfterAll
    static void stop() {
        if (demo != null) {
            demo.close();
        }
    }

    @Test
    void service_url_env_andPgadmin_areTakenByLibpq() throws Exception {
        assertThat(psql(Map.of(), config("url").strip()).out()).isEqualTo("app_read\n");

        assertThat(
                        Run.of(
                                        folder,
                                        Map.of(),
                                        "sh",
                                        "-c",
                                        config("env") + "psql -XAtc '" + QUERY + "'")
                                .out())
                .isEqualTo("app_read\n");

        Path file = folder.resolve("own_service.conf");
        Files.writeString(file, config("service"));
        assertThat(psql(Map.of("PGSERVICEFILE", file.toString()), "service=postern-shop").out())
                .isEqualTo("app_read\n");

        assertThat(psql(Map.of(), pgadminAsConnectionString()).out()).isEqualTo("app_read\n");
    }

    @Test
    void jdbc_andDbeaver_areTakenByPgjdbc() throws Exception {
        assertThat(jdbc(config("jdbc").strip())).isEqualTo("app_read");
        assertThat(jdbc(part(config("dbeaver").strip(), "url"))).isEqualTo("app_read");
        assertThat(part(config("dbeaver").strip(), "user")).isEqualTo("app_read");
    }

    @Test
    void proxy_isUsedByBoth_andTheSessionsAreThePersons() throws Exception {
        Process proxy = proxy();
        try {
            Run psql = psql(Map.of("PGAPPNAME", "through-proxy"), config("url", "--local").strip());
            assertThat(psql.out()).as(psql.all()).isEqualTo("app_read\n");
            assertThat(jdbc(config("jdbc", "--local").strip())).isEqualTo("app_read");

            Run sessions = requireNonNull(demo).postern("engineer", "sessions", "ls", "-o", "json");
            assertThat(sessions.out()).as(sessions.all()).contains("through-proxy");
            assertThat(sessions.out()).contains("engineer");
        } finally {
            end(proxy);
        }
    }

    @Test
    void proxy_carriesCancels_largeAnswers_andClientsThatAskForTls() throws Exception {
        Process proxy = proxy();
        try {
            String url = config("url", "--local").strip();
            String preferring = url.replace("sslmode=disable", "sslmode=prefer");
            Run large =
                    Run.of(
                            folder,
                            Map.of(),
                            "psql",
                            "-XAtc",
                            "select length(string_agg(repeat('x', 1000), '')) from"
                                    + " generate_series(1, 5000)",
                            "-c",
                            "select repeat('y', 4000000)",
                            preferring);
            assertThat(large.out()).startsWith("5000000\nyyyy").hasSize(8 + 4_000_001);

            try (Connection connection =
                            DriverManager.getConnection(config("jdbc", "--local").strip());
                    Statement statement = connection.createStatement()) {
                statement.setQueryTimeout(1);
                assertThat(sqlState(statement, "select pg_sleep(30)")).isEqualTo("57014");
            }

            Run required = psql(Map.of(), url.replace("sslmode=disable", "sslmode=require"));
            assertThat(required.err()).contains("server does not support SSL");
        } finally {
            end(proxy);
        }
    }

    @Test
    void proxy_refusalsOfTheBroker_areReadAsTheyAre() throws Exception {
        Process proxy = proxy();
        try {
            Run refused = psql(Map.of(), config("url", "--local", "--as", "app_write").strip());
            assertThat(refused.exitCode()).isEqualTo(2);
            assertThat(refused.err()).contains("postern request create shop --as app_write");
        } finally {
            end(proxy);
        }
    }

    @Test
    void proxy_secondOfATarget_saysThatThePortIsTaken() throws Exception {
        Process proxy = proxy();
        try {
            Run second = requireNonNull(demo).postern("engineer", "proxy", "db", "shop");
            assertThat(second.exitCode()).isEqualTo(1);
            assertThat(second.err()).contains("cannot be listened on").contains("--port");
        } finally {
            end(proxy);
        }
    }

    @Test
    void proxySocket_isForItsOwnerAlone_andReplacesADeadOne() throws Exception {
        Path run = folder.resolve("run");
        String port = portOfUrl(config("url", "--local").strip());
        Path file = run.resolve(".s.PGSQL." + port);
        for (int life = 0; life < 2; life++) {
            Process proxy = proxy("--socket", run.toString());
            try {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(run)))
                        .isEqualTo("rwx------");
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .isEqualTo("rw-------");
                String there = "host=" + run + " port=" + port + " user=app_read dbname=shop";
                assertThat(psql(Map.of(), there).out()).isEqualTo("app_read\n");
                Run large =
                        Run.of(
                                folder,
                                Map.of(),
                                "psql",
                                "-XAtc",
                                "select repeat('y', 4000000)",
                                there);
                assertThat(large.out()).hasSize(4_000_001);
                Run second =
                        requireNonNull(demo)
                                .postern(
                                        "engineer",
                                        "proxy",
                                        "db",
                                        "shop",
                                        "--socket",
                                        run.toString());
                assertThat(second.exitCode()).isEqualTo(1);
                assertThat(second.err()).contains("somebody listens there already");
            } finally {
                proxy.destroyForcibly().waitFor();
            }
            assertThat(file).exists();
        }
    }

    private static String portOfUrl(String url) {
        Matcher port = Pattern.compile(":([0-9]+)/").matcher(url);
        assertThat(port.find()).as(url).isTrue();
        return port.group(1);
    }

    private static String sqlState(Statement statement, String sql) {
        try (ResultSet rows = statement.executeQuery(sql)) {
            throw new AssertionError("not cancelled, but answered: " + rows);
        } catch (SQLException e) {
            return String.valueOf(e.getSQLState());
        }
    }

    private static String config(String form, String... more) throws IOException {
        List<String> words = new ArrayList<>(List.of("db", "config", "shop", "--format", form));
        words.addAll(List.of(more));
        Run run = requireNonNull(demo).postern("engineer", words.toArray(String[]::new));
        assertThat(run.exitCode()).as(run.all()).isZero();
        return run.out();
    }

    private static Run psql(Map<String, String> environment, String connection) {
        return Run.of(folder, environment, "psql", "-XAtc", QUERY, connection);
    }

    private static String jdbc(String url) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(QUERY)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }

    private static String part(String specification, String name) {
        for (String part : specification.split("\\|", -1)) {
            if (part.startsWith(name + "=")) {
                return part.substring(name.length() + 1);
            }
        }
        throw new AssertionError(specification + " has no " + name);
    }

    /// What pgAdmin makes of the file: its parameters, given to libpq.
    private static String pgadminAsConnectionString() throws Exception {
        Map<?, ?> servers =
                (Map<?, ?>)
                        requireNonNull(
                                Json.readObject(config("pgadmin").getBytes(StandardCharsets.UTF_8))
                                        .get("Servers"));
        Map<?, ?> server = (Map<?, ?>) requireNonNull(servers.get("1"));
        StringBuilder text =
                new StringBuilder(
                        "host=%s port=%s dbname=%s user=%s"
                                .formatted(
                                        server.get("Host"),
                                        server.get("Port"),
                                        server.get("MaintenanceDB"),
                                        server.get("Username")));
        ((Map<?, ?>) requireNonNull(server.get("ConnectionParameters")))
                .forEach((name, value) -> text.append(" " + name + "='" + value + "'"));
        return text.toString();
    }

    private static Process proxy(String... more) throws Exception {
        RunningDemo running = requireNonNull(demo);
        List<String> command = new ArrayList<>(List.of(RunningDemo.POSTERN, "proxy", "db", "shop"));
        command.addAll(List.of(more));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("POSTERN_HOME", running.home("engineer").toString());
        Process process = builder.start();
        BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
        String first =
                CompletableFuture.supplyAsync(() -> readLine(lines)).get(60, TimeUnit.SECONDS);
        assertThat(first).startsWith("Listening on ");
        return process;
    }

    private static String readLine(BufferedReader lines) {
        try {
            return String.valueOf(lines.readLine());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void end(Process proxy) throws InterruptedException {
        proxy.destroy();
        assertThat(proxy.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }
}
