package dev.postern.cli.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import static java.util.Objects.requireNonNull;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// A broker that is told to stop while people work: who is idle goes at once, who is not may finish, up to the limit.
@Tag("G28")
@Timeout(value = 5, unit = TimeUnit.MINUTES)
final class StopIT {

    private static final Duration AT_ONCE = Duration.ofSeconds(3);
    private static final int SHORT_SECONDS = 8;
    private static final String NOTICE =
            "this session ends with its statement or transaction, at the latest in ";

    @TempDir Path folder;

    private EmbeddedPostgres postgres;
    private Tap tap;
    private Map<String, String> environment = Map.of();

    @BeforeEach
    void start() throws Exception {
        postgres = EmbeddedPostgres.builder().start();
        tap = Tap.before(postgres.getPort());
        environment = BrokerProcess.prepare(folder, tap);
        tap.take();
    }

    @AfterEach
    void stop() throws Exception {
        tap.close();
        postgres.close();
    }

    @Test
    void sigterm_letsWorkFinish_endsTheIdleAtOnce_andTheRestAtTheLimit() throws Exception {
        drain(SHORT_SECONDS + "s");
        try (BrokerProcess broker = BrokerProcess.start(folder, environment);
                WireClient idle = client("idle");
                WireClient working = client("working");
                WireClient transaction = client("transaction");
                WireClient endless = client("endless")) {
            say(idle, "select 1");
            idle.readUntilReady(1);
            say(transaction, "create table kept (n int)");
            transaction.readUntilReady(1);
            say(transaction, "begin");
            transaction.readUntilReady(1);
            say(working, "select pg_sleep(4), 'it was finished'");
            say(endless, "select pg_sleep(600)");
            awaitSleepers(2);

            long begin = System.nanoTime();
            signal(broker);
            idle.readUntil("E", 1);
            Duration idleEnded = since(begin);
            transaction.readUntil("N", 1);
            say(transaction, "insert into kept values (7); commit");
            transaction.readUntil("E", 1);
            assertThatExceptionOfType(IOException.class).isThrownBy(() -> client("too late"));
            working.readUntil("E", 1);
            Duration workEnded = since(begin);
            endless.readUntil("E", 2);
            Duration allEnded = since(begin);
            broker.awaitEnd(10_000);
            Duration stopped = since(begin);

            assertThat(broker.isAlive()).isFalse();
            assertThat(text(idle)).contains("C57P01", "the broker is shutting down");
            assertThat(idleEnded).isLessThan(AT_ONCE);
            assertThat(text(transaction)).contains(NOTICE, "COMMIT", "C57P01");
            assertThat(kept()).isEqualTo(7);
            assertThat(text(working)).contains(NOTICE, "it was finished", "SELECT 1", "C57P01");
            assertThat(workEnded).isLessThan(Duration.ofSeconds(SHORT_SECONDS));
            assertThat(text(endless)).contains(NOTICE, "C57P01", "A statement ran");
            assertThat(allEnded).isGreaterThanOrEqualTo(Duration.ofSeconds(SHORT_SECONDS));
            System.out.printf(
                    "StopIT: SIGTERM with a limit of %d s: idle ended after %d ms, a statement of"
                            + " 4 s after %d ms, the rest after %d ms, the broker after %d ms%n",
                    SHORT_SECONDS,
                    idleEnded.toMillis(),
                    workEnded.toMillis(),
                    allEnded.toMillis(),
                    stopped.toMillis());
        }
        assertSealed();
    }

    @Test
    void secondSigterm_endsAtOnce() throws Exception {
        drain("10m");
        try (BrokerProcess broker = BrokerProcess.start(folder, environment);
                WireClient endless = client("endless")) {
            say(endless, "select pg_sleep(600)");
            awaitSleepers(1);
            signal(broker);
            endless.readUntil("N", 1);
            assertThat(broker.isAlive()).isTrue();

            long begin = System.nanoTime();
            signal(broker);
            endless.readUntil("E", 2);
            broker.awaitEnd(10_000);

            assertThat(broker.isAlive()).isFalse();
            assertThat(text(endless)).contains("C57P01", "told to end at once");
            System.out.printf(
                    "StopIT: the second SIGTERM ended the broker after %d ms%n",
                    since(begin).toMillis());
        }
        assertSealed();
    }

    /// Every session is in a sealed recording, whole, and the store verifies without any recovery.
    private void assertSealed() throws Exception {
        Path data = folder.resolve("data/broker");
        BrokerProcess.assertHoldsEverything(folder, data, tap.take(), "stopped");
        Path anchor = Files.copy(data.resolve("site-log/checkpoint"), folder.resolve("anchor"));
        Run run =
                Run.of(
                        folder,
                        Map.of(),
                        RunningDemo.POSTERN,
                        "verify",
                        "--all",
                        "--data",
                        data.toString(),
                        "--anchor",
                        anchor.toString());
        assertThat(run.exitCode()).as(run.all()).isZero();
    }

    private void drain(String limit) throws IOException {
        Path file = folder.resolve("data/postern.yaml");
        String text = Files.readString(file);
        assertThat(text).contains("drain: 3s");
        Files.writeString(file, text.replace("drain: 3s", "drain: " + limit));
    }

    private static void signal(BrokerProcess broker) {
        assertThat(ProcessHandle.of(broker.pid()).orElseThrow().destroy()).isTrue();
    }

    private int kept() throws Exception {
        try (var connection = postgres.getPostgresDatabase().getConnection();
                var statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select n from kept")) {
            return row.next() ? row.getInt(1) : 0;
        }
    }

    private void awaitSleepers(int count) throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        try (var connection = postgres.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            while (true) {
                try (ResultSet row =
                        statement.executeQuery(
                                "select count(*) from pg_stat_activity"
                                        + " where wait_event = 'PgSleep'")) {
                    if (row.next() && row.getInt(1) == count) {
                        return;
                    }
                }
                never.await(50, TimeUnit.MILLISECONDS);
            }
        }
    }

    private static Duration since(long begin) {
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    private static void say(WireClient client, String sql) throws Exception {
        client.send(Messages.start().query(sql).bytes()).get(10, TimeUnit.SECONDS);
    }

    private WireClient client(String name) throws Exception {
        Path credentials =
                requireNonNull(Path.of(environment.getOrDefault("PGSSLCERT", "")).getParent());
        return WireClient.withCertificate(
                BrokerProcess.port(environment),
                credentials,
                Conversation.PROTOCOL_3_0,
                Map.of("user", "postgres", "database", "postgres", "application_name", name));
    }

    private static String text(WireClient client) {
        return new String(client.received(), StandardCharsets.ISO_8859_1);
    }
}
