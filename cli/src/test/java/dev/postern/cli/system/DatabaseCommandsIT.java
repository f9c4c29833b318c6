package dev.postern.cli.system;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.Map;

/// `postern db` and its exit codes.
final class DatabaseCommandsIT {

    @TempDir Path folder;

    @Test
    void connect_isPsqlWithItsOwnExitCode() throws Exception {
        try (RunningDemo demo = RunningDemo.start(folder)) {
            Run list = demo.postern("engineer", "db", "ls");
            assertThat(list.out()).as(list.all()).contains("shop").contains("app_write (request)");

            Run works =
                    demo.postern(
                            "engineer", "db", "connect", "shop", "--", "-X", "-Atc", "select 42");
            assertThat(works.out()).as(works.all()).isEqualTo("42\n");
            assertThat(works.exitCode()).isZero();

            Run fails =
                    demo.postern(
                            "engineer", "db", "connect", "shop", "--", "-X", "-c", "select 1/0");
            assertThat(fails.exitCode()).as(fails.all()).isEqualTo(1);
            assertThat(fails.err()).contains("division by zero");

            Run refused =
                    demo.postern(
                            "engineer", "db", "connect", "shop", "--as", "app_write", "--", "-X");
            assertThat(refused.exitCode()).as(refused.all()).isEqualTo(2);
            assertThat(refused.err()).contains("postern request create shop --as app_write");

            assertThat(demo.postern("engineer", "db", "connect", "none").exitCode()).isEqualTo(6);
            assertThat(demo.postern("stranger", "db", "connect", "shop").exitCode()).isEqualTo(4);
        }
    }

    @Test
    void env_isEnoughForPsql_andFilesOfOneTargetComeAndGo() throws Exception {
        try (RunningDemo demo = RunningDemo.start(folder)) {
            Path files = demo.home("engineer").resolve("targets/shop");
            Run gone = demo.postern("engineer", "db", "logout", "shop");
            assertThat(gone.exitCode()).as(gone.all()).isZero();
            assertThat(files).doesNotExist();
            assertThat(demo.psql("engineer", "service=postern-shop", "select 1").exitCode())
                    .isNotZero();

            Run dry = demo.postern("engineer", "db", "login", "shop", "--dry-run");
            assertThat(dry.out()).as(dry.all()).startsWith("Would ask http");
            assertThat(files).doesNotExist();

            Run back = demo.postern("engineer", "db", "login", "shop");
            assertThat(back.exitCode()).as(back.all()).isZero();
            assertThat(back.err()).contains("psql service=postern-shop");
            Run service = demo.psql("engineer", "service=postern-shop", "select 40 + 2");
            assertThat(service.out()).as(service.all()).contains("42");

            Run.of(
                    folder,
                    Map.of("POSTERN_HOME", demo.home("engineer").toString()),
                    RunningDemo.POSTERN,
                    "db",
                    "logout");
            Run evaluated =
                    Run.of(
                            folder,
                            Map.of(
                                    "POSTERN_HOME",
                                    demo.home("engineer").toString(),
                                    "POSTERN",
                                    RunningDemo.POSTERN,
                                    "PGSERVICE",
                                    "no-such-service"),
                            "sh",
                            "-c",
                            "eval \"$(\"$POSTERN\" db env shop)\"; psql -X -Atc 'select 1'");
            assertThat(evaluated.out()).as(evaluated.all()).isEqualTo("1\n");
            assertThat(evaluated.exitCode()).isZero();
        }
    }
}
