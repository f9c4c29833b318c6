package dev.postern.cli.system;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

/// Who saw a value, from psql to the answer.
@Tag("G26")
final class WhoSawIT {

    /// Put together by the server: it is in results alone.
    private static final String VALUE = "whosawcanary7f3e";

    @TempDir Path folder;

    @Test
    void value_isFoundByTheAuditor_andStandsNowhereInTheClear() throws Exception {
        try (RunningDemo demo = RunningDemo.start(folder)) {
            demo.psql(
                    "engineer",
                    "service=postern-shop",
                    "select n, case n when 3 then 'Whosaw' || 'canary' || '7f3e' else 'x' end as v"
                            + " from generate_series(1, 5) n;");
            demo.postern("auditor", "login", "--demo", "auditor");

            Run found = find(demo);

            assertThat(found.out()).contains("result row 3 v").contains("generate_series");
            Run none = whoSaw(demo, "auditor", "nobodysawthis1");
            assertThat(none.exitCode()).as(none.all()).isEqualTo(1);
            new Canaries().text("the value", VALUE).assertNotIn(folder.resolve("data/broker"));
            new Canaries().text("the value", VALUE).assertNotIn("what was printed", demo.printed());
        }
    }

    private static Run find(RunningDemo demo) throws Exception {
        Run last = null;
        for (int i = 0; i < 50; i++) {
            last = whoSaw(demo, "auditor", VALUE);
            if (last.exitCode() == 0) {
                return last;
            }
        }
        throw new AssertionError("not found: " + (last == null ? "" : last.all()));
    }

    private static Run whoSaw(RunningDemo demo, String person, String value) throws Exception {
        return demo.postern(person, "who-saw", "--reason", "a test of it", "--exit-status", value);
    }
}
