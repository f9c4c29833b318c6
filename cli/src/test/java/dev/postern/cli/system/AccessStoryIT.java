package dev.postern.cli.system;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Temporary access as two people in two terminals live it.
final class AccessStoryIT {

    private static final String WRITER = "service=postern-shop user=app_write";
    private static final Pattern REQUEST =
            Pattern.compile("postern request create shop --as app_write --reason \"[^\"]*\"");

    @TempDir Path folder;

    @Test
    void engineerAsks_anotherApproves_plainPsqlWorks_theEndEndsTheSession() throws Exception {
        try (RunningDemo demo = RunningDemo.start(folder)) {
            demo.postern("engineer", "login", "--demo", "engineer");
            demo.postern("approver", "login", "--demo", "approver");

            Run refused = demo.psql("engineer", WRITER, "select 1;");
            assertThat(refused.exitCode()).isEqualTo(2);
            assertThat(refused.err()).contains("FATAL:  postern:");
            Matcher command = REQUEST.matcher(refused.err());
            assertThat(command.find()).as(refused.err()).isTrue();

            Run asked =
                    demo.postern(
                            "engineer",
                            "request",
                            "create",
                            "shop",
                            "--as",
                            "app_write",
                            "--reason",
                            "fix order 7",
                            "-o",
                            "json");
            assertThat(asked.exitCode()).as(asked.all()).isZero();
            String id = field(asked.out(), "id");

            Run ownApproval = demo.postern("engineer", "request", "approve", id);
            assertThat(ownApproval.exitCode()).as(ownApproval.all()).isEqualTo(5);
            Run stillRefused = demo.psql("engineer", WRITER, "select 1;");
            assertThat(stillRefused.exitCode()).isEqualTo(2);

            Run approved = demo.postern("approver", "request", "approve", id, "--reason", "agreed");
            assertThat(approved.exitCode()).as(approved.all()).isZero();
            Run works =
                    demo.psql(
                            "engineer", WRITER, "update orders set status = status where id = 7;");
            assertThat(works.exitCode()).as(works.all()).isZero();
            assertThat(works.out()).contains("UPDATE 1");

            sleepingSessionEnds(demo, id);

            Run after = demo.psql("engineer", WRITER, "select 1;");
            assertThat(after.exitCode()).isEqualTo(2);
            Run shown = demo.postern("approver", "request", "show", id, "-o", "json");
            assertThat(shown.out()).contains("\"revoked\"").contains("fix order 7");
        }
    }

    /// A session that sleeps in the server when its grant is revoked reads the reason and ends.
    private void sleepingSessionEnds(RunningDemo demo, String id) throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder(
                                "psql",
                                "-X",
                                "-c",
                                "select 'asleep'",
                                "-c",
                                "select pg_sleep(60)",
                                WRITER)
                        .redirectErrorStream(true);
        builder.environment()
                .put("PGSERVICEFILE", demo.home("engineer").resolve("pg_service.conf").toString());
        Process psql = builder.start();
        StringBuilder printed = new StringBuilder();
        try (BufferedReader lines = psql.inputReader(StandardCharsets.UTF_8)) {
            String line = lines.readLine();
            while (line != null && !line.contains("asleep")) {
                printed.append(line).append('\n');
                line = lines.readLine();
            }
            Run revoked = demo.postern("approver", "request", "revoke", id, "--reason", "done");
            assertThat(revoked.exitCode()).as(revoked.all()).isZero();
            for (line = lines.readLine(); line != null; line = lines.readLine()) {
                printed.append(line).append('\n');
            }
        }
        assertThat(psql.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(printed.toString())
                .contains("FATAL:  postern:")
                .contains("revoked")
                .contains("done");
    }

    private static String field(String json, String name) {
        Matcher matcher = Pattern.compile("\"" + name + "\"\\s*:\\s*\"([^\"]+)\"").matcher(json);
        assertThat(matcher.find()).as(name + " in " + json).isTrue();
        return matcher.group(1);
    }
}
