package dev.postern.cli.system;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// The first command of the README.
final class DemoIT {

    private static final int IDENTITY_PORT = 9099;

    @TempDir Path folder;

    @Test
    void once_showsTheStoryAndEndsWithZero_alsoTheSecondTime() {
        String data = folder.resolve("data").toString();

        Run first = Run.of(folder, Map.of(), RunningDemo.POSTERN, "demo", "--once", "--data", data);
        Run second =
                Run.of(folder, Map.of(), RunningDemo.POSTERN, "demo", "--once", "--data", data);
        Run fresh =
                Run.of(
                        folder,
                        Map.of(),
                        RunningDemo.POSTERN,
                        "demo",
                        "--once",
                        "--reset",
                        "--data",
                        data);

        for (Run run : new Run[] {first, second, fresh}) {
            assertThat(run.exitCode()).as(run.all()).isZero();
            assertThat(run.out())
                    .as("the replay shows rows, the error, the rolled-back update, \\d and COPY")
                    .contains("(5 rows)")
                    .contains("ERROR:  column \"card_number\" does not exist")
                    .contains("UPDATE 10")
                    .contains("ROLLBACK")
                    .contains("sku,title,price");
        }
    }

    @Test
    void peopleAreTheSameAtTheNextStart_whateverPortsAreTaken() throws Exception {
        String data = folder.resolve("data").toString();
        String sql = "select 'seen again';";
        try (ServerSocket usual = taken(IDENTITY_PORT);
                RunningDemo demo = RunningDemo.start(folder)) {
            assertThat(demo.psql("engineer", "service=postern-shop", sql).exitCode()).isZero();
            assertThat(usual.isBound()).isTrue();
            assertThat(Files.readString(folder.resolve("data/postern.yaml")))
                    .doesNotContain("issuer: http://127.0.0.1:" + IDENTITY_PORT);
            demo.terminate();
        }

        Run again = Run.of(folder, Map.of(), RunningDemo.POSTERN, "demo", "--once", "--data", data);

        assertThat(again.exitCode()).as(again.all()).isZero();
        try (RunningDemo demo = RunningDemo.start(folder)) {
            Run sessions = demo.postern("engineer", "sessions", "ls", "-o", "jsonl");
            assertThat(sessions.out().lines()).as(sessions.all()).hasSizeGreaterThanOrEqualTo(4);
        }
    }

    @Test
    void peopleAreOthers_whereTheirPortIsTaken_andTheDemoSaysSo() throws Exception {
        String data = folder.resolve("data").toString();
        Run first = Run.of(folder, Map.of(), RunningDemo.POSTERN, "demo", "--once", "--data", data);
        assertThat(first.exitCode()).as(first.all()).isZero();
        int port =
                Integer.parseInt(Files.readString(folder.resolve("data/ports/identity")).strip());

        try (ServerSocket other = taken(port)) {
            Run second =
                    Run.of(folder, Map.of(), RunningDemo.POSTERN, "demo", "--once", "--data", data);

            assertThat(second.exitCode()).as(second.all()).isZero();
            assertThat(other.isBound()).isTrue();
            assertThat(second.out())
                    .contains("port " + port + ", where people signed in before, is taken");
        }
    }

    /// A socket that keeps the port, or, if somebody else has it, another one.
    private static ServerSocket taken(int port) throws IOException {
        InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
        try {
            return new ServerSocket(port, 1, loopback);
        } catch (IOException somebodyHasIt) {
            return new ServerSocket(0, 1, loopback);
        }
    }

    @Test
    void termination_endsAllOfItWithinTenSeconds_andLeavesASecretEnvironmentFile()
            throws Exception {
        try (RunningDemo demo = RunningDemo.start(folder)) {
            assertThat(demo.environment())
                    .containsKeys(
                            "PGHOST",
                            "PGPORT",
                            "PGUSER",
                            "PGDATABASE",
                            "PGSSLMODE",
                            "PGSSLROOTCERT",
                            "PGSSLCERT",
                            "PGSSLKEY",
                            "POSTERN_URL",
                            "POSTERN_PID");
            Run psql =
                    Run.of(
                            folder,
                            demo.environment(),
                            "psql",
                            "-X",
                            "-At",
                            "-c",
                            "select count(*) from customers");
            assertThat(psql.out()).as(psql.all()).isEqualTo("60\n");
            long relay = Long.parseLong(demo.environment().getOrDefault("POSTERN_PID", ""));
            assertThat(ProcessHandle.of(relay)).isPresent();

            demo.terminate();

            assertThat(ProcessHandle.of(relay).filter(ProcessHandle::isAlive)).isEmpty();
            assertThat(Files.exists(folder.resolve("data/database/postmaster.pid"))).isFalse();
        }
    }

    @Test
    void unknownOption_isRefusedWithTwo() {
        Run run = Run.of(folder, Map.of(), RunningDemo.POSTERN, "demo", "--onse");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("demo does not know \"--onse\"; see postern demo --help");
    }
}
