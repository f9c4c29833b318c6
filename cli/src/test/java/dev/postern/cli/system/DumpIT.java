package dev.postern.cli.system;

import static org.assertj.core.api.Assertions.assertThat;

import static java.util.Objects.requireNonNull;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;

/// pg_dump and pg_restore, with several connections at once, through the broker. The server must not be newer than
/// they are.
final class DumpIT {

    private static final String SCHEMA =
            """
            create schema store;
            create type store.state as enum ('new', 'paid', 'sent');
            create table store.orders (
                id bigint generated always as identity primary key,
                state store.state not null, note text, made timestamptz default now(), data bytea);
            create table store.lines (order_id bigint references store.orders, n int, primary key (order_id, n));
            create index on store.orders (state, made);
            create view store.open as select id, note from store.orders where state = 'new';
            create function store.twice(n int) returns int language sql as 'select n * 2';
            insert into store.orders (state, note, data)
                select (array['new', 'paid', 'sent']::store.state[])[1 + n % 3], repeat('žluť ' || n, n % 40),
                    decode(md5(n::text), 'hex') from generate_series(1, 20000) as n;
            insert into store.lines select id, n from store.orders, generate_series(1, 2) as n;
            select lo_from_bytea(0, decode(repeat('00ff', 50000), 'hex'));
            comment on table store.orders is 'orders';
            """;

    @TempDir private static Path folder = Path.of("");

    private static @Nullable EmbeddedPostgres postgres;
    private static @Nullable RunningDemo demo;

    @BeforeAll
    static void start() throws Exception {
        EmbeddedPostgres server = TestDatabase.start();
        postgres = server;
        execute("create database full_one", "create database restored");
        try (Connection connection = server.getDatabase("postgres", "full_one").getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(SCHEMA);
        }
        demo =
                RunningDemo.start(
                        folder,
                        "--target",
                        "postgresql://postgres@127.0.0.1:"
                                + server.getPort()
                                + "/full_one?sslmode=disable");
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

    private static void execute(String... statements) throws SQLException {
        try (Connection connection =
                        requireNonNull(postgres).getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static Map<String, String> direct() {
        Map<String, String> environment = new HashMap<>();
        environment.put("PGHOST", "127.0.0.1");
        environment.put("PGPORT", "" + requireNonNull(postgres).getPort());
        environment.put("PGUSER", "postgres");
        environment.put("PGDATABASE", "full_one");
        return environment;
    }

    private static Map<String, String> brokered() {
        return requireNonNull(demo).environment();
    }

    /// Runs to success.
    private static String run(Map<String, String> environment, String... words) {
        Run run = Run.of(folder, environment, words);
        assertThat(run.exitCode()).as(run.all()).isZero();
        return run.out();
    }

    @Test
    void pgDump_asText_isTheSame() {
        String direct = withoutKeys(run(direct(), "pg_dump"));
        String brokered = withoutKeys(run(brokered(), "pg_dump"));

        assertThat(direct).contains("COPY store.orders", "CREATE VIEW store.open");
        assertThat(brokered).isEqualTo(direct);
    }

    @Test
    void pgDumpAndPgRestore_withFourConnections_copyTheDatabase() throws Exception {
        String dump = folder.resolve("dump").toString();
        run(brokered(), "pg_dump", "-Fd", "-j", "4", "-f", dump);
        execute("drop database restored", "create database restored");

        run(brokered(), "pg_restore", "--exit-on-error", "-j", "4", "-d", "restored", dump);

        String original = withoutKeys(run(direct(), "pg_dump"));
        assertThat(withoutKeys(run(direct(), "pg_dump", "-d", "restored"))).isEqualTo(original);
    }

    /// Newer versions print a random key at the beginning and end of a dump.
    private static String withoutKeys(String dump) {
        return dump.replaceAll("(?m)^\\\\(un)?restrict .*$", "");
    }
}
