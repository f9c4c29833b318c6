package dev.postern.broker.proxy.pg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.broker.base.Clock;
import dev.postern.broker.base.Randomness;
import dev.postern.broker.ca.Authorities;
import dev.postern.broker.ca.RotatingAuthority;
import dev.postern.broker.ca.RotationStep;
import dev.postern.broker.ca.TargetCertificates;
import dev.postern.broker.keys.TestKeys;
import dev.postern.broker.record.Durability;
import dev.postern.broker.target.ClientIdentity;
import dev.postern.broker.target.Target;
import dev.postern.broker.target.TargetHealth;
import dev.postern.broker.target.TargetLogin;
import dev.postern.broker.target.TargetTls;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// The authority between the broker and a real server is taken back and replaced, while sessions run and others begin.
final class TargetAuthorityRotationIT {

    private static final int SESSIONS = 50;
    private static final int LOGINS = 200;
    private static final int AT_ONCE = 2;

    @TempDir private Path folder;
    private final AtomicInteger logins = new AtomicInteger();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private volatile boolean over;

    @Test
    void authorityOfTargets_isReplaced_andNobodyIsDropped() throws Exception {
        Authorities authorities =
                Authorities.open(
                        folder.resolve("authorities"),
                        TestKeys.KEYS,
                        Clock.system(),
                        Randomness.system());
        RotatingAuthority rotating = authorities.targets();
        var targets = new TargetCertificates(rotating, Clock.system(), Randomness.system());
        try (EmbeddedPostgres server = EmbeddedPostgres.start();
                Gateway gateway =
                        Gateway.start(
                                TestCertificates.create(folder),
                                Gateway.IMPATIENT,
                                new PostgresEdgeServices.Targets(
                                        List.of(), targets, new TargetHealth()))) {
            Path data = prepare(server);
            var old = targets.serverFiles(List.of("localhost"));
            install(server, data, old);
            var login = new TargetLogin("*", null, new ClientIdentity.Issued(), Set.of(), 0);
            gateway.to(target(server.getPort(), login), login);
            List<RawClient> sessions = new ArrayList<>();
            for (int i = 0; i < SESSIONS; i++) {
                sessions.add(connect(gateway));
            }
            CountDownLatch ended = new CountDownLatch(AT_ONCE);
            for (int i = 0; i < AT_ONCE; i++) {
                Thread.ofVirtual().start(() -> logInAgainAndAgain(gateway, ended));
            }

            for (boolean isTakenBack : List.of(true, false)) {
                step(rotating, RotationStep.START);
                write(data.resolve("broker-ca.crt"), rotating.rootsPem());
                reload(server);
                step(rotating, RotationStep.NEXT);
                install(server, data, targets.serverFiles(List.of("localhost")));
                awaitLogins(isTakenBack ? LOGINS / 4 : LOGINS / 2);
                if (isTakenBack) {
                    step(rotating, RotationStep.ROLLBACK);
                    install(server, data, targets.serverFiles(List.of("localhost")));
                }
                step(rotating, RotationStep.NEXT);
                write(data.resolve("broker-ca.crt"), rotating.rootsPem());
                reload(server);
            }
            awaitLogins(LOGINS);
            over = true;
            assertThat(ended.await(60, TimeUnit.SECONDS)).isTrue();

            assertThat(failures).isEmpty();
            for (RawClient session : sessions) {
                use(session);
                session.close();
            }
            install(server, data, old);
            assertThatThrownBy(() -> connect(gateway).close())
                    .as("a server that shows a certificate of the old authority")
                    .isNotNull();
            System.out.printf(
                    "%d sessions and %d logins during 2 rotations of targets, 0 dropped%n",
                    SESSIONS, logins.get());
        }
    }

    private static void step(RotatingAuthority authority, RotationStep step) throws Exception {
        authority.step(step, false, _ -> {});
    }

    private static Target target(int port, TargetLogin login) {
        return new Target(
                "shop",
                Map.of(),
                List.of(new Target.Host("localhost", port)),
                new TargetTls(TargetTls.Mode.VERIFY_FULL, null, true),
                List.of("*"),
                List.of(login),
                Durability.STRICT);
    }

    private static Path prepare(EmbeddedPostgres server) throws SQLException, IOException {
        try (Connection admin = server.getPostgresDatabase().getConnection();
                var statement = admin.createStatement()) {
            statement.execute("CREATE ROLE certified LOGIN");
            Path data;
            try (var rows = statement.executeQuery("SHOW data_directory")) {
                assertThat(rows.next()).isTrue();
                data = Path.of(rows.getString(1));
            }
            statement.execute("ALTER SYSTEM SET ssl_ca_file = 'broker-ca.crt'");
            statement.execute("ALTER SYSTEM SET ssl = on");
            Files.writeString(
                    data.resolve("pg_hba.conf"),
                    "host all postgres all trust\nhostssl all certified all cert\n");
            return data;
        }
    }

    private static void install(
            EmbeddedPostgres server, Path data, TargetCertificates.ServerFiles files)
            throws Exception {
        write(data.resolve("server.crt"), files.certificate());
        write(data.resolve("server.key"), files.key());
        write(data.resolve("broker-ca.crt"), files.authority());
        reload(server);
    }

    private static void write(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        Files.setOwner(file, Files.getOwner(file.getParent()));
    }

    /// Has the server read its files, and waits until connections that begin are of what it read.
    private static void reload(EmbeddedPostgres server) throws Exception {
        String before = loadTime(server);
        try (Connection admin = server.getPostgresDatabase().getConnection();
                var statement = admin.createStatement()) {
            statement.execute("SELECT pg_reload_conf()");
        }
        CountDownLatch never = new CountDownLatch(1);
        while (loadTime(server).equals(before)) {
            assertThat(never.await(20, TimeUnit.MILLISECONDS)).isFalse();
        }
    }

    private static String loadTime(EmbeddedPostgres server) throws SQLException {
        try (Connection admin = server.getPostgresDatabase().getConnection();
                var statement = admin.createStatement();
                var rows = statement.executeQuery("SELECT pg_conf_load_time()::text")) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }

    private static RawClient connect(Gateway gateway) throws Exception {
        RawClient client =
                gateway.secureClient().login(Map.of("user", "certified", "database", "postgres"));
        use(client);
        return client;
    }

    private static void use(RawClient client) throws IOException {
        client.send(RawClient.query("select 'here'"));
        assertThat(client.until('Z')).anyMatch(message -> message.text().contains("here"));
    }

    private void logInAgainAndAgain(Gateway gateway, CountDownLatch ended) {
        try {
            while (!over) {
                connect(gateway).close();
                logins.incrementAndGet();
            }
        } catch (Exception | AssertionError e) {
            failures.add(e);
        } finally {
            ended.countDown();
        }
    }

    private void awaitLogins(int count) throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        while (logins.get() < count && failures.isEmpty()) {
            assertThat(never.await(50, TimeUnit.MILLISECONDS)).isFalse();
        }
    }
}
