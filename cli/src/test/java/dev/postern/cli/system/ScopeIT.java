package dev.postern.cli.system;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

/// What a request is for, from the one who asks to the one who looks at what was done.
final class ScopeIT {

    private static final String WRITER = "service=postern-shop user=app_write";

    private static final String WORK =
            """
            \\d orders
            begin;
            select count(*) from orders;
            commit;
            select count(*) as beyond from public.customers;
            update orders set status = status where id = 7;
            select * from public.orders where id = 7;
            """;

    @TempDir private Path folder = Path.of("");

    @Test
    void statementsBeyondTheScope_areMarked_andNotRefused() throws Exception {
        try (RunningDemo demo = RunningDemo.start(folder)) {
            for (String person : new String[] {"engineer", "approver", "auditor"}) {
                demo.postern(person, "login", "--demo", person);
            }
            Run mistaken = ask(demo, "read:public.");
            assertThat(mistaken.exitCode()).as(mistaken.all()).isEqualTo(2);
            assertThat(mistaken.err())
                    .contains("The scope `read:public.` is wrong at character 13")
                    .contains("Write read:TABLE or write:TABLE");
            Run asked = ask(demo, "WRITE:Public.Orders");
            assertThat(asked.exitCode()).as(asked.all()).isZero();
            String id = asked.out().strip();
            Run shown = demo.postern("approver", "request", "show", id);
            assertThat(shown.out())
                    .as(shown.all())
                    .containsPattern("(?m)^Scope +write:public.orders$");
            Run approved = demo.postern("approver", "request", "approve", id);
            assertThat(approved.exitCode()).as(approved.all()).isZero();

            Run psql = demo.psql("engineer", WRITER, WORK);

            assertThat(psql.exitCode()).as(psql.all()).isZero();
            assertThat(psql.out()).contains("UPDATE 1");
            awaitStatements(demo);
            Run beyond = search(demo, "has:unscoped");
            assertThat(beyond.out().lines().skip(1)).as(beyond.all()).hasSize(1);
            assertThat(beyond.out()).contains("as beyond");
            Run within = search(demo, "-has:unscoped", "role:app_write", "table:orders");
            assertThat(within.out().lines().skip(1)).as(within.all()).hasSize(3);
            Run sessions = demo.postern("auditor", "sessions", "ls", "has:unscoped", "-o", "name");
            assertThat(sessions.out().lines()).as(sessions.all()).hasSize(1);
        }
    }

    private static Run ask(RunningDemo demo, String scope) throws Exception {
        return demo.postern(
                "engineer",
                "request",
                "create",
                "shop",
                "--as",
                "app_write",
                "--reason",
                "refund order 7",
                "--scope",
                scope,
                "-o",
                "name");
    }

    private static Run search(RunningDemo demo, String... filter) throws Exception {
        String[] words = new String[filter.length + 2];
        words[0] = "search";
        words[1] = "--";
        System.arraycopy(filter, 0, words, 2, filter.length);
        return demo.postern("auditor", words);
    }

    private static void awaitStatements(RunningDemo demo) throws Exception {
        for (int i = 0; i < 60; i++) {
            Run last = search(demo, "table:public.orders", "role:app_write");
            assertThat(last.exitCode()).as(last.all()).isZero();
            if (last.out().lines().count() > 1) {
                return;
            }
        }
        throw new AssertionError("the last statement is not in the index");
    }
}
