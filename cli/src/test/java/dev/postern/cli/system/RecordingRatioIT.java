package dev.postern.cli.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.json.Json;
import dev.postern.json.MalformedJsonException;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// What sealed recordings of pgbench's simple protocol take of the disk, against the bytes on the wire. Each figure is
/// printed. `-Dpostern.ratio-transactions=N` sets what each client does: a session as such takes 2 kB.
final class RecordingRatioIT {

    private static final int TRANSACTIONS = Integer.getInteger("postern.ratio-transactions", 500);
    private static final double MOST = 0.12;

    @TempDir Path folder;

    private final Set<String> seen = new HashSet<>();

    @Test
    void pgbenchSimpleProtocol_takesAtMostTwelvePercent() throws Exception {
        try (EmbeddedPostgres postgres = TestDatabase.start();
                RunningDemo demo = RunningDemo.start(folder, "--target", target(postgres))) {
            demo.postern("admin", "login", "--demo", "admin");
            pgbench(demo, "-i", "-q", "-I", "dtGp");
            sizes(demo, 1);
            for (int clients : new int[] {1, 8, 16}) {
                pgbench(
                        demo,
                        "-M",
                        "simple",
                        "-c",
                        "" + clients,
                        "-j",
                        "2",
                        "-t",
                        "" + TRANSACTIONS);
                // pgbench looks at the tables in a session of its own first.
                Sizes sizes = sizes(demo, clients + 1);
                System.out.printf(
                        "pgbench, simple protocol, %d clients, %d transactions each: %d sessions,"
                                + " %d raw, %d stored, %.1f %%%n",
                        clients,
                        TRANSACTIONS,
                        sizes.sessions(),
                        sizes.raw(),
                        sizes.stored(),
                        100 * sizes.ratio());
                assertThat(sizes.sessions()).isEqualTo(clients + 1);
                assertThat(sizes.ratio()).as(clients + " clients").isLessThan(MOST);
            }
        }
    }

    private static String target(EmbeddedPostgres postgres) {
        return "postgresql://postgres@127.0.0.1:"
                + postgres.getPort()
                + "/postgres?sslmode=disable";
    }

    private record Sizes(int sessions, long raw, long stored) {
        double ratio() {
            return (double) stored / raw;
        }
    }

    private void pgbench(RunningDemo demo, String... arguments) {
        List<String> words = new ArrayList<>(List.of("pgbench"));
        words.addAll(List.of(arguments));
        Run run = Run.of(folder, demo.environment(), "", words);
        assertThat(run.exitCode()).as(run.all()).isZero();
    }

    /// Of the `sessions` that began since the last call, once all of them have ended.
    private Sizes sizes(RunningDemo demo, int sessions) throws IOException {
        long raw = 0;
        long stored = 0;
        int count = 0;
        for (Map<?, ?> session : ended(demo, seen.size() + sessions)) {
            String id = String.valueOf(session.get("id"));
            if (seen.add(id)) {
                count++;
                raw += number(session, "frontendBytes") + number(session, "backendBytes");
                stored += Files.size(recording(id));
            }
        }
        return new Sizes(count, raw, stored);
    }

    /// The sessions there are, once there are `count` and all of them have ended and are sealed.
    private static List<Map<?, ?>> ended(RunningDemo demo, int count) throws IOException {
        while (true) {
            Run run =
                    demo.postern(
                            "admin",
                            "sessions",
                            "ls",
                            "app:pgbench",
                            "-o",
                            "json",
                            "--limit",
                            "500");
            assertThat(run.exitCode()).as(run.all()).isZero();
            List<Map<?, ?>> sessions = new ArrayList<>();
            boolean isQuiet = true;
            for (Object item : items(run.out())) {
                Map<?, ?> session = (Map<?, ?>) item;
                sessions.add(session);
                isQuiet &= "ended".equals(session.get("state"));
            }
            if (isQuiet && sessions.size() >= count) {
                return sessions;
            }
        }
    }

    private static List<?> items(String json) {
        try {
            Object items = Json.readObject(json.getBytes(StandardCharsets.UTF_8)).get("items");
            return items instanceof List<?> list ? list : List.of();
        } catch (MalformedJsonException e) {
            throw new AssertionError("no JSON: " + json, e);
        }
    }

    private static long number(Map<?, ?> members, String name) {
        return members.get(name) instanceof Number number ? number.longValue() : 0;
    }

    private Path recording(String session) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.getFileName().toString().equals(session + ".pgrec"))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
