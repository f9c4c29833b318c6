package dev.postern.cli.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.json.Json;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGStatement;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/// What was recorded runs again through the broker, with the same effect and the same answers.
final class ExecReplayIT {

    private static final String TABLE = "create table work (id integer primary key, name text)";
    private static final String CLEAN = "truncate work";
    private static final int MOST_TRIES = 60;

    @TempDir Path folder;

    @Test
    void recordedSessions_runAgain() throws Exception {
        try (EmbeddedPostgres postgres = TestDatabase.start()) {
            direct(postgres, TABLE);
            try (RunningDemo demo =
                    RunningDemo.start(
                            folder,
                            "--target",
                            "postgresql://postgres@127.0.0.1:"
                                    + postgres.getPort()
                                    + "/postgres?sslmode=disable")) {
                simpleQueries(demo, postgres);
                parameters(demo, postgres);
                copies(demo, postgres);
                readOnly(demo, postgres);
            }
        }
    }

    private static void simpleQueries(RunningDemo demo, EmbeddedPostgres postgres)
            throws Exception {
        String session =
                psql(
                        demo,
                        "simple",
                        """
                        insert into work values (1, 'a');
                        begin;
                        update work set name = 'b' where id = 1;
                        savepoint s;
                        update work set name = 'c' where id = 1;
                        rollback to s;
                        commit;
                        select 1 as one\\; select 2 as two -- both in one query
                        ;
                        copy (select * from work) to stdout;
                        select id, name from work;
                        """);
        direct(postgres, CLEAN);

        Run first = replay(demo, session, "--yes", "--compare", "-o", "json");

        assertThat(first.exitCode()).as(first.all()).isZero();
        assertThat(first.err()).contains("ran at database, none differs.");
        Map<String, ?> document = Json.readObject(first.out().strip());
        assertThat(document.get("ran")).isEqualTo(11L);
        assertThat(document.get("different")).isEqualTo(0L);
        assertThat(names(postgres)).containsExactly("1 b");

        Run again = replay(demo, session, "--yes", "--compare");
        assertThat(again.exitCode()).as(again.all()).isEqualTo(1);
        assertThat(again.out())
                .contains("#1 ")
                .contains("was INSERT 0 1, now ERROR 23505: duplicate key");
        assertThat(again.err()).contains("11 statements ran at database, 1 failed that had not");

        assertThat(sessions(demo, "postern exec-replay " + session, 2)).hasSize(2);
        assertThat(replay(demo, session).exitCode()).isEqualTo(2);
    }

    private static void parameters(RunningDemo demo, EmbeddedPostgres postgres) throws Exception {
        direct(postgres, CLEAN);
        try (Connection connection = connect(demo, "jdbc")) {
            try (PreparedStatement insert =
                    connection.prepareStatement("insert into work values (?, ?)")) {
                insert.setInt(1, 1);
                insert.setString(2, "x'); drop table work; -- \\x41 ▒ ***");
                insert.addBatch();
                insert.setInt(1, 2);
                insert.setNull(2, Types.VARCHAR);
                insert.addBatch();
                insert.executeBatch();
            }
            try (PreparedStatement query =
                    connection.prepareStatement(
                            "select n, 'row ' || n, n * 1.5::float8, now() > ?::timestamptz"
                                    + " from generate_series(?, ?) as n")) {
                for (int round = 0; round < 7; round++) {
                    query.setString(1, "2020-01-01 00:00:00+02");
                    query.setInt(2, round);
                    query.setInt(3, round + 2);
                    query.executeQuery().close();
                }
            }
            try (PreparedStatement query =
                    connection.prepareStatement(
                            "select n, 'row ' || n, n * 1.5::float8, null::integer"
                                    + " from generate_series(?, 5) as n")) {
                // Binary, and of some columns only, from the first time on.
                query.unwrap(PGStatement.class).setPrepareThreshold(-1);
                query.setInt(1, 3);
                query.executeQuery().close();
            }
            connection.setAutoCommit(false);
            try (PreparedStatement query =
                    connection.prepareStatement("select * from generate_series(1, 40)")) {
                query.setFetchSize(17);
                ResultSet rows = query.executeQuery();
                rows.next();
                rows.close();
            }
            connection.commit();
        }
        List<String> before = names(postgres);
        direct(postgres, CLEAN);
        String session = sessions(demo, "jdbc", 1).getFirst();

        Run run = replay(demo, session, "--yes", "--compare", "-o", "jsonl");

        assertThat(run.exitCode()).as(run.all()).isZero();
        assertThat(names(postgres)).isEqualTo(before).hasSize(2);
        assertThat(run.out().lines().count()).isGreaterThan(10);
    }

    private static void copies(RunningDemo demo, EmbeddedPostgres postgres) throws Exception {
        direct(postgres, CLEAN);
        String session =
                psql(demo, "copies", "copy work from stdin;\n7\tseven\n\\.\nselect 7 as seven;\n");
        direct(postgres, CLEAN);

        Run run = replay(demo, session, "--yes");

        assertThat(run.exitCode()).as(run.all()).isEqualTo(9);
        assertThat(run.err())
                .contains("Statement #1 is left out: its COPY data came from the client.")
                .contains("1 statement ran at database, 1 left out.");
        assertThat(run.out()).containsPattern("#1 +COPY 1 +not run");
        assertThat(names(postgres)).isEmpty();
    }

    private static void readOnly(RunningDemo demo, EmbeddedPostgres postgres) throws Exception {
        direct(postgres, CLEAN);
        String session = psql(demo, "writes", "insert into work values (9, 'nine');\n");
        direct(postgres, CLEAN);

        Run run = replay(demo, session, "--yes", "--read-only", "-o", "csv");

        assertThat(run.exitCode()).as(run.all()).isEqualTo(1);
        assertThat(run.out()).contains("25006");
        assertThat(names(postgres)).isEmpty();

        direct(
                postgres,
                "create function let_go() returns text language sql as $$ select"
                        + " set_config('default_transaction' || '_read_only', 'off', false) $$");
        String sly = psql(demo, "sly", "select let_go();\ninsert into work values (10, 'ten');\n");
        direct(postgres, CLEAN);
        Run stopped = replay(demo, sly, "--yes", "--read-only");
        assertThat(stopped.exitCode()).as(stopped.all()).isEqualTo(1);
        assertThat(stopped.err()).contains("not read-only any more before statement #2");
        assertThat(names(postgres)).isEmpty();
    }

    private static String psql(RunningDemo demo, String name, String sql) throws Exception {
        Run run = demo.psql("engineer", "service=postern-database application_name=" + name, sql);
        assertThat(run.exitCode()).as(run.all()).isZero();
        return sessions(demo, name, 1).getFirst();
    }

    private static Run replay(RunningDemo demo, String session, String... more) throws Exception {
        List<String> words =
                new ArrayList<>(List.of("exec-replay", session, "--target", "database"));
        words.addAll(List.of(more));
        return demo.postern("engineer", words.toArray(String[]::new));
    }

    /// The ids of the sessions of an application, once there are so many and all have ended.
    private static List<String> sessions(RunningDemo demo, String application, int count)
            throws Exception {
        for (int i = 0; i < MOST_TRIES; i++) {
            Run run =
                    demo.postern(
                            "engineer",
                            "sessions",
                            "ls",
                            "app:\"" + application + "\"",
                            "state:ended",
                            "-o",
                            "name");
            if (run.out().lines().count() >= count) {
                return run.out().lines().toList();
            }
        }
        throw new AssertionError("no session of " + application);
    }

    private static Connection connect(RunningDemo demo, String name) throws Exception {
        Map<String, String> env = demo.environment();
        Properties properties = new Properties();
        properties.setProperty("user", env.getOrDefault("PGUSER", ""));
        properties.setProperty("ApplicationName", name);
        properties.setProperty("assumeMinServerVersion", "14");
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

    private static void direct(EmbeddedPostgres postgres, String sql) throws Exception {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static List<String> names(EmbeddedPostgres postgres) throws Exception {
        List<String> names = new ArrayList<>();
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select id, name from work order by id")) {
            while (rows.next()) {
                names.add(rows.getInt(1) + " " + rows.getString(2));
            }
        }
        return names;
    }
}
