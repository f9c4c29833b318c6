package dev.postern.broker.proxy.pg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.broker.base.Clock;
import dev.postern.broker.base.Randomness;
import dev.postern.broker.base.Secret;
import dev.postern.broker.base.Ticker;
import dev.postern.broker.base.Ulids;
import dev.postern.broker.record.Durability;
import dev.postern.broker.session.Admission;
import dev.postern.broker.session.ConnectionAttempt;
import dev.postern.broker.session.SessionRegistry;
import dev.postern.broker.target.Target;
import dev.postern.broker.target.TargetLogin;
import dev.postern.broker.target.TargetTls;
import dev.postern.recording.FactKind;
import dev.postern.recording.format.Origin;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// Real clients through the edge to a real server.
class GatewayIT {

    @TempDir static Path directory;

    private static EmbeddedPostgres server;
    private static TestCertificates certificates;
    private static MemoryRecorder recorder;
    private static SessionRegistry registry;
    private static PostgresEdge edge;
    private static final LinkedBlockingQueue<String> REFUSED = new LinkedBlockingQueue<>();
    private static final LinkedBlockingQueue<String> SESSIONS = new LinkedBlockingQueue<>();
    private static volatile Function<ConnectionAttempt, Admission> gatekeeper;

    @BeforeAll
    static void start() throws Exception {
        certificates = TestCertificates.create(directory);
        server = EmbeddedPostgres.start();
        try (Connection admin = server.getPostgresDatabase().getConnection();
                var statement = admin.createStatement()) {
            statement.execute("CREATE ROLE ada LOGIN PASSWORD 'wonderland'");
            statement.execute("GRANT ALL ON SCHEMA public TO ada");
            statement.execute(
                    "ALTER SYSTEM SET ssl_cert_file = '" + certificates.file("server.crt") + "'");
            statement.execute(
                    "ALTER SYSTEM SET ssl_key_file = '" + certificates.file("server.key") + "'");
            statement.execute("ALTER SYSTEM SET ssl = on");
            try (var rows = statement.executeQuery("SHOW hba_file")) {
                assertThat(rows.next()).isTrue();
                Files.writeString(
                        Path.of(rows.getString(1)),
                        "host all postgres all trust\nhost all ada all scram-sha-256\n");
            }
            statement.execute("SELECT pg_reload_conf()");
        }
        recorder = new MemoryRecorder();
        registry = new SessionRegistry();
        gatekeeper = GatewayIT::allow;
        var config =
                new PostgresEdgeConfig(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        List.of(certificates.certificate("server")),
                        certificates.key("server"),
                        1,
                        EdgeLimits.DEFAULT);
        var services =
                new PostgresEdgeServices(
                        attempt -> gatekeeper.apply(attempt),
                        recorder,
                        registry,
                        (_, code, _, _, _) -> REFUSED.add(code),
                        new PostgresEdgeServices.Sources(
                                Clock.system(), Ticker.system(), Randomness.system()));
        edge = PostgresEdge.start(config, services);
    }

    @AfterAll
    static void stop() throws IOException {
        edge.close();
        server.close();
    }

    @BeforeEach
    void clear() {
        REFUSED.clear();
        SESSIONS.clear();
        gatekeeper = GatewayIT::allow;
    }

    private static Admission allow(ConnectionAttempt attempt) {
        return allow(attempt, server.getPort());
    }

    private static Admission allow(ConnectionAttempt attempt, int port) {
        return allow(
                attempt,
                new Target.Host("127.0.0.1", port),
                new TargetTls(TargetTls.Mode.DISABLE, null));
    }

    private static Admission allow(ConnectionAttempt attempt, Target.Host host, TargetTls tls) {
        if (attempt.certificates().isEmpty()) {
            return new Admission.Refused(
                    "no-certificate",
                    "28000",
                    "connection requires a valid client certificate",
                    "None was shown.",
                    "Run: postern login");
        }
        String session = new Ulids(Clock.system(), Randomness.system()).next();
        SESSIONS.add(session);
        var login = new TargetLogin("ada", Secret.of("wonderland"), null, null, false, false);
        var target =
                new Target(
                        "shop",
                        Map.of(),
                        List.of(host),
                        tls,
                        List.of("*"),
                        List.of(login),
                        Durability.STRICT);
        return new Admission.Allowed(
                session,
                target,
                login,
                attempt.database(),
                attempt.user(),
                Instant.MAX,
                "the session's time is over",
                null,
                Map.of("session", session));
    }

    private static String session() throws InterruptedException {
        String session = SESSIONS.poll(10, TimeUnit.SECONDS);
        assertThat(session).isNotNull();
        return session == null ? "" : session;
    }

    private static MemoryRecorder.Recording ended(String session) {
        MemoryRecorder.Recording recording = recorder.recording(session);
        long deadline = Ticker.system().nanos() + TimeUnit.SECONDS.toNanos(10);
        while (recording.end() == null && Ticker.system().nanos() < deadline) {
            Thread.onSpinWait();
        }
        assertThat(recording.end()).isNotNull();
        return recording;
    }

    private static String conninfo(String more) {
        return "host=localhost hostaddr=127.0.0.1 port="
                + edge.address().getPort()
                + " user=ada dbname=postgres sslmode=verify-full sslrootcert="
                + certificates.file("ca.crt")
                + " sslcert="
                + certificates.file("client.crt")
                + " sslkey="
                + certificates.file("client.key")
                + " "
                + more;
    }

    private static Process startPsql(String conninfo, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("psql", "-X", "-A", "-t", "-d", conninfo));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private static String psql(String conninfo, String... arguments) throws Exception {
        Process process = startPsql(conninfo, arguments);
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return output;
    }

    private static Connection jdbc() throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://localhost:"
                        + edge.address().getPort()
                        + "/postgres?user=ada&sslmode=verify-full&sslrootcert="
                        + certificates.file("ca.crt")
                        + "&sslcert="
                        + certificates.file("client.crt")
                        + "&sslkey="
                        + certificates.file("client.pk8"));
    }

    @Test
    void psql_query_answersAndIsRecordedBothWays() throws Exception {
        assertThat(psql(conninfo(""), "-c", "SELECT 6*7")).isEqualTo("42\n");
        var recording = ended(session());
        assertThat(new String(recording.bytes(Origin.FRONTEND), StandardCharsets.ISO_8859_1))
                .contains("SELECT 6*7");
        assertThat(new String(recording.bytes(Origin.BACKEND), StandardCharsets.ISO_8859_1))
                .contains("SELECT 1\0", "server_version");
        assertThat(recording.facts()).contains(FactKind.TARGET_CONNECTED, FactKind.SECRET_OMITTED);
        assertThat(recording.end()).containsEntry("reason", "client-terminated");
        for (Origin origin : Origin.values()) {
            assertThat(new String(recording.bytes(origin), StandardCharsets.ISO_8859_1))
                    .doesNotContain("wonderland", "SCRAM");
        }
    }

    @Test
    void psql_copyOut_arrivesWhole() throws Exception {
        String output =
                psql(
                        conninfo(""),
                        "-c",
                        "COPY (SELECT repeat('x', 1000) FROM generate_series(1, 20000)) TO STDOUT");
        assertThat(output).hasSize(20_000 * 1001);
        assertThat(ended(session()).bytes(Origin.BACKEND).length).isGreaterThan(20_000_000);
    }

    @Test
    void psql_copyIn_arrivesWhole() throws Exception {
        Process process =
                startPsql(
                        conninfo(""),
                        "-q",
                        "-c",
                        "CREATE TEMP TABLE t (v text)",
                        "-c",
                        "COPY t FROM STDIN",
                        "-c",
                        "SELECT count(*), sum(length(v)) FROM t");
        try (var in = process.getOutputStream()) {
            byte[] line = ("y".repeat(999) + "\n").getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < 10_000; i++) {
                in.write(line);
            }
        }
        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("10000|9990000\n");
        assertThat(process.waitFor()).isZero();
    }

    @Test
    void pgjdbc_extendedCancelNotifyAndLargeObject_work() throws Exception {
        try (Connection connection = jdbc();
                var prepared = connection.prepareStatement("SELECT ?::int + 1");
                var statement = connection.createStatement()) {
            for (int i = 0; i < 20; i++) {
                prepared.setInt(1, i);
                try (var rows = prepared.executeQuery()) {
                    assertThat(rows.next()).isTrue();
                    assertThat(rows.getInt(1)).isEqualTo(i + 1);
                }
            }
            statement.execute("LISTEN news; NOTIFY news, 'hello'");
            PGConnection pg = connection.unwrap(PGConnection.class);
            assertThat(pg.getNotifications(5000))
                    .singleElement()
                    .satisfies(n -> assertThat(n.getParameter()).isEqualTo("hello"));
            connection.setAutoCommit(false);
            var objects = pg.getLargeObjectAPI();
            long oid = objects.createLO();
            try (var object = objects.open(oid)) {
                object.write(new byte[300_000]);
                assertThat(object.size()).isEqualTo(300_000);
            }
            connection.commit();
            statement.setQueryTimeout(1);
            assertThat(
                            org.assertj.core.api.Assertions.catchThrowableOfType(
                                            SQLException.class,
                                            () -> statement.execute("SELECT pg_sleep(30)"))
                                    .getSQLState())
                    .isEqualTo("57014");
            connection.rollback();
        }
        assertThat(ended(session()).facts()).contains(FactKind.CANCEL_REQUESTED);
    }

    @Test
    void end_whileQueryRuns_tellsTheClientAndStopsTheStatement() throws Exception {
        Process process = startPsql(conninfo(""), "-c", "SELECT pg_sleep(60)");
        process.getOutputStream().close();
        String session = session();
        MemoryRecorder.Recording recording = awaitQuery(session);
        registry.find(session)
                .orElseThrow()
                .end("grant-ended", "57P01", "access AR-1 has ended", "It was for 1 hour.");
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(output)
                .contains("FATAL:  postern: access AR-1 has ended", "DETAIL:  It was for 1 hour.");
        assertThat(ended(session).end()).containsEntry("reason", "grant-ended");
        assertThat(recording.bytes(Origin.BROKER_TO_FRONTEND)).isNotEmpty();
    }

    private static MemoryRecorder.Recording awaitQuery(String session) {
        long deadline = Ticker.system().nanos() + TimeUnit.SECONDS.toNanos(10);
        while (Ticker.system().nanos() < deadline) {
            if (registry.find(session).isPresent()
                    && new String(
                                    recorder.recording(session).bytes(Origin.FRONTEND),
                                    StandardCharsets.ISO_8859_1)
                            .contains("SELECT")) {
                return recorder.recording(session);
            }
            Thread.onSpinWait();
        }
        throw new AssertionError("the query did not come");
    }

    @Test
    void recorderBreaks_endsTheSessionBeforeTheStatementRuns() throws Exception {
        try (Connection connection = jdbc();
                var statement = connection.createStatement()) {
            recorder.recording(session()).breakDisk();
            SQLException failure =
                    org.assertj.core.api.Assertions.catchThrowableOfType(
                            SQLException.class,
                            () -> statement.execute("CREATE TABLE never (i int)"));
            assertThat(failure.getSQLState()).isEqualTo("58030");
        }
        try (Connection admin = server.getPostgresDatabase().getConnection();
                var rows =
                        admin.createStatement()
                                .executeQuery("SELECT to_regclass('public.never')")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getString(1)).isNull();
        }
    }

    @Test
    void backendTerminated_clientReadsTheServersOwnFatalOnce() throws Exception {
        String output = psql(conninfo(""), "-c", "SELECT pg_terminate_backend(pg_backend_pid())");
        assertThat(output)
                .contains("terminating connection due to administrator command")
                .doesNotContain("postern:");
        assertThat(ended(session()).end()).containsEntry("reason", "target-ended");
    }

    @Test
    void missingDatabase_isTheServersFatal() throws Exception {
        assertThat(psql(conninfo("dbname=nope"), "-c", "SELECT 1"))
                .contains("FATAL:  database \"nope\" does not exist")
                .doesNotContain("postern:");
    }

    @Test
    void targetDown_is08001() throws Exception {
        gatekeeper = attempt -> allow(attempt, 1);
        assertThat(psql(conninfo(""), "-c", "SELECT 1"))
                .contains("FATAL:  postern: target shop not reachable (connection refused)");
    }

    @Test
    void targetWithTls_isVerifiedAndLoginIsBoundToItsCertificate() throws Exception {
        var tls = new TargetTls(TargetTls.Mode.VERIFY_FULL, certificates.file("ca.crt"));
        gatekeeper = attempt -> allow(attempt, new Target.Host("localhost", server.getPort()), tls);
        assertThat(
                        psql(
                                conninfo(""),
                                "-c",
                                "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"))
                .isEqualTo("t\n");
        assertThat(ended(session()).methods()).containsExactly("scram-sha-256-plus");
    }

    @Test
    void targetWithForeignAuthority_isRefused() throws Exception {
        var tls = new TargetTls(TargetTls.Mode.VERIFY_FULL, certificates.file("client.crt"));
        gatekeeper = attempt -> allow(attempt, new Target.Host("localhost", server.getPort()), tls);
        assertThat(psql(conninfo(""), "-c", "SELECT 1"))
                .contains("FATAL:  postern: certificate of shop does not match");
    }

    @Test
    void noCertificate_readsTheRefusalWithItsHint() throws Exception {
        String output =
                psql(
                        "host=127.0.0.1 user=ada dbname=postgres sslmode=require sslcert=/nowhere"
                                + " port="
                                + edge.address().getPort(),
                        "-c",
                        "SELECT 1");
        assertThat(output)
                .contains(
                        "FATAL:  postern: connection requires a valid client certificate",
                        "HINT:  Run: postern login");
    }

    @Test
    void plaintext_isRefusedAndAudited() throws Exception {
        assertThat(psql(conninfo("sslmode=disable"), "-c", "SELECT 1"))
                .contains(
                        "FATAL:  postern: this port accepts TLS connections with a client"
                                + " certificate only");
        assertThat(isAudited("plaintext")).isTrue();
    }

    @Test
    void http_isClosedWithoutAByteAndAudited() throws Exception {
        assertThat(send("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII))).isEmpty();
        assertThat(isAudited("not-postgres")).isTrue();
    }

    @Test
    void bytesBehindSslRequest_areClosedWithoutAnswer() throws Exception {
        byte[] stuffed = {0, 0, 0, 8, 0x04, (byte) 0xd2, 0x16, 0x2f, 'Q'};
        assertThat(send(stuffed)).isEmpty();
        assertThat(isAudited("bytes-before-tls")).isTrue();
    }

    @Test
    void gssThenSsl_areAnsweredInTurn() throws Exception {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), edge.address().getPort())) {
            socket.setSoTimeout(5000);
            socket.getOutputStream().write(new byte[] {0, 0, 0, 8, 0x04, (byte) 0xd2, 0x16, 0x30});
            assertThat(socket.getInputStream().read()).isEqualTo('N');
            for (byte b : new byte[] {0, 0, 0, 8, 0x04, (byte) 0xd2, 0x16, 0x2f}) {
                socket.getOutputStream().write(b);
            }
            assertThat(socket.getInputStream().read()).isEqualTo('S');
        }
    }

    @Test
    void wrongCancelKey_isAudited() throws Exception {
        assertThat(
                        send(
                                new byte[] {
                                    0,
                                    0,
                                    0,
                                    16,
                                    0x04,
                                    (byte) 0xd2,
                                    0x16,
                                    0x2e,
                                    0,
                                    0,
                                    0,
                                    1,
                                    1,
                                    2,
                                    3,
                                    4
                                }))
                .isEmpty();
        assertThat(isAudited("cancel-wrong-key")).isTrue();
    }

    /// Waits for the audit event of a refusal; those of connections that other tests left are passed over.
    private static boolean isAudited(String code) throws InterruptedException {
        String seen = REFUSED.poll(5, TimeUnit.SECONDS);
        while (seen != null && !seen.equals(code)) {
            seen = REFUSED.poll(5, TimeUnit.SECONDS);
        }
        return seen != null;
    }

    private static byte[] send(byte[] bytes) throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), edge.address().getPort())) {
            socket.setSoTimeout(5000);
            socket.getOutputStream().write(bytes);
            InputStream in = socket.getInputStream();
            return in.readAllBytes();
        }
    }
}
