package dev.postern.broker.proxy.pg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.broker.record.Durability;
import dev.postern.broker.target.SessionLimits;
import dev.postern.broker.target.Target;
import dev.postern.broker.target.TargetAuthority;
import dev.postern.broker.target.TargetHealth;
import dev.postern.broker.target.TargetHealth.State;
import dev.postern.broker.target.TargetLogin;
import dev.postern.broker.target.TargetOptions;
import dev.postern.broker.target.TargetOptions.Announce;
import dev.postern.broker.target.TargetOptions.ServerRole;
import dev.postern.broker.target.TargetTls;
import dev.postern.recording.FactKind;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Several hosts of one target: a primary, a hot standby of it, and one that is not there.
class TargetHostsIT {

    @TempDir static Path directory;

    private static EmbeddedPostgres primary;
    private static EmbeddedPostgres standby;
    private static Gateway gateway;
    private static Target.Host absent;
    private static final TargetHealth HEALTH = new TargetHealth();
    private static final TargetLogin LOGIN =
            new TargetLogin("postgres", null, null, null, false, false);

    @BeforeAll
    static void start() throws Exception {
        Path data = directory.resolve("primary");
        primary =
                EmbeddedPostgres.builder()
                        .setDataDirectory(data)
                        .setCleanDataDirectory(false)
                        .setServerConfig("hot_standby", "on")
                        .start();
        try (Connection admin = primary.getPostgresDatabase().getConnection();
                var statement = admin.createStatement()) {
            statement.execute("CHECKPOINT");
        }
        primary.close();
        Path copied = directory.resolve("standby");
        copy(data, copied);
        Files.deleteIfExists(copied.resolve("postmaster.pid"));
        Path signal = Files.createFile(copied.resolve("standby.signal"));
        Files.setOwner(signal, Files.getOwner(data.resolve("PG_VERSION")));
        primary =
                EmbeddedPostgres.builder()
                        .setDataDirectory(data)
                        .setCleanDataDirectory(false)
                        .start();
        standby =
                EmbeddedPostgres.builder()
                        .setDataDirectory(copied)
                        .setCleanDataDirectory(false)
                        .start();
        try (ServerSocket unused = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            absent = new Target.Host("127.0.0.1", unused.getLocalPort());
        }
        gateway =
                Gateway.start(
                        TestCertificates.create(directory),
                        Gateway.IMPATIENT,
                        new PostgresEdgeServices.Targets(
                                List.of(
                                        target(
                                                "checked",
                                                ServerRole.PRIMARY,
                                                absent,
                                                host(standby),
                                                host(primary))),
                                TargetAuthority.NONE,
                                HEALTH));
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path copy = to.resolve(from.relativize(file));
                Files.copy(file, copy);
                Files.setOwner(copy, Files.getOwner(file));
                Files.setPosixFilePermissions(copy, Files.getPosixFilePermissions(file));
            }
        }
    }

    @AfterAll
    static void stop() throws IOException {
        gateway.close();
        standby.close();
        primary.close();
    }

    @BeforeEach
    void forget() {
        gateway.forget();
    }

    @Test
    void firstHostThatAnswers_serves() throws Exception {
        assertThat(inRecovery(target("any", ServerRole.ANY, absent, host(standby), host(primary))))
                .isEqualTo("t\n");
        MemoryRecorder.Recording recording = gateway.recording();
        assertThat(recording.values(FactKind.DECISION))
                .singleElement()
                .satisfies(fact ->
                        assertThat(fact)
                                .containsEntry("code", "host-passed-over")
                                .containsEntry("text", absent + ": connection refused"));
    }

    @Test
    void primary_isFoundBehindTheStandby() throws Exception {
        assertThat(inRecovery(target("write", ServerRole.PRIMARY, host(standby), host(primary))))
                .isEqualTo("f\n");
        assertThat(gateway.recording().values(FactKind.DECISION))
                .singleElement()
                .satisfies(fact ->
                        assertThat(fact)
                                .containsEntry(
                                        "text",
                                        host(standby)
                                                + ": it is a standby, and the target demands a"
                                                + " primary"));
    }

    @Test
    void standby_isFoundBehindThePrimary() throws Exception {
        assertThat(inRecovery(target("read", ServerRole.STANDBY, host(primary), host(standby))))
                .isEqualTo("t\n");
    }

    @Test
    void noHostOfTheRole_isTold() throws Exception {
        assertThat(inRecovery(target("write", ServerRole.PRIMARY, host(standby), absent)))
                .contains(
                        "FATAL:  postern: target write not reachable ("
                                + host(standby)
                                + ": it is a standby, and the target demands a primary)");
    }

    @Test
    void healthChecks_logIn_andPutTheHostThatWillDoFirst() throws Exception {
        Gateway.await(
                "all hosts are known",
                () ->
                        Stream.of(absent, host(standby), host(primary))
                                .allMatch(h -> HEALTH.of("checked", h).isPresent()));
        assertThat(state(absent)).isEqualTo(State.DOWN);
        assertThat(state(host(standby))).isEqualTo(State.STANDBY);
        assertThat(state(host(primary))).isEqualTo(State.PRIMARY);
        Target checked =
                target("checked", ServerRole.PRIMARY, absent, host(standby), host(primary));
        assertThat(HEALTH.order(checked)).containsExactly(host(primary), absent, host(standby));

        assertThat(inRecovery(checked)).isEqualTo("f\n");

        assertThat(gateway.recording().values(FactKind.DECISION)).isEmpty();
    }

    private static State state(Target.Host host) {
        return HEALTH.of("checked", host).orElseThrow().state();
    }

    private static Target.Host host(EmbeddedPostgres server) {
        return new Target.Host("127.0.0.1", server.getPort());
    }

    private static Target target(String name, ServerRole role, Target.Host... hosts) {
        return new Target(
                name,
                Map.of(),
                List.of(hosts),
                new TargetTls(TargetTls.Mode.DISABLE, null),
                List.of("*"),
                List.of(LOGIN),
                Durability.STRICT,
                new TargetOptions(role, SessionLimits.NONE, Announce.OFF, Duration.ofMillis(500)));
    }

    private static String inRecovery(Target target) throws Exception {
        gateway.to(target, LOGIN);
        Process psql =
                new ProcessBuilder(
                                "psql",
                                "-XAt",
                                "-c",
                                "SELECT pg_is_in_recovery()",
                                "-d",
                                gateway.conninfo(""))
                        .redirectErrorStream(true)
                        .start();
        psql.getOutputStream().close();
        String said = new String(psql.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(psql.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return said;
    }
}
