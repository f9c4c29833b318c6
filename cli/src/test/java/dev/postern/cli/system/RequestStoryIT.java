package dev.postern.cli.system;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// Asking and waiting in one command, extending, breaking the glass, and asking why.
final class RequestStoryIT {

    private static final String WRITE = "update orders set status = status where id = 7";

    @TempDir Path folder;

    @Test
    void connectAsksAndWaits_graceIsExtended_glassIsBrokenAndReviewed() throws Exception {
        try (RunningDemo demo = RunningDemo.start(folder);
                TerminalApi api = new TerminalApi(demo)) {
            for (String person : List.of("engineer", "approver", "admin")) {
                demo.postern(person, "login", "--demo", person);
            }
            Run before =
                    demo.postern(
                            "engineer", "access", "explain", "me", "shop", "--as", "app_write");
            assertThat(before.exitCode()).as(before.all()).isEqualTo(5);
            assertThat(before.out())
                    .contains("no   there is no active grant", "Requests are decided by: approver")
                    .contains("Next: postern request create shop --as app_write");

            String id = connectWaitsForTheApproval(demo, api);

            Run extended =
                    demo.postern("engineer", "request", "extend", id, "--ttl", "10m", "-o", "json");
            assertThat(extended.exitCode()).as(extended.all()).isZero();
            assertThat(extended.out()).contains("\"extensions\":[{");
            Run again = demo.postern("engineer", "request", "extend", id, "--ttl", "10m");
            assertThat(again.all()).contains("is pending");
            Run reused = connect(demo, "again");
            assertThat(reused.all()).contains("UPDATE 1").doesNotContain("request approve");
            Run after =
                    demo.postern(
                            "engineer", "access", "explain", "me", "shop", "--as", "app_write");
            assertThat(after.exitCode()).as(after.all()).isZero();
            demo.postern("approver", "request", "revoke", id, "--reason", "done");

            breaksTheGlass(demo);
        }
    }

    private String connectWaitsForTheApproval(RunningDemo demo, TerminalApi api) throws Exception {
        CompletableFuture<Run> connecting =
                CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                return connect(demo, "fix order 7");
                            } catch (Exception e) {
                                throw new IllegalStateException(e);
                            }
                        },
                        task -> Thread.ofVirtual().start(task));
        String id = "";
        while (id.isEmpty() && !connecting.isDone()) {
            Object items = api.get("approver", "/api/v1/requests?state=pending").get("items");
            if (items instanceof List<?> list
                    && !list.isEmpty()
                    && list.getFirst() instanceof Map<?, ?> request) {
                id = String.valueOf(request.get("shortId"));
            }
        }
        Run approved = demo.postern("approver", "request", "approve", id);
        assertThat(approved.exitCode()).as(approved.all()).isZero();
        Run connected = connecting.get(60, TimeUnit.SECONDS);
        assertThat(connected.exitCode()).as(connected.all()).isZero();
        assertThat(connected.out()).contains("UPDATE 1");
        assertThat(connected.err()).contains("An approver runs: postern request approve " + id);
        return id;
    }

    private static Run connect(RunningDemo demo, String reason) throws Exception {
        return demo.postern(
                "engineer",
                "db",
                "connect",
                "shop",
                "--as",
                "app_write",
                "--reason",
                reason,
                "--wait",
                "1m",
                "--",
                "-X",
                "-c",
                WRITE);
    }

    private static void breaksTheGlass(RunningDemo demo) throws Exception {
        Run broken =
                demo.postern(
                        "engineer",
                        "request",
                        "break-glass",
                        "shop",
                        "--as",
                        "app_write",
                        "--reason",
                        "site is down",
                        "-o",
                        "name");
        assertThat(broken.exitCode()).as(broken.all()).isZero();
        String id = broken.out().strip();
        assertThat(connect(demo, "site is down").out()).contains("UPDATE 1");
        assertThat(demo.postern("approver", "request", "ls").out())
                .contains("BREAK-GLASS, not reviewed");
        Run own =
                demo.postern(
                        "engineer", "request", "review", id, "--outcome", "ok", "--reason", "x");
        assertThat(own.exitCode()).as(own.all()).isEqualTo(5);
        Run reviewed =
                demo.postern(
                        "approver",
                        "request",
                        "review",
                        id,
                        "--outcome",
                        "ok",
                        "--reason",
                        "only order 7");
        assertThat(reviewed.exitCode()).as(reviewed.all()).isZero();
        Run shown = demo.postern("approver", "request", "show", id);
        assertThat(shown.out()).contains("only order 7", "postern play ");
    }
}
