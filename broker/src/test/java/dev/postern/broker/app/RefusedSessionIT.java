package dev.postern.broker.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.broker.audit.AuditEvent;
import dev.postern.broker.audit.AuditTrail;
import dev.postern.broker.audit.SiteLog;
import dev.postern.broker.base.Clock;
import dev.postern.broker.base.Randomness;
import dev.postern.broker.base.Ticker;
import dev.postern.broker.ca.Authorities;
import dev.postern.broker.ca.ClientCertificates;
import dev.postern.broker.identity.Login;
import dev.postern.broker.identity.Person;
import dev.postern.broker.identity.SqlLoginStore;
import dev.postern.broker.store.sql.StateStore;
import dev.postern.sitelog.LogSync;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Who is refused by certificate or database reads why in psql, is one audit event, and never reaches the target.
final class RefusedSessionIT {

    private static final Clock NOW = Clock.system();
    private static final Randomness RANDOM = Randomness.system();

    @TempDir Path folder;
    private Path data;
    private String sql = "SELECT 6*7";
    private Instant ended = Instant.MAX;

    @BeforeEach
    void makeFolder() throws Exception {
        data = folder.resolve("store");
        Files.createDirectory(
                data,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path key = folder.resolve("key-encryption-key");
        Files.writeString(key, Base64.getEncoder().encodeToString(RANDOM.bytes(32)) + "\n");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void certificateInForce_isLetInToTheTarget() throws Exception {
        Outcome outcome = connect(NOW, "shop", "postgres");

        assertThat(outcome.psql()).isEqualTo("42\n");
        assertThat(outcome.targetConnections()).as("connections at the target").isEqualTo(1);
        assertThat(outcome.events()).extracting(AuditEvent::code).contains("connection.allowed");
    }

    @Test
    void certificateThatEndsWhileAStatementSleeps_endsTheSessionWithinASecond() throws Exception {
        Instant issued = NOW.now().minus(Duration.ofMinutes(60)).plusSeconds(25);
        Instant notAfter = issued.plus(Duration.ofHours(1)).truncatedTo(ChronoUnit.SECONDS);
        sql = "SELECT pg_sleep(90)";

        Outcome outcome = connect(() -> issued, "shop", "postgres");

        assertThat(outcome.psql()).contains("FATAL:  postern: ").contains("certificate");
        assertThat(ended).isBetween(notAfter, notAfter.plusSeconds(1));
    }

    @Test
    void expiredCertificate_isExplained_isOneEvent_andReachesNoTarget() throws Exception {
        Instant issued = NOW.now().minus(Duration.ofMinutes(63));

        Outcome outcome = connect(() -> issued, "shop", "postgres");

        assertThat(outcome.psql())
                .containsPattern("FATAL: {2}postern: certificate expired \\d+ (s|min) ago\n")
                .contains("DETAIL:  It was valid until ", "HINT:  run: postern login");
        assertRefusedOnce(outcome, "certificate-expired");
    }

    @Test
    void certificateOfAClockAhead_isExplained_isOneEvent_andReachesNoTarget() throws Exception {
        Instant issued = NOW.now().plus(Duration.ofHours(2));

        Outcome outcome = connect(() -> issued, "shop", "postgres");

        assertThat(outcome.psql())
                .contains(
                        "FATAL:  postern: certificate is valid only from ",
                        "HINT:  run: postern login");
        assertRefusedOnce(outcome, "certificate-not-yet-valid");
    }

    @Test
    void wrongDatabase_isExplained_isOneEvent_andReachesNoTarget() throws Exception {
        Outcome outcome = connect(NOW, "payroll", "postgres");

        assertThat(outcome.psql())
                .contains(
                        "FATAL:  postern: database \"payroll\" cannot be asked for on target"
                                + " \"orders\"",
                        "HINT:  databases of orders: shop");
        assertRefusedOnce(outcome, "database-unknown");
    }

    @Test
    void noDatabaseName_isTheUserName_andIsJudgedAsSuch() throws Exception {
        Outcome outcome = connect(NOW, "", "postgres");

        assertThat(outcome.psql())
                .contains(
                        "FATAL:  postern: database \"postgres\" cannot be asked for on target"
                                + " \"orders\"");
        assertRefusedOnce(outcome, "database-unknown");
    }

    private static void assertRefusedOnce(Outcome outcome, String code) {
        assertThat(outcome.events())
                .as("audit events")
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.code()).isEqualTo("connection.refused");
                    assertThat(event.detail()).containsEntry("code", code);
                });
        assertThat(outcome.targetConnections()).as("connections at the target").isZero();
    }

    /// What one attempt led to.
    ///
    /// @param psql   what psql printed
    /// @param events the audit events about connections
    private record Outcome(String psql, List<AuditEvent> events, int targetConnections) {}

    /// Runs a broker before a real server, and psql with a certificate that was issued at the time of `issuing`.
    private Outcome connect(Clock issuing, String database, String role) throws Exception {
        try (EmbeddedPostgres server = EmbeddedPostgres.start();
                Counter target = Counter.before(server.getPort())) {
            try (var connection = server.getPostgresDatabase().getConnection();
                    var statement = connection.createStatement()) {
                statement.execute("CREATE DATABASE shop");
            }
            issue(issuing);
            String psql;
            try (Broker broker =
                    Broker.start(
                            configuration(target.port()), Broker.Machine.system(), List.of())) {
                psql = psql(broker.postgresPort(), database, role);
            }
            SiteLog.Place place =
                    new SiteLog.Place(
                            data,
                            configuration(1).keys().open(RANDOM),
                            NOW,
                            Ticker.system(),
                            LogSync.system());
            try (StateStore state = StateStore.open(data.resolve("state.db"));
                    AuditTrail trail =
                            AuditTrail.open(
                                    state, SiteLog.open(place, List.of()), Ticker.system())) {
                List<AuditEvent> events =
                        trail.newest(Long.MAX_VALUE, 100).stream()
                                .filter(e -> e.code().startsWith("connection."))
                                .toList();
                return new Outcome(psql, events, target.count.get());
            }
        }
    }

    /// Writes a certificate for the target "orders" as the broker would have made it at the time of `clock`.
    private void issue(Clock clock) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair keys = generator.generateKeyPair();
        Person person =
                new Person(
                        "http://localhost:9",
                        "erin",
                        "Erin",
                        "erin@example.com",
                        List.of("engineers"));
        Login login =
                new Login(
                        "login-1",
                        Login.Kind.CLI,
                        person,
                        NOW.now(),
                        NOW.now().plus(Duration.ofHours(8)),
                        "127.0.0.1");
        try (StateStore state = StateStore.open(data.resolve("state.db"))) {
            new SqlLoginStore(state).add("a hash", login);
        }
        Authorities authorities =
                Authorities.open(
                        data.resolve("authorities"),
                        configuration(1).keys().open(RANDOM),
                        NOW,
                        RANDOM);
        ClientCertificates.Issued issued =
                new ClientCertificates(
                                authorities.clients(),
                                clock,
                                RANDOM,
                                Duration.ofHours(1),
                                (_, _, _, _) -> {})
                        .issue(login, "orders", (ECPublicKey) keys.getPublic());
        Files.writeString(folder.resolve("client.crt"), issued.pem());
        Files.writeString(
                folder.resolve("client.key"),
                "-----BEGIN PRIVATE KEY-----\n"
                        + Base64.getMimeEncoder().encodeToString(keys.getPrivate().getEncoded())
                        + "\n-----END PRIVATE KEY-----\n");
        Files.setPosixFilePermissions(
                folder.resolve("client.key"), PosixFilePermissions.fromString("rw-------"));
    }

    private BrokerConfig configuration(int targetPort) throws Exception {
        Path file =
                Files.writeString(
                        folder.resolve("postern.yaml"),
                        """
                        data: store
                        keys: {file: key-encryption-key}
                        postgres: {listen: "127.0.0.1:0", announce: off}
                        web: {listen: "127.0.0.1:0"}
                        sign-in: {issuer: "http://localhost:9", client-id: postern}
                        targets:
                          orders:
                            hosts: ["127.0.0.1:%d"]
                            tls: disable
                            databases: [shop]
                            logins: {postgres: {password-env: PASSWORD, allow-trust: true}}
                        roles:
                          engineer:
                            groups: [engineers]
                            allow:
                              - {targets: [orders], database-roles: [postgres]}
                        """
                                .formatted(targetPort));
        return BrokerConfigReader.read(file, Map.of("PASSWORD", "unused: the server trusts"));
    }

    private String psql(int port, String database, String role) throws Exception {
        List<String> command =
                List.of(
                        "psql",
                        "-XAt",
                        "-d",
                        (database.isEmpty() ? "" : "dbname=" + database + " ")
                                + "host=localhost hostaddr=127.0.0.1 port="
                                + port
                                + " user="
                                + role
                                + " sslmode=verify-full sslrootcert="
                                + data.resolve("authorities/server-ca.crt")
                                + " sslcert="
                                + folder.resolve("client.crt")
                                + " sslkey="
                                + folder.resolve("client.key"),
                        "-c",
                        sql);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        ended = NOW.now();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return output;
    }

    /// Stands before a server and counts the connections that reach it.
    private record Counter(ServerSocket listener, int serverPort, AtomicInteger count)
            implements AutoCloseable {

        static Counter before(int serverPort) throws Exception {
            Counter counter =
                    new Counter(
                            new ServerSocket(0, 10, InetAddress.getLoopbackAddress()),
                            serverPort,
                            new AtomicInteger());
            Thread.ofVirtual().start(counter::accept);
            return counter;
        }

        int port() {
            return listener.getLocalPort();
        }

        private void accept() {
            List<Socket> sockets = new ArrayList<>();
            try {
                while (true) {
                    Socket client = listener.accept();
                    count.incrementAndGet();
                    Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
                    sockets.addAll(List.of(client, server));
                    Thread.ofVirtual().start(() -> pump(client, server));
                    Thread.ofVirtual().start(() -> pump(server, client));
                }
            } catch (java.io.IOException closed) {
                sockets.forEach(Counter::close);
            }
        }

        private static void pump(Socket from, Socket to) {
            try (from;
                    to) {
                from.getInputStream().transferTo(to.getOutputStream());
            } catch (java.io.IOException ended) {
                close(to);
            }
        }

        private static void close(Socket socket) {
            try {
                socket.close();
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }

        @Override
        public void close() throws java.io.IOException {
            listener.close();
        }
    }
}
