package dev.postern.broker.proxy.pg;

import static dev.postern.broker.proxy.pg.Comparison.bytes;
import static dev.postern.broker.proxy.pg.Comparison.said;
import static dev.postern.broker.proxy.pg.RawClient.SYNC;
import static dev.postern.broker.proxy.pg.RawClient.extended;
import static dev.postern.broker.proxy.pg.RawClient.join;
import static dev.postern.broker.proxy.pg.RawClient.message;
import static dev.postern.broker.proxy.pg.RawClient.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.broker.proxy.pg.RawClient.Message;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What a session says and hears: checks 7, 8, 9, 12, 13, 14 and 15.
///
/// Tried on a real server with TLS and on the broker before it, and compared.
class QueryConformanceIT {

    @TempDir static Path directory;

    private static Comparison pair;

    @BeforeAll
    static void start() throws Exception {
        pair = Comparison.start(directory);
        pair.server.sql("CREATE TABLE t (v text)");
    }

    @AfterAll
    static void stop() throws IOException {
        pair.close();
    }

    @BeforeEach
    void leadToTheServer() {
        pair.gateway.forget().to(pair.server.port());
    }

    @Test
    void check07_pipelines_areAnsweredInTheServersOrder() throws Exception {
        pair.same(client -> {
            client.send(message('P', "\0SELECT 1\0\0\0")).expectSilence(300);
            client.send(query("SELECT 'later'"));
            return bytes(client.until('Z'));
        });
        for (byte[] flight :
                List.of(
                        join(
                                extended("SELECT 1"),
                                extended("SELECT 1/0"),
                                extended("SELECT 2"),
                                SYNC,
                                SYNC),
                        join(
                                extended("SELECT nope"),
                                query("SELECT 'skipped'"),
                                SYNC,
                                query("SELECT 3"),
                                SYNC),
                        join(
                                message('B', "\0none\0\0\0\0\0\0\0"),
                                message('H', ""),
                                SYNC,
                                extended("BEGIN"),
                                SYNC,
                                SYNC),
                        join(
                                message('P', "\0SELECT"),
                                SYNC,
                                query("SELECT 1; SELECT nope; SELECT 2"),
                                SYNC,
                                SYNC),
                        join(message('?', "x")))) {
            pair.same(client ->
                    bytes(client.send(flight, RawClient.TERMINATE).toEnd())
                            .replaceAll("(?s)F[a-z]+\\.c\0L\\d+\0", ""));
        }
    }

    @Test
    void check08_copy_failsAsDirectly_andEndsWithItsClient() throws Exception {
        pair.same(client ->
                bytes(
                                client.send(
                                                query("COPY t FROM STDIN"),
                                                message('d', "a\n"),
                                                message('f', "why not\0"),
                                                message('d', "stray\n"),
                                                query("SELECT count(*) FROM t"))
                                        .until('Z'))
                        + bytes(client.until('Z')));
        pair.same(
                client -> said(client.send(query("COPY t FROM STDIN"), query("SELECT 1")).toEnd()));
        pair.same(client ->
                bytes(
                        client.send(query("COPY (SELECT generate_series(1, 9)) TO STDOUT"))
                                .until('Z')));
        RawClient client = pair.gateway.client();
        client.send(query("COPY t FROM STDIN"), message('d', "b\n"));
        Gateway.await("it copies", () -> pair.server.running("COPY t FROM STDIN") == 1);
        client.close();
        Gateway.await("it is gone", () -> pair.server.running("COPY t FROM STDIN") == 0);
    }

    @Test
    void check09_lengthWords_aboveTheLimitClose() throws Exception {
        for (byte[] header :
                List.of(
                        new byte[] {'Q', 0x3f, -1, -1, -1},
                        new byte[] {'S', 0, 0, 0x27, 0x11},
                        new byte[] {'Q', 0, 0, 0, 3},
                        new byte[] {'d', -1, -1, -1, -1})) {
            pair.same(client -> {
                List<Message> answers = client.send(query("SELECT 1")).until('Z');
                client.send(header);
                return said(answers) + client.toEnd().stream().noneMatch(m -> m.type() == 'Z');
            });
        }
    }

    @Test
    void check12_messagesWithoutAQuestion_arriveWhileIdle() throws Exception {
        for (int port : pair.both()) {
            try (RawClient client = pair.login(port)) {
                client.send(query("LISTEN news; SELECT pg_backend_pid()")).until('Z');
                client.expectSilence(1_000);
                pair.server.sql("NOTIFY news, 'hello'");
                assertThat(client.read().text()).endsWith("news\0hello\0");
                pair.server.sql(
                        "ALTER SYSTEM SET IntervalStyle = 'sql_standard'",
                        "SELECT pg_reload_conf()");
                assertThat(reportAfterReload(client)).isEqualTo("IntervalStyle\0sql_standard\0");
                pair.server.sql("ALTER SYSTEM RESET IntervalStyle", "SELECT pg_reload_conf()");
                pair.server.sql(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE"
                                + " 'SELECT 1'");
                assertThat(said(client.toEnd()))
                        .isEqualTo(
                                "E(FATAL 57P01 terminating connection due to administrator"
                                        + " command)");
            }
        }
    }

    /// Asks until the server, which reloads on its own time, reports a changed setting.
    private static String reportAfterReload(RawClient client) throws IOException {
        long end = System.nanoTime() + 20_000_000_000L;
        while (System.nanoTime() - end < 0) {
            client.send(query("SELECT 1"));
            for (Message message : client.until('Z')) {
                if (message.type() == 'S') {
                    return message.text();
                }
            }
        }
        return "no report";
    }

    @Test
    void check13_halfCloseAndTerminate_stillGetTheRows() throws Exception {
        pair.same(client -> {
            client.send(query("SELECT 'half', pg_sleep(2)")).shutdownOutput();
            // The broker repeats a report to learn whether somebody still reads.
            return bytes(client.toEnd().stream().filter(m -> m.type() != 'S').toList());
        });
        pair.same(client -> bytes(client.send(query("SELECT 'x'"), RawClient.TERMINATE).toEnd()));
    }

    @Test
    void check14_answers_areEqualByteForByte() throws Exception {
        for (String sql :
                List.of(
                        "SELECT 1, NULL, 'ä', '\\x00ff'::bytea, now() > '2000-01-01'",
                        "BEGIN; DECLARE c CURSOR FOR SELECT generate_series(1, 5); FETCH 3 FROM c;"
                                + " COMMIT",
                        "SET DateStyle = 'German'; SELECT '2026-02-01'::date; RESET DateStyle",
                        "DO $$ BEGIN RAISE NOTICE 'n'; RAISE WARNING 'w'; END $$",
                        "SELECT 1/0",
                        "SELECT lo_create(4711) > 0; SELECT lo_unlink(4711)",
                        ";;",
                        "SELECT * FROM nope")) {
            pair.same(client -> bytes(client.send(query(sql)).until('Z')));
            pair.same(client ->
                    bytes(
                                    client.send(
                                                    message('P', "s\0" + sql + "\0\0\0"),
                                                    message('D', "Ss\0"),
                                                    message('B', "\0s\0\0\0\0\0\0\1\0\1"),
                                                    message('E', "\0\0\0\0\2"),
                                                    SYNC)
                                            .until('Z'))
                            .replaceAll("(?s)\0P\\d+\0", "\0"));
        }
    }

    @Test
    void check15_psqlAndPgbench_runUnchanged() throws Exception {
        Path script = Files.writeString(directory.resolve("bench.sql"), "SELECT 1;\n");
        for (String mode : List.of("simple", "extended", "prepared")) {
            assertThat(
                            Psql.command(
                                    "pgbench",
                                    "-n",
                                    "-M",
                                    mode,
                                    "-t",
                                    "20",
                                    "-f",
                                    script.toString(),
                                    pair.gateway.conninfo("")))
                    .contains("number of transactions actually processed: 20/20");
        }
        assertThat(Psql.run(pair.gateway.conninfo(""), "-c", "SELECT 1 AS a \\gdesc"))
                .doesNotContain("FATAL");
        assertThat(Psql.run(pair.gateway.conninfo(""), "-c", "\\copy (SELECT 5) TO STDOUT"))
                .isEqualTo("5\n");
    }
}
