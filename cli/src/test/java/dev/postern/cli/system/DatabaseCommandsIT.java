package dev.postern.cli.system;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

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
}
