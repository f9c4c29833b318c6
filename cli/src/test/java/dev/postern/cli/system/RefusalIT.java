package dev.postern.cli.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.json.Json;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Who is not let in reads why in psql, is one audit event, and never reaches the target.
final class RefusalIT {

    @TempDir Path folder;

    @Test
    void refusedConnection_isExplained_isOneAuditEvent_andReachesNoTarget() throws Exception {
        try (EmbeddedPostgres postgres = TestDatabase.start();
                Tap tap = Tap.before(postgres.getPort());
                RunningDemo demo =
                        RunningDemo.start(
                                folder,
                                "--target",
                                "postgresql://postgres@127.0.0.1:"
                                        + tap.port()
                                        + "/postgres?sslmode=disable")) {
            assertThat(demo.postern("auditor", "login", "--demo", "auditor").exitCode()).isZero();
            assertThat(demo.psql("engineer", "service=postern-database", "select 1;").exitCode())
                    .as("the same files are let in as they are")
                    .isZero();
            int reached = tap.connections().size();
            int events = refusals(demo);
            for (Attempt attempt : attempts(demo)) {
                Run run = Run.of(folder, attempt.environment(), attempt.words());

                assertThat(run.all()).as(attempt.name()).contains(attempt.text());
                assertThat(run.exitCode()).as(attempt.name()).isNotZero();
                events++;
                assertThat(refusals(demo))
                        .as("audit events after " + attempt.name())
                        .isEqualTo(events);
            }
            assertThat(tap.connections()).as("connections at the target").hasSize(reached);
        }
    }

    private record Attempt(
            String name, Map<String, String> environment, String text, String... words) {}

    private List<Attempt> attempts(RunningDemo demo) {
        Map<String, String> good = demo.environment();
        List<Attempt> attempts = new ArrayList<>();
        String[] psql = {"psql", "-X", "-c", "select 1"};
        attempts.add(
                new Attempt(
                        "no certificate",
                        with(good, "PGSSLCERT", "/none", "PGSSLKEY", "/none"),
                        "FATAL:  postern: no client certificate was shown",
                        psql));
        Path foreign = foreignCertificate();
        attempts.add(
                new Attempt(
                        "a certificate of a foreign authority",
                        with(good, "PGSSLCERT", foreign + ".crt", "PGSSLKEY", foreign + ".key"),
                        "FATAL:  postern: ",
                        psql));
        attempts.add(
                new Attempt(
                        "a wrong role",
                        with(good, "PGUSER", "nobody"),
                        "FATAL:  postern: role \"nobody\"",
                        psql));
        attempts.add(
                new Attempt(
                        "plaintext",
                        with(good, "PGSSLMODE", "disable"),
                        "FATAL:  postern: this port accepts TLS connections",
                        psql));
        attempts.add(
                new Attempt(
                        "HTTP",
                        good,
                        "curl: (52)",
                        "curl",
                        "-sS",
                        "http://127.0.0.1:" + good.get("PGPORT") + "/"));
        return attempts;
    }

    private static Map<String, String> with(Map<String, String> environment, String... changes) {
        Map<String, String> changed = new HashMap<>(environment);
        for (int i = 0; i < changes.length; i += 2) {
            changed.put(changes[i], changes[i + 1]);
        }
        return changed;
    }

    /// A self-signed certificate and its key, as `foreign.crt` and `foreign.key`.
    private Path foreignCertificate() {
        Path base = folder.resolve("foreign");
        Run openssl =
                Run.of(
                        folder,
                        Map.of(),
                        "openssl",
                        "req",
                        "-x509",
                        "-newkey",
                        "ec",
                        "-pkeyopt",
                        "ec_paramgen_curve:P-256",
                        "-nodes",
                        "-days",
                        "2",
                        "-subj",
                        "/CN=postgres",
                        "-keyout",
                        base + ".key",
                        "-out",
                        base + ".crt");
        assertThat(openssl.exitCode()).as(openssl.all()).isZero();
        return base;
    }

    /// How many refused connections the audit trail names.
    private static int refusals(RunningDemo demo) throws IOException, InterruptedException {
        Map<String, ?> login =
                readObject(Files.readString(demo.home("auditor").resolve("login.json")));
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> answer =
                    client.send(
                            HttpRequest.newBuilder(
                                            URI.create(
                                                    demo.webAddress() + "/api/v1/audit?limit=500"))
                                    .header("Authorization", "Bearer " + login.get("token"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            return readObject(answer.body()).get("items") instanceof List<?> items
                    ? (int)
                            items.stream()
                                    .filter(item ->
                                            item instanceof Map<?, ?> event
                                                    && "connection.refused"
                                                            .equals(event.get("code")))
                                    .count()
                    : 0;
        }
    }

    private static Map<String, ?> readObject(String json) {
        try {
            return Json.readObject(json);
        } catch (dev.postern.json.MalformedJsonException e) {
            throw new AssertionError(json, e);
        }
    }
}
