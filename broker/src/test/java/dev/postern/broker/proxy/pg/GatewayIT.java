package dev.postern.broker.proxy.pg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.recording.FactKind;
import dev.postern.recording.format.Origin;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/// Real clients through the edge to a real server, and what is recorded of them.
class GatewayIT {

    @TempDir static Path directory;

    private static TestCertificates certificates;
    private static TestServer server;
    private static Gateway gateway;

    @BeforeAll
    static void start() throws Exception {
        certificates = TestCertificates.create(directory);
        server = TestServer.startWithTls(certificates);
        gateway = Gateway.start(certificates, EdgeLimits.DEFAULT);
    }

    @AfterAll
    static void stop() throws IOException {
        gateway.close();
        server.close();
    }

    @BeforeEach
    void leadToTheServer() {
        gateway.forget().trustingTargets().to(server.port());
    }

    private static String ada(String more) {
        return gateway.conninfo("user=ada " + more);
    }

    @Test
    void psql_query_answersAndIsRecordedBothWays() throws Exception {
        assertThat(Psql.run(ada(""), "-c", "SELECT 6*7")).isEqualTo("42\n");
        var recording = gateway.ended();
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
                Psql.run(
                        ada(""),
                        "-c",
                        "COPY (SELECT repeat('x', 1000) FROM generate_series(1, 20000)) TO STDOUT");
        assertThat(output).hasSize(20_000 * 1001);
        assertThat(gateway.ended().bytes(Origin.BACKEND).length).isGreaterThan(20_000_000);
    }

    @Test
    void psql_copyIn_arrivesWhole() throws Exception {
        Process process =
                Psql.start(
                        ada(""),
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
        assertThat(gateway.ended().facts()).contains(FactKind.CANCEL_REQUESTED);
    }

    private static Connection jdbc() throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://localhost:"
                        + gateway.port()
                        + "/postgres?user=ada&sslmode=verify-full&sslrootcert="
                        + certificates.file("ca.crt")
                        + "&sslcert="
                        + certificates.file("client.crt")
                        + "&sslkey="
                        + certificates.file("client.pk8"));
    }

    @Test
    void end_whileQueryRuns_tellsTheClientAndStopsTheStatement() throws Exception {
        Process process = Psql.start(ada(""), "-c", "SELECT pg_sleep(60)");
        process.getOutputStream().close();
        MemoryRecorder.Recording recording = gateway.recording();
        Gateway.await("the query runs", () -> server.running("pg_sleep(60)") == 1);
        gateway.endAll("grant-ended", "access AR-1 has ended", "It was for 1 hour.");
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(output)
                .contains("FATAL:  postern: access AR-1 has ended", "DETAIL:  It was for 1 hour.");
        assertThat(recording.awaitEnd()).containsEntry("reason", "grant-ended");
        assertThat(recording.bytes(Origin.BROKER_TO_FRONTEND)).isNotEmpty();
        Gateway.await("the query is stopped", () -> server.running("pg_sleep(60)") == 0);
    }

    @Test
    void recorderBreaks_endsTheSessionBeforeTheStatementRuns() throws Exception {
        try (Connection connection = jdbc();
                var statement = connection.createStatement()) {
            gateway.recording().breakDisk();
            SQLException failure =
                    org.assertj.core.api.Assertions.catchThrowableOfType(
                            SQLException.class,
                            () -> statement.execute("CREATE TABLE never (i int)"));
            assertThat(failure.getSQLState()).isEqualTo("58030");
        }
        assertThat(server.hasTable("never")).isFalse();
    }

    @Test
    void backendTerminated_clientReadsTheServersOwnFatalOnce() throws Exception {
        String output = Psql.run(ada(""), "-c", "SELECT pg_terminate_backend(pg_backend_pid())");
        assertThat(output)
                .contains("terminating connection due to administrator command")
                .doesNotContain("postern:");
        assertThat(gateway.ended().end()).containsEntry("reason", "target-ended");
    }
}
