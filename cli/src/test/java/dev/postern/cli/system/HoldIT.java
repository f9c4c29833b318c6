package dev.postern.cli.system;

import static org.assertj.core.api.Assertions.assertThat;

import static java.util.Objects.requireNonNull;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// An administrator holds the running session of somebody else, lets it go on, cancels its statement and ends it, with
/// the commands, and what the client, another session at the same server and the recording see of it.
@Timeout(value = 5, unit = TimeUnit.MINUTES)
final class HoldIT {

    private static final Pattern SESSION = Pattern.compile("[0-9A-HJKMNP-TV-Z]{26}");
    private static final int WAITS_MILLIS = 700;

    @TempDir Path folder;

    @Test
    void heldSession_waits_isWithdrawn_goesOn_isCancelledAndEnded() throws Exception {
        try (RunningDemo demo = RunningDemo.start(folder);
                TerminalApi api = new TerminalApi(demo);
                WireClient client = connect(demo);
                WireClient other = connect(demo)) {
            demo.postern("admin", "login", "--demo", "admin");
            String session = sessionOf(client);
            awaitIndexed(api, session);

            succeeds(demo, "hold", session, "what is this for?");
            assertThat(api.get("admin", "/api/v1/sessions/" + session).get("held"))
                    .asString()
                    .contains("what is this for?", "Ada Admin");
            assertThat(demo.postern("admin", "sessions", "ls", "--live").out()).contains(" held ");
            waitingStatementGoesOn(demo, client, other, session);
            withdrawnStatementLeavesTheTransactionAsItWas(demo, client, session);
            runningStatementIsCancelled(demo, client, session);

            Run nothing = demo.postern("admin", "sessions", "cancel", session, "--reason", "x");
            assertThat(nothing.exitCode()).as(nothing.all()).isEqualTo(1);
            assertThat(nothing.err()).contains("runs no statement");
            Run forbidden = demo.postern("engineer", "sessions", "hold", session, "--reason", "x");
            assertThat(forbidden.exitCode()).as(forbidden.all()).isEqualTo(6);

            succeeds(demo, "hold", session, "stop");
            send(client, "select 'never'");
            succeeds(demo, "end", session, "enough");
            client.readUntilReady(1);
            assertThat(received(client)).contains("57P01", "was ended by Ada Admin", "enough");

            recordingTellsIt(demo, api, session);
        }
    }

    private static void awaitIndexed(TerminalApi api, String session) throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        int status = 0;
        for (int i = 0; i < 600 && status != 200; i++) {
            status = api.send("admin", "GET", "/api/v1/sessions/" + session, "").statusCode();
            never.await(status == 200 ? 0 : 100, TimeUnit.MILLISECONDS);
        }
        assertThat(status).as("the index knows " + session).isEqualTo(200);
    }

    private static void waitingStatementGoesOn(
            RunningDemo demo, WireClient client, WireClient other, String session)
            throws Exception {
        send(client, "select 'he' || 'ld-word'");
        CompletableFuture<Void> answer = client.readLater();
        assertThat(WireClient.isDone(answer, WAITS_MILLIS)).isFalse();
        assertThat(received(client)).contains("held by Ada Admin: what is this for?");
        ask(
                other,
                "select count(*) || ' of them' from pg_stat_activity"
                        + " where query like '%ld-word%' and pid <> pg_backend_pid()");
        assertThat(received(other)).contains("0 of them");

        succeeds(demo, "resume", session, "fine");
        answer.get(10, TimeUnit.SECONDS);
        assertThat(received(client)).contains("held-word");
    }

    private static void withdrawnStatementLeavesTheTransactionAsItWas(
            RunningDemo demo, WireClient client, String session) throws Exception {
        ask(client, "begin");
        succeeds(demo, "hold", session, "again");
        send(client, "select 'with' || 'drawn'");
        CompletableFuture<Void> answer = client.readLater();
        assertThat(WireClient.isDone(answer, WAITS_MILLIS)).isFalse();
        client.cancel(Integer.parseInt(demo.environment().getOrDefault("PGPORT", "")));
        answer.get(10, TimeUnit.SECONDS);
        assertThat(received(client))
                .contains("57014", "never sent to the server")
                .doesNotContain("withdrawn")
                .endsWith("T");

        succeeds(demo, "resume", session, "fine");
        ask(client, "commit");
        assertThat(received(client)).contains("COMMIT").endsWith("I");
    }

    private static void runningStatementIsCancelled(
            RunningDemo demo, WireClient client, String session) throws Exception {
        send(client, "select pg_sleep(60)");
        CompletableFuture<Void> answer = client.readLater();
        assertThat(WireClient.isDone(answer, WAITS_MILLIS)).isFalse();
        succeeds(demo, "hold", session, "look first");
        succeeds(demo, "cancel", session, "locks the orders");
        answer.get(10, TimeUnit.SECONDS);
        assertThat(received(client))
                .contains("being cancelled by Ada Admin: locks the orders")
                .contains("canceling statement due to user request");
        succeeds(demo, "resume", session, "fine");
    }

    private static void recordingTellsIt(RunningDemo demo, TerminalApi api, String session)
            throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        Map<String, ?> sealed = api.get("admin", "/api/v1/sessions/" + session);
        for (int i = 0; i < 600 && !"sealed".equals(sealed.get("seal")); i++) {
            never.await(100, TimeUnit.MILLISECONDS);
            sealed = api.get("admin", "/api/v1/sessions/" + session);
        }
        assertThat(sealed.get("complete")).as(String.valueOf(sealed)).isEqualTo(true);
        assertThat(sealed.get("held")).isNull();
        String events = demo.postern("admin", "play", session, "--format", "jsonl").out();
        for (String fact :
                List.of(
                        "SESSION_HELD",
                        "SESSION_RESUMED",
                        "CANCEL_ORDERED",
                        "STATEMENT_WITHDRAWN",
                        "client-cancelled",
                        "session-ended",
                        "\"withdrawn\"",
                        "locks the orders")) {
            assertThat(events).contains(fact);
        }
        String trail = demo.postern("admin", "audit", "ls", "--code", "session.*").out();
        assertThat(trail)
                .contains(
                        "session.hold_asked",
                        "session.resume_asked",
                        "session.statement_cancel_asked",
                        "session.end_asked");
    }

    private static void succeeds(RunningDemo demo, String verb, String session, String reason)
            throws Exception {
        Run run = demo.postern("admin", "sessions", verb, session, "--reason", reason);
        assertThat(run.exitCode()).as(run.all()).isZero();
    }

    private static String sessionOf(WireClient client) throws Exception {
        ask(client, "show postern.session");
        Matcher id = SESSION.matcher(received(client));
        assertThat(id.find()).isTrue();
        return id.group();
    }

    private static void send(WireClient client, String sql) throws Exception {
        client.send(Messages.start().query(sql).bytes()).get(10, TimeUnit.SECONDS);
    }

    private static void ask(WireClient client, String sql) throws Exception {
        send(client, sql);
        client.readUntilReady(1);
    }

    private static String received(WireClient client) {
        return new String(client.received(), StandardCharsets.UTF_8);
    }

    private static WireClient connect(RunningDemo demo) throws Exception {
        Map<String, String> environment = demo.environment();
        return WireClient.withCertificate(
                Integer.parseInt(environment.getOrDefault("PGPORT", "")),
                requireNonNull(Path.of(environment.getOrDefault("PGSSLCERT", "")).getParent()),
                Conversation.PROTOCOL_3_0,
                Map.of(
                        "user",
                        environment.getOrDefault("PGUSER", ""),
                        "database",
                        environment.getOrDefault("PGDATABASE", ""),
                        "application_name",
                        "held"));
    }
}
