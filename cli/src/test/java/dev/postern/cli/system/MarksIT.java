package dev.postern.cli.system;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What stands out in a session of psql's, from the terminal to the terminal.
@Tag("G26")
final class MarksIT {

    private static final String WORK =
            """
            \\set ON_ERROR_STOP 0
            select postern.mark('before the fix');
            /* postern: step 2 */ select 1 as one;
            select 3 as three -- postern: checked
            ;
            set role app_admin;
            \\d
            copy (select 1) to stdout;
            select * from generate_series(1, 1500) \\g /dev/null
            select rolname as quaint from pg_roles limit 1;
            """;

    @TempDir private Path folder = Path.of("");

    @Test
    void marks_areChaptersAndFoundByFilters() throws Exception {
        try (RunningDemo demo = RunningDemo.start(folder)) {
            Run psql = demo.psql("engineer", "service=postern-shop", WORK);
            assertThat(psql.err()).as(psql.all()).contains("schema \"postern\" does not exist");
            demo.postern("auditor", "login", "--demo", "auditor");

            String session = session(demo);

            Run marked = search(demo, "has:mark");
            assertThat(marked.out())
                    .contains("before the fix")
                    .contains("step 2")
                    .contains("checked");
            assertThat(search(demo, "mark:step").out().lines().skip(1)).hasSize(1);
            assertThat(search(demo, "has:identity").out()).contains("set role app_admin");
            assertThat(search(demo, "has:copy").out()).contains("copy (select 1)");
            assertThat(search(demo, "has:bulk").out()).contains("generate_series(1, 1500)");
            assertThat(search(demo, "noise:psql").out()).contains("~psql").contains("pg_class");
            assertThat(search(demo, "noise:catalog").out()).contains("quaint");
            assertThat(search(demo, "new:target noise:no has:bulk").out()).contains("1500");
            assertThat(search(demo, "col:rolname text:quaint").out()).contains("quaint");
            Run shown = demo.postern("auditor", "sessions", "show", session);
            assertThat(shown.out())
                    .as(shown.all())
                    .containsPattern("(?m)^MARK AT +AFTER +TEXT")
                    .containsPattern("(?m)^" + session + "#q=1 +\\+.* before the fix")
                    .containsPattern("~psql");
            Run played = demo.postern("auditor", "play", session);
            assertThat(played.out())
                    .as(played.all())
                    .contains("-- mark: before the fix")
                    .contains("-- mark: step 2")
                    .contains("-- mark: checked");
        }
    }

    @Test
    void shapes_areNewOnce() throws Exception {
        try (RunningDemo demo = RunningDemo.start(folder)) {
            demo.psql("engineer", "service=postern-shop", "select 'once' as fresh;");
            demo.psql("engineer", "service=postern-shop", "select 'twice' as fresh;");
            demo.postern("auditor", "login", "--demo", "auditor");

            waitFor(demo, "text:twice");

            Run news = search(demo, "new:person text:fresh");
            assertThat(news.out()).as(news.all()).contains("once").doesNotContain("twice");
            assertThat(search(demo, "new:target text:fresh").out()).contains("once");
        }
    }

    private static String session(RunningDemo demo) throws Exception {
        waitFor(demo, "text:quaint");
        Run list = demo.postern("auditor", "sessions", "ls", "has:mark", "-o", "name");
        assertThat(list.out().lines()).as(list.all()).hasSize(1);
        return list.out().strip();
    }

    private static void waitFor(RunningDemo demo, String filter) throws Exception {
        for (int i = 0; i < 60; i++) {
            if (search(demo, filter).exitCode() == 0) {
                return;
            }
        }
        throw new AssertionError("not found: " + filter);
    }

    private static Run search(RunningDemo demo, String filter) throws Exception {
        List<String> all = new ArrayList<>(List.of("search", "--exit-status"));
        all.addAll(List.of(filter.split(" ")));
        String[] words = all.toArray(String[]::new);
        return demo.postern("auditor", words);
    }
}
