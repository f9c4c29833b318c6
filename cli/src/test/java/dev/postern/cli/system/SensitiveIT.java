package dev.postern.cli.system;

import static org.assertj.core.api.Assertions.assertThat;

import static java.util.Objects.requireNonNull;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// How many values in classed columns psql was given, from PostgreSQL to the filter within the session.
final class SensitiveIT {

    private static final String WORK =
            """
            select id, name, email from customers order by id limit 3;
            select 1 as one;
            copy (select id, email from customers order by id limit 2) to stdout;
            select null::text as email;
            select 'done' as sign_of_the_end;
            """;

    @TempDir private Path folder = Path.of("");

    @Test
    void classedValues_areCounted_andFoundInTheSession() throws Exception {
        try (RunningDemo demo = RunningDemo.start(folder);
                TerminalApi api = new TerminalApi(demo)) {
            Run psql = demo.psql("engineer", "service=postern-shop", WORK);
            assertThat(psql.exitCode()).as(psql.all()).isZero();
            demo.postern("auditor", "login", "--demo", "auditor");
            String session = session(demo);
            String path = "/api/v1/sessions/" + session;

            List<?> statements =
                    (List<?>) requireNonNull(api.get("auditor", path + "/statements").get("items"));
            assertThat(statements.stream().map(one -> ((Map<?, ?>) one).get("sensitive")).toList())
                    .isEqualTo(List.of(3L, 0L, 2L, 0L, 0L));
            Map<String, ?> matches = api.get("auditor", path + "/matches?f=has:sensitive");
            assertThat(matches.get("ordinals"))
                    .isEqualTo(List.of(List.of(1L, 1L), List.of(3L, 3L)));
            assertThat(matches.get("total")).isEqualTo(2L);
            assertThat(matches.get("partial")).isEqualTo(false);
            Map<String, ?> others =
                    api.get("auditor", path + "/matches?f=-has:sensitive+target:shop");
            assertThat(others.get("total")).isEqualTo(3L);
            Map<?, ?> points =
                    (Map<?, ?>) requireNonNull(api.get("auditor", path + "/outline").get("points"));
            assertThat(points.get("sensitive")).isEqualTo(List.of(3L, 0L, 2L, 0L, 0L));
            Run found = demo.postern("auditor", "search", "has:sensitive");
            assertThat(found.out()).as(found.all()).contains(session + "#q=1", session + "#q=3");
        }
    }

    private static String session(RunningDemo demo) throws Exception {
        for (int i = 0; i < 60; i++) {
            Run list =
                    demo.postern("auditor", "sessions", "ls", "text:sign_of_the_end", "-o", "name");
            if (!list.out().isBlank()) {
                return list.out().strip();
            }
        }
        throw new AssertionError("the session is not in the index");
    }
}
