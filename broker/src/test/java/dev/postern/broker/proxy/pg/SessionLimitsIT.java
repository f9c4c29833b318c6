package dev.postern.broker.proxy.pg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.broker.base.Clock;
import dev.postern.broker.session.Admission;
import dev.postern.broker.session.SessionQuotas;
import dev.postern.broker.session.SessionTerms;
import dev.postern.broker.target.SessionLimits;
import dev.postern.recording.FactKind;
import dev.postern.recording.format.Origin;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Limits of time, as psql sees them, in front of a real server.
class SessionLimitsIT {

    @TempDir static Path directory;

    private static final Duration LIMIT = Duration.ofMillis(1_500);

    private static EmbeddedPostgres server;
    private static Gateway gateway;

    /// How often the sessions of this test gave their place back; those of the test before may still end.
    private AtomicInteger released = new AtomicInteger();

    @BeforeAll
    static void start() throws Exception {
        server = EmbeddedPostgres.start();
        gateway = Gateway.start(TestCertificates.create(directory), Gateway.IMPATIENT);
        gateway.to(server.getPort());
    }

    @AfterAll
    static void stop() throws IOException {
        gateway.close();
        server.close();
    }

    @BeforeEach
    void forget() {
        gateway.forget();
        released = new AtomicInteger();
    }

    @Test
    void idleSession_isEndedWith57P05_naming_theLimit() throws Exception {
        limit(new SessionLimits(0, 0, LIMIT, null, null, null), "", Instant.MAX);
        try (Psql psql = new Psql("")) {
            psql.say("SELECT 1;");
            assertThat(psql.readUntil("1")).isNotEmpty();
            Gateway.await("the session is over", () -> gateway.registry.all().isEmpty());
            psql.say("SELECT 2;");
            assertThat(psql.end())
                    .contains(
                            "FATAL:  57P05: postern: session ended: the idle limit of 1500 ms is"
                                    + " reached");
        }
        assertThat(end()).isEqualTo("idle");
        assertThat(released).hasValue(1);
    }

    @Test
    void longStatement_isNotIdle() throws Exception {
        limit(new SessionLimits(0, 0, Duration.ofMillis(400), null, null, null), "", Instant.MAX);
        try (Psql psql = new Psql("")) {
            psql.say("SELECT pg_sleep(1.2), 'slept'; \\q");
            assertThat(psql.end()).contains("|slept").doesNotContain("FATAL");
        }
        assertThat(end()).isEqualTo("client-terminated");
    }

    @Test
    void openTransaction_hasItsOwnLimit() throws Exception {
        limit(new SessionLimits(0, 0, Duration.ofMillis(200), LIMIT, null, null), "", Instant.MAX);
        try (Psql psql = new Psql("")) {
            psql.say("BEGIN; SELECT 'begun';");
            assertThat(psql.readUntil("begun")).isNotEmpty();
            Gateway.await("the session is over", () -> gateway.registry.all().isEmpty());
            psql.say("SELECT 2;");
            assertThat(psql.end()).contains("25P03", "the idle-in-transaction limit of 1500 ms");
        }
        assertThat(end()).isEqualTo("idle-in-transaction");
    }

    @Test
    void statementAboveItsLimit_isCancelledAndTheSessionGoesOn() throws Exception {
        limit(new SessionLimits(0, 0, null, null, null, LIMIT), "", Instant.MAX);
        try (Psql psql = new Psql("")) {
            psql.say("SELECT pg_sleep(30);");
            psql.say("SELECT 'alive';");
            psql.say("\\q");
            assertThat(psql.end())
                    .contains(
                            "NOTICE:  00000: postern: the statement limit of 1500 ms is reached; it"
                                    + " is being cancelled",
                            "57014",
                            "alive");
        }
        var recording = gateway.recording();
        assertThat(recording.awaitEnd()).containsEntry("reason", "client-terminated");
        assertThat(recording.values(FactKind.ANNOUNCED))
                .singleElement()
                .satisfies(fact -> assertThat(fact).containsEntry("about", "limit"));
    }

    @Test
    void sessionAboveItsLimit_isEndedWith57P01() throws Exception {
        limit(new SessionLimits(0, 0, null, null, LIMIT, null), "", Instant.MAX);
        try (Psql psql = new Psql("")) {
            psql.say("SELECT pg_sleep(30);");
            assertThat(psql.end()).contains("57P01", "the session limit of 1500 ms is reached");
        }
        assertThat(end()).isEqualTo("session-limit");
    }

    @Test
    void greeting_isOneNotice_unlessTheClientAsksForQuiet() throws Exception {
        limit(SessionLimits.NONE, "session X is recorded", Instant.MAX);
        try (Psql psql = new Psql("")) {
            psql.say("SHOW postern.session;");
            psql.say("\\q");
            assertThat(psql.end())
                    .startsWith("NOTICE:  postern: session X is recorded\n")
                    .containsPattern("\n[0-9A-HJKMNP-TV-Z]{26}\n");
        }
        assertThat(gateway.recording().text(Origin.BROKER_TO_FRONTEND))
                .contains("session X is recorded");
        try (Psql psql = new Psql("options='-c postern.quiet=1'")) {
            psql.say("\\q");
            assertThat(psql.end()).isEmpty();
        }
    }

    @Test
    void endThatComesNear_isToldBefore() throws Exception {
        limit(
                new SessionLimits(0, 0, null, null, null, Duration.ofSeconds(10)),
                "",
                Clock.system().now().plus(Duration.ofSeconds(61)));
        try (Psql psql = new Psql("")) {
            psql.say("SELECT pg_sleep(2.5);");
            psql.say("\\q");
            assertThat(psql.end()).contains("NOTICE:  00000: postern: session ends in 1 min, at ");
        }
        assertThat(gateway.recording().values(FactKind.ANNOUNCED))
                .singleElement()
                .satisfies(fact -> assertThat(fact).containsEntry("about", "ends-soon"));
    }

    private void limit(SessionLimits limits, String greeting, Instant endsAt) {
        SessionQuotas.Lease lease = released::incrementAndGet;
        gateway.admitting(allowed ->
                new Admission.Allowed(
                        allowed.session(),
                        allowed.target(),
                        allowed.login(),
                        allowed.database(),
                        allowed.databaseRole(),
                        endsAt,
                        allowed.endReason(),
                        allowed.grant(),
                        allowed.facts(),
                        new SessionTerms(limits, greeting, false, lease)));
    }

    private static @Nullable Object end() throws Exception {
        MemoryRecorder.Recording recording = gateway.recording();
        Gateway.await("the recording is closed", () -> recording.end() != null);
        var facts = recording.end();
        return facts == null ? null : facts.get("reason");
    }

    /// A psql that is spoken to line by line; errors come with its output.
    private static final class Psql implements AutoCloseable {

        private final Process process;

        Psql(String more) throws IOException {
            List<String> command =
                    new ArrayList<>(
                            List.of("psql", "-X", "-A", "-t", "-v", "VERBOSITY=verbose", "-d"));
            command.add(gateway.conninfo(more));
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        }

        void say(String line) throws IOException {
            OutputStream in = process.getOutputStream();
            in.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            in.flush();
        }

        /// Reads up to a line that ends with `text`.
        String readUntil(String text) throws IOException {
            StringBuilder read = new StringBuilder();
            while (read.indexOf(text + "\n") < 0) {
                int next = process.getInputStream().read();
                assertThat(next).as("more output behind %s", read).isNotNegative();
                read.append((char) next);
            }
            return read.toString();
        }

        String end() throws Exception {
            process.getOutputStream().close();
            String rest =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            return rest;
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }
}
