package dev.postern.cli.system;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// `postern policy test` says what other roles would have made of a session that psql had, and puts nothing in force.
final class PolicyTestIT {

    private static final int TRIES = 100;

    @TempDir Path folder;

    @Test
    void rolesOfAFile_areTriedOnWhatWasRecorded() throws Exception {
        try (RunningDemo demo = RunningDemo.start(folder)) {
            demo.postern("engineer", "login", "--demo", "engineer");
            demo.postern("admin", "login", "--demo", "admin");
            assertThat(demo.psql("engineer", "service=postern-shop", "select 1;").exitCode())
                    .isZero();
            Path narrow = roles("narrow", "app_write");
            Run refused = awaitSession(demo, narrow);

            assertThat(refused.exitCode()).as(refused.all()).isEqualTo(1);
            assertThat(refused.out()).contains("shop/shop", "app_read", "refused", "engineer");
            Run same = test(demo, "admin", roles("same", "app_read"));
            assertThat(same.exitCode()).as(same.all()).isZero();
            assertThat(same.err()).contains("0 refused", "0 would need a request");
            assertThat(demo.psql("engineer", "service=postern-shop", "select 1;").exitCode())
                    .as("nothing was put in force")
                    .isZero();
            assertThat(test(demo, "engineer", narrow).exitCode()).isEqualTo(5);
            Path bad = Files.writeString(folder.resolve("bad.yaml"), "roles:\n  a: {groop: []}\n");
            Run unreadable = test(demo, "admin", bad);
            assertThat(unreadable.exitCode()).isEqualTo(1);
            assertThat(unreadable.err()).contains("did you mean \"groups\"?", "Mend the file");
        }
    }

    /// The index knows of a session a moment after its end.
    private static Run awaitSession(RunningDemo demo, Path roles) throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        Run run = test(demo, "admin", roles);
        for (int i = 0; i < TRIES && !run.out().contains("shop/shop"); i++) {
            assertThat(never.await(100, TimeUnit.MILLISECONDS)).isFalse();
            run = test(demo, "admin", roles);
        }
        return run;
    }

    private static Run test(RunningDemo demo, String person, Path roles) throws IOException {
        return demo.postern(person, "policy", "test", roles.toString(), "--since", "1h");
    }

    private Path roles(String name, String databaseRole) throws IOException {
        return Files.writeString(
                folder.resolve(name + ".yaml"),
                """
                roles:
                  engineer:
                    groups: [engineers]
                    allow:
                      - {targets: [shop], database-roles: [%s]}
                """
                        .formatted(databaseRole));
    }
}
