package dev.postern.cli.system;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

/// A search that is saved in one terminal, and run in another.
final class SavedSearchIT {

    private static final int MOST_TRIES = 60;

    @TempDir Path folder;

    @Test
    void savedSearches_areRunSharedAndRemoved() throws Exception {
        try (RunningDemo demo = RunningDemo.start(folder)) {
            demo.postern("engineer", "login", "--demo", "engineer");
            demo.postern("auditor", "login", "--demo", "auditor");
            demo.psql("engineer", "service=postern-shop", "select 'a saved word';\nselect 2;\n");

            Run added =
                    demo.postern(
                            "engineer",
                            "saved",
                            "add",
                            "mine",
                            "verb:select",
                            "text:a saved word",
                            "-o",
                            "name");
            assertThat(added.exitCode()).as(added.all()).isZero();
            String id = added.out().strip();
            Run again = demo.postern("engineer", "saved", "add", "mine", "verb:select");
            assertThat(again.exitCode()).as(again.all()).isEqualTo(1);
            Run wrong = demo.postern("engineer", "saved", "add", "wrong", "tabel:orders");
            assertThat(wrong.err()).as(wrong.all()).contains("tabel:");

            assertThat(found(demo, "mine").out().lines()).hasSize(1);
            assertThat(found(demo, "/q/" + id).out()).contains("#q=1");
            assertThat(demo.postern("auditor", "search", "--saved", "/q/" + id).exitCode())
                    .isEqualTo(6);

            Run shared =
                    demo.postern(
                            "engineer",
                            "saved",
                            "add",
                            "ours",
                            "role:app_read",
                            "--sessions",
                            "--shared");
            assertThat(shared.out()).as(shared.all()).contains("/q/");
            assertThat(demo.postern("auditor", "saved", "ls", "--fields", "name,own").out())
                    .contains("ours")
                    .doesNotContain("mine");
            Run sessions = demo.postern("auditor", "sessions", "ls", "--saved", "ours");
            assertThat(sessions.out()).as(sessions.all()).contains("app_read");
            assertThat(demo.postern("auditor", "saved", "rm", "ours").exitCode()).isEqualTo(5);

            Run removed = demo.postern("engineer", "saved", "rm", "mine");
            assertThat(removed.exitCode()).as(removed.all()).isZero();
            assertThat(demo.postern("engineer", "search", "--saved", "mine").exitCode())
                    .isEqualTo(6);
        }
    }

    private static Run found(RunningDemo demo, String saved) throws Exception {
        Run run = demo.postern("engineer", "search", "--saved", saved, "-o", "name");
        for (int i = 0; i < MOST_TRIES && run.out().isEmpty(); i++) {
            run = demo.postern("engineer", "search", "--saved", saved, "-o", "name");
        }
        assertThat(run.exitCode()).as(run.all()).isZero();
        return run;
    }
}
