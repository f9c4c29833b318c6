package dev.postern.cli.system;

import static org.assertj.core.api.Assertions.assertThat;

import static java.util.Objects.requireNonNull;

import dev.postern.json.Json;
import dev.postern.verify.Seal;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// The verdict that people are shown is the one that the recording is sealed with, and before that it says so.
final class SealedVerdictIT {

    @TempDir Path folder;

    @Test
    void sessionIsNotYetSealedWhileItRuns_andShowsTheFootersVerdictAfterwards() throws Exception {
        try (RunningDemo demo = RunningDemo.start(folder)) {
            demo.postern("admin", "login", "--demo", "admin");
            try (WireClient client = connect(demo)) {
                client.send(Messages.start().query("select 1").bytes()).get(10, TimeUnit.SECONDS);
                client.readUntilReady(1);

                Map<?, ?> running = await(demo, "live");
                assertThat(running.get("seal")).isEqualTo("not-yet-sealed");
                assertThat(running.get("sealedVerdict")).isNull();
                assertThat(running.get("complete")).isEqualTo(false);
                assertThat(listed(demo)).contains("not yet sealed");
                client.terminate();
            }

            Map<?, ?> ended = await(demo, "sealed");

            Map<String, ?> inTheFooter =
                    Seal.of(recording(String.valueOf(ended.get("id")))).orElseThrow().verdict();
            assertThat(ended.get("sealedVerdict")).isEqualTo(inTheFooter);
            assertThat(ended.get("complete")).isEqualTo(true);
            assertThat(listed(demo)).contains("complete").doesNotContain("not yet sealed");
            Run page = demo.postern("admin", "sessions", "show", String.valueOf(ended.get("id")));
            assertThat(page.out())
                    .contains("sealed, " + ended.get("verdict"))
                    .contains("complete: ");
        }
    }

    private static WireClient connect(RunningDemo demo) throws Exception {
        Map<String, String> environment = demo.environment();
        return WireClient.withCertificate(
                BrokerProcess.port(environment),
                requireNonNull(Path.of(environment.getOrDefault("PGSSLCERT", "")).getParent()),
                Conversation.PROTOCOL_3_0,
                Map.of(
                        "user",
                        environment.getOrDefault("PGUSER", ""),
                        "database",
                        environment.getOrDefault("PGDATABASE", ""),
                        "application_name",
                        "verdict"));
    }

    private static String listed(RunningDemo demo) throws IOException {
        Run run = demo.postern("admin", "sessions", "ls", "app:verdict");
        assertThat(run.exitCode()).as(run.all()).isZero();
        return run.out();
    }

    /// The session, once its state or its seal is `wanted`.
    private static Map<?, ?> await(RunningDemo demo, String wanted) throws Exception {
        Map<?, ?> session = Map.of();
        for (int i = 0; i < 60; i++) {
            Run run = demo.postern("admin", "sessions", "ls", "app:verdict", "-o", "json");
            assertThat(run.exitCode()).as(run.all()).isZero();
            Object items = Json.readObject(run.out().getBytes(StandardCharsets.UTF_8)).get("items");
            if (items instanceof List<?> list && !list.isEmpty()) {
                session = (Map<?, ?>) list.getFirst();
                if (wanted.equals(session.get("state")) || wanted.equals(session.get("seal"))) {
                    return session;
                }
            }
        }
        throw new AssertionError("the session did not become " + wanted + ": " + session);
    }

    private Path recording(String session) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.endsWith(session + ".pgrec"))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
