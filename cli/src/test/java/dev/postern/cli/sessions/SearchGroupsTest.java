package dev.postern.cli.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.cli.StubBroker;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// Groups of what a search finds, and its page in the browser.
final class SearchGroupsTest {

    private static final String A = "01K9T2Q00000000000000000AA";
    private static final String B = "01K9T2Q00000000000000000BB";
    private static final String CALL = "GET /api/v1/search/groups?limit=%d&by=%s&q=has%%3Aerror";

    @TempDir Path home;

    private StubBroker broker;

    @BeforeEach
    void startLoggedIn() throws IOException {
        broker = new StubBroker(home).login();
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    @Test
    void groups_areATableForPeople_andNamesForTheNextCommand() {
        broker.on(
                String.format(CALL, 50, "fp"),
                200,
                answer(
                        group("9f3a000011112222", 41, 3, A + "#q=7", "select ? \\u001b[2J"),
                        "null",
                        60));
        assertThat(broker.run("search", "has:error", "--group-by", "fp")).isZero();
        assertThat(broker.out())
                .isEqualTo(
                        """
                        FINGERPRINT       STMTS  SESSIONS  ERR  ROWS  LAST                  STATEMENT
                        9f3a000011112222  41     3         2    120   2026-11-20 10:00:00Z  select ? \\x1b[2J
                        """);
        assertThat(broker.err()).isEqualTo("1 of 60 shown, use --limit or --all\n");
        assertThat(broker.run("search", "has:error", "--group-by", "fp", "-o", "name")).isZero();
        assertThat(broker.out()).isEqualTo("9f3a000011112222\n");
    }

    @Test
    void groups_ofTablesAndSessions_leadToTheirNewestMoment() {
        broker.on(
                        String.format(CALL, 50, "table"),
                        200,
                        answer(group("public.orders", 4, 2, A + "#q=7", null), "null", 1))
                .on(
                        String.format(CALL, 50, "session"),
                        200,
                        answer(group(A, 4, 1, A + "#q=7", null), "null", 1));
        assertThat(broker.run("search", "has:error", "--group-by", "table")).isZero();
        assertThat(broker.out()).contains("TABLE").contains(A + "#q=7");
        assertThat(
                        broker.run(
                                "search",
                                "has:error",
                                "--group-by",
                                "session",
                                "-o",
                                "csv",
                                "--fields",
                                "key,newest,statements"))
                .isZero();
        assertThat(broker.out())
                .isEqualTo("key,newest,statements\r\n" + A + "," + A + "#q=7,4\r\n");
        assertThat(broker.run("search", "x", "--group-by", "fp", "--fields", "statement.sql"))
                .isEqualTo(2);
        assertThat(broker.err()).contains("there is no field \"statement.sql\"");
        assertThat(broker.run("search", "x", "--group-by", "column")).isEqualTo(2);
    }

    @Test
    void groupsOfASearchThatStopped_sayHowFarItCame_andArePutTogetherWithAll() {
        String stopped = "2026-11-20T10:00:00.000000Z";
        broker.on(
                        String.format(CALL, 50, "user"),
                        200,
                        answer(group("ada@x", 3, 1, A + "#q=7", null), "\"c1\"", 1, stopped))
                .on(
                        String.format(CALL, 5000, "user"),
                        200,
                        answer(
                                group("ada@x", 3, 1, A + "#q=7", null)
                                        + ","
                                        + group("erin@x", 2, 1, B + "#q=1", null),
                                "\"c1\"",
                                2,
                                stopped))
                .on(
                        String.format(CALL, 5000, "user") + "&cursor=c1",
                        200,
                        answer(group("erin@x", 4, 2, B + "#q=9", null), "null", 1));

        assertThat(broker.run("search", "has:error", "--group-by", "user", "-o", "name")).isZero();
        assertThat(broker.out()).isEqualTo("ada@x\n");
        assertThat(broker.err())
                .isEqualTo("searched back to 2026-11-20 10:00:00Z, use --all to go on\n");

        String[] all = {
            "search",
            "has:error",
            "--group-by",
            "user",
            "--all",
            "-o",
            "csv",
            "--fields",
            "key,statements,sessions,newest"
        };
        assertThat(broker.run(all)).isZero();
        assertThat(broker.out())
                .isEqualTo(
                        "key,statements,sessions,newest\r\nerin@x,6,3,"
                                + B
                                + "#q=1\r\nada@x,3,1,"
                                + A
                                + "#q=7\r\n");
        assertThat(broker.err())
                .isEqualTo(
                        "counted in 2 parts: a session that lies in several is counted in each\n");
    }

    @Test
    void noGroup_isNothingFound() {
        broker.on(String.format(CALL, 50, "fp"), 200, answer("", "null", 0));
        assertThat(broker.run("search", "has:error", "--group-by", "fp", "--exit-status"))
                .isEqualTo(1);
        assertThat(broker.err()).isEqualTo("nothing matches\n");
    }

    @Test
    @Timeout(60)
    void open_printsTheAddress_andStartsTheBrowserOfAPerson() throws IOException {
        Path opened = home.resolve("opened");
        Path browser = home.resolve("browser");
        Files.writeString(
                browser,
                "#!/bin/sh\necho \"$1\" > '"
                        + opened
                        + ".part' && mv '"
                        + opened
                        + ".part' '"
                        + opened
                        + "'\n");
        Files.setPosixFilePermissions(browser, PosixFilePermissions.fromString("rwx------"));
        broker.with("BROWSER", browser.toString());

        assertThat(broker.run("search", "a b", "has:error", "--open")).isZero();
        assertThat(broker.out()).endsWith("/search?q=%22a+b%22+has%3Aerror\n");
        assertThat(opened).doesNotExist();

        assertThat(broker.runTyping("", "search", "has:error", "--group-by", "fp", "--open"))
                .isZero();
        assertThat(broker.out()).endsWith("/search?q=has%3Aerror&group=fp\n");
        while (!Files.exists(opened)) {
            Thread.onSpinWait();
        }
        assertThat(Files.readString(opened)).isEqualTo(broker.out());
        assertThat(broker.calls()).isEmpty();

        broker.with("BROWSER", home.resolve("none").toString());
        assertThat(broker.runTyping("", "search", "has:error", "--group-by", "table", "--open"))
                .isZero();
        assertThat(broker.out()).endsWith("/search?q=has%3Aerror&group=table\n");
        assertThat(broker.err())
                .isEqualTo("no browser could be opened: open the address yourself\n");
    }

    private static String answer(String items, String next, int total) {
        return answer(items, next, total, null);
    }

    private static String answer(String items, String next, int total, @Nullable String stopped) {
        return "{\"items\":["
                + items
                + "],\"nextCursor\":"
                + next
                + ",\"searchedBackTo\":"
                + (stopped == null ? "null" : "\"" + stopped + "\"")
                + ",\"total\":"
                + total
                + ",\"totalIsExact\":"
                + (stopped == null)
                + ",\"statements\":9,\"partial\":"
                + (stopped != null)
                + "}";
    }

    private static String group(
            String key, int statements, int sessions, String newest, @Nullable String sql) {
        return "{\"key\":\""
                + key
                + "\",\"statements\":"
                + statements
                + ",\"sessions\":"
                + sessions
                + ",\"errors\":2,\"rows\":120,\"firstAt\":\"2026-11-19T10:00:00.000000Z\",\"lastAt\":\"2026-11-20T10:00:00.000000Z\",\"newest\":\""
                + newest
                + "\",\"sql\":"
                + (sql == null ? "null" : "\"" + sql + "\"")
                + ",\"person\":null,\"session\":null}";
    }
}
