package dev.postern.cli.system;

import static org.assertj.core.api.Assertions.assertThat;

import static java.util.Objects.requireNonNull;

import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/// Unchanged clients with the files that login wrote: the same answers through the broker as directly.
final class ClientsIT {

    private static final String PSQL_SCRIPT =
            """
            \\set ON_ERROR_STOP 0
            select 1 as one, null as nothing, 'text' as words;
            select 1/0;
            begin;
            insert into work values (1, 'a'), (2, 'b');
            savepoint s;
            insert into work values (1, 'again');
            rollback to s;
            select * from work order by id;
            rollback;
            \\d work
            copy work from stdin;
            10\tten
            11\televen
            \\.
            copy (select * from work order by id) to stdout with (format csv);
            select * from work order by id \\gdesc
            prepare q as select $1::integer + 1;
            execute q (41);
            listen news;
            notify news, 'hello';
            select 'after notify';
            select lo_from_bytea(424242, '\\x706f737465726e');
            select convert_from(lo_get(424242), 'UTF8');
            select lo_unlink(424242);
            \\set FETCH_COUNT 3
            select * from generate_series(1, 8);
            truncate work;
            """;

    private static final String PGBENCH_SCRIPT =
            """
            \\set a random(1, 100000)
            begin;
            insert into pgbench_work values (42, :a);
            select count(*) from pgbench_work where a = :a \\gset
            commit;
            """;

    private static final int PIPELINED_AND_MORE = 80;

    @TempDir private static Path folder = Path.of("");

    private static @Nullable EmbeddedPostgres postgres;
    private static @Nullable RunningDemo demo;

    @BeforeAll
    static void start() throws Exception {
        EmbeddedPostgres server = TestDatabase.start();
        postgres = server;
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create table work (id integer primary key, name text)");
            statement.execute("create table pgbench_work (n integer, a integer)");
        }
        demo =
                RunningDemo.start(
                        folder,
                        "--target",
                        "postgresql://postgres@127.0.0.1:"
                                + server.getPort()
                                + "/postgres?sslmode=disable");
    }

    @AfterAll
    static void stop() throws Exception {
        if (demo != null) {
            demo.close();
        }
        if (postgres != null) {
            postgres.close();
        }
    }

    @Test
    void psql_printsTheSame() throws Exception {
        Path script = Files.writeString(folder.resolve("script.sql"), PSQL_SCRIPT);
        String[] psql = {"psql", "-X", "-a", "-P", "pager=off", "-f", script.toString()};

        Run direct = Run.of(folder, direct(), psql);
        Run brokered = Run.of(folder, requireNonNull(demo).environment(), psql);

        assertThat(direct.exitCode()).as(direct.all()).isZero();
        assertThat(normalized(brokered.out())).isEqualTo(normalized(direct.out()));
        assertThat(withoutNotices(brokered.err())).isEqualTo(direct.err());
    }

    @Test
    void psqlInterruptedByControlC_stopsTheStatementOnly() throws Exception {
        Run run =
                Run.of(
                        folder,
                        requireNonNull(demo).environment(),
                        "timeout",
                        "--foreground",
                        "-s",
                        "INT",
                        "2",
                        "psql",
                        "-X",
                        "-c",
                        "select pg_sleep(30)");

        assertThat(run.err()).contains("ERROR:  canceling statement due to user request");
    }

    @ParameterizedTest
    @ValueSource(strings = {"simple", "extended", "extendedForPrepared", "extendedCacheEverything"})
    void pgjdbc_seesTheSame(String mode) throws Exception {
        List<String> direct =
                JdbcWork.transcript(() -> {
                    Properties properties = new Properties();
                    properties.setProperty("user", "postgres");
                    properties.setProperty("preferQueryMode", mode);
                    return DriverManager.getConnection(
                            "jdbc:postgresql://127.0.0.1:"
                                    + requireNonNull(postgres).getPort()
                                    + "/postgres",
                            properties);
                });
        List<String> brokered = JdbcWork.transcript(() -> brokered(mode));

        assertThat(direct).hasSizeGreaterThan(15);
        assertThat(brokered).isEqualTo(direct);
    }

    @Test
    void vertx_seesTheSame() throws Exception {
        List<String> direct =
                VertxWork.transcript(
                        new PgConnectOptions()
                                .setHost("127.0.0.1")
                                .setPort(requireNonNull(postgres).getPort())
                                .setUser("postgres")
                                .setDatabase("postgres"));
        Map<String, String> env = requireNonNull(demo).environment();
        List<String> brokered =
                VertxWork.transcript(
                        new PgConnectOptions()
                                .setHost(env.getOrDefault("PGHOST", ""))
                                .setPort(Integer.parseInt(env.getOrDefault("PGPORT", "")))
                                .setUser(env.getOrDefault("PGUSER", ""))
                                .setDatabase(env.getOrDefault("PGDATABASE", ""))
                                .setSslMode(SslMode.VERIFY_FULL)
                                .setSslOptions(certificate(env)));

        assertThat(direct).hasSizeGreaterThan(PIPELINED_AND_MORE);
        assertThat(brokered).isEqualTo(direct);
    }

    private static ClientSSLOptions certificate(Map<String, String> env) {
        ClientSSLOptions options = new ClientSSLOptions();
        options.setHostnameVerificationAlgorithm("HTTPS");
        options.setTrustOptions(
                new PemTrustOptions().addCertPath(env.getOrDefault("PGSSLROOTCERT", "")));
        options.setKeyCertOptions(
                new PemKeyCertOptions()
                        .addCertPath(env.getOrDefault("PGSSLCERT", ""))
                        .addKeyPath(env.getOrDefault("PGSSLKEY", "")));
        return options;
    }

    @ParameterizedTest
    @ValueSource(strings = {"simple", "extended", "prepared"})
    void pgbench_inEachMode_leavesTheSame(String mode) throws Exception {
        Path script = Files.writeString(folder.resolve("bench.sql"), PGBENCH_SCRIPT);
        for (Map<String, String> way : List.of(direct(), requireNonNull(demo).environment())) {
            Run.of(folder, direct(), "psql", "-X", "-c", "truncate pgbench_work");

            Run run =
                    Run.of(
                            folder,
                            way,
                            "pgbench",
                            "-n",
                            "-M",
                            mode,
                            "-c",
                            "4",
                            "-j",
                            "2",
                            "-t",
                            "50",
                            "-f",
                            script.toString());

            assertThat(run.out())
                    .as(run.all())
                    .contains("number of transactions actually processed: 200/200");
            assertThat(
                            Run.of(
                                            folder,
                                            direct(),
                                            "psql",
                                            "-XAtc",
                                            "select count(*), sum(n) from pgbench_work")
                                    .out())
                    .isEqualTo("200|8400\n");
        }
    }

    private static Connection brokered(String mode) throws java.sql.SQLException {
        Map<String, String> env = requireNonNull(demo).environment();
        Properties properties = new Properties();
        properties.setProperty("user", env.getOrDefault("PGUSER", ""));
        properties.setProperty("preferQueryMode", mode);
        properties.setProperty("sslmode", "verify-full");
        properties.setProperty("sslrootcert", env.getOrDefault("PGSSLROOTCERT", ""));
        properties.setProperty("sslcert", env.getOrDefault("PGSSLCERT", ""));
        properties.setProperty(
                "sslkey", env.getOrDefault("PGSSLKEY", "").replaceFirst("key$", "pk8"));
        return DriverManager.getConnection(
                "jdbc:postgresql://"
                        + env.get("PGHOST")
                        + ":"
                        + env.get("PGPORT")
                        + "/"
                        + env.get("PGDATABASE"),
                properties);
    }

    private static Map<String, String> direct() {
        Map<String, String> environment = new HashMap<>();
        environment.put("PGHOST", "127.0.0.1");
        environment.put("PGPORT", "" + requireNonNull(postgres).getPort());
        environment.put("PGUSER", "postgres");
        environment.put("PGDATABASE", "postgres");
        return environment;
    }

    /// Without the process id that psql prints with a notification.
    private static String normalized(String out) {
        return out.replaceAll("with PID \\d+", "with PID N");
    }

    /// Without the broker's own notices.
    private static String withoutNotices(String err) {
        return err.lines()
                .filter(line -> !line.contains("NOTICE:  postern:"))
                .map(line -> line + "\n")
                .reduce("", String::concat);
    }
}
