package dev.postern.cli.system;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// The first command of the README.
final class DemoIT {

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
