package dev.postern.cli.system;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// A recorded session is played on a terminal: by itself, by keys, and given up.
@Timeout(value = 4, unit = TimeUnit.MINUTES)
final class PlayerIT {

    private static final String ENTERED = "\u001b[?1049h";
    private static final int LOOKS = 60;
    private static final String LEFT = "\u001b[?1049l";

    @TempDir Path folder;

    @Test
    void session_playsAndStepsAndOpens_andTheTerminalIsGivenBack() throws Exception {
        try (RunningDemo demo = RunningDemo.start(folder)) {
            Run psql =
                    demo.psql(
                            "engineer",
                            "service=postern-shop",
                            "select 'played-' || 'first';\n"
                                    + "select n as number_of from generate_series(1, 60) n;\n"
                                    + "select 'the' || 'third';\n"
                                    + "select missing_column from customers;\n");
            assertThat(psql.out()).as(psql.all()).contains("played-first");
            demo.postern("auditor", "login", "--demo", "auditor");
            String session = ended(demo, "text:missing_column");

            try (Terminal terminal = new Terminal(demo, session + "#q=1")) {
                terminal.waitFor(ENTERED);
                terminal.waitFor("played-first");
                terminal.type("j");
                terminal.waitFor("number_of");
                terminal.waitFor("more lines: Enter opens");
                terminal.type("\r");
                terminal.waitFor("-- #2 ");
                terminal.type("\u001b[6~\u001b[6~\u001b[6~\u001b[6~");
                terminal.waitFor("(60 rows)");
                terminal.type("q");
                terminal.waitFor("Enter opens");
                terminal.type("g");
                terminal.type("g");
                terminal.type(" ");
                terminal.waitFor("the end");
                terminal.type("g");
                terminal.type("g");
                terminal.waitFor("1/4");
                terminal.type("e");
                terminal.waitFor("ERROR:  column \"missing_column\" does not exist");
                terminal.type("?");
                terminal.waitFor("play or pause");
                terminal.type("qq");
                assertThat(terminal.waitForEnd()).contains(LEFT, "icanon", " echo", "code=0");
            }
            try (Terminal terminal = new Terminal(demo, session)) {
                terminal.waitFor("the end");
                terminal.type("\u0003");
                assertThat(terminal.waitForEnd())
                        .contains(LEFT, "code=130")
                        .doesNotContain("-icanon", "-echo ");
            }
        }
    }

    @Test
    void partOfASession_isTextWhenPiped() throws Exception {
        try (RunningDemo demo = RunningDemo.start(folder)) {
            demo.postern("auditor", "login", "--demo", "auditor");
            String session = session(demo);

            Run errors = demo.postern("auditor", "play", session, "--only", "errors");
            assertThat(errors.exitCode()).as(errors.all()).isZero();
            assertThat(errors.out())
                    .contains("card_number", "#q=4")
                    .doesNotContain("#q=3\n", "\u001b");
            Run part = demo.postern("auditor", "play", session, "--from", "2", "--to", "3");
            assertThat(part.out()).contains("#q=2\n", "#q=3\n", "rows)").doesNotContain("#q=4\n");
            Run late = demo.postern("auditor", "play", session, "--from", "+1h");
            assertThat(late.exitCode()).as(late.all()).isZero();
            assertThat(late.out()).isEmpty();
            assertThat(demo.postern("auditor", "play", session, "--format", "tty").exitCode())
                    .isEqualTo(2);
        }
    }

    /// The one session in which this was found, once the index knows its end.
    private static String ended(RunningDemo demo, String filter) throws Exception {
        for (int i = 0; i < LOOKS; i++) {
            Run found = demo.postern("auditor", "search", filter, "-o", "name");
            Run ended = demo.postern("auditor", "sessions", "ls", "state:ended", "-o", "name");
            String session = found.out().replaceFirst("(?s)#q=.*", "");
            if (!session.isEmpty() && ended.out().lines().anyMatch(session::equals)) {
                return session;
            }
        }
        throw new AssertionError("not ended: " + filter);
    }

    /// The session that began last.
    private static String session(RunningDemo demo) throws Exception {
        Run listed = demo.postern("auditor", "sessions", "ls", "-o", "name");
        assertThat(listed.exitCode()).as(listed.all()).isZero();
        return listed.out().lines().findFirst().orElseThrow();
    }

    /// `postern play` on a terminal of 24 lines of 80, and behind it what the terminal's settings are then.
    private static final class Terminal implements AutoCloseable {

        private final Process process;
        private final OutputStream keys;
        private final InputStream screen;
        private final StringBuilder read = new StringBuilder();
        private int seen;

        Terminal(RunningDemo demo, String moment) throws IOException {
            String command =
                    "stty cols 80 rows 24; '"
                            + RunningDemo.POSTERN
                            + "' play '"
                            + moment
                            + "'; echo code=$?; stty -a";
            ProcessBuilder builder =
                    new ProcessBuilder("timeout", "120", "script", "-qec", command, "/dev/null")
                            .redirectErrorStream(true);
            builder.environment().put("POSTERN_HOME", demo.home("auditor").toString());
            builder.environment().remove("POSTERN_PAGER");
            process = builder.start();
            keys = process.getOutputStream();
            screen = process.getInputStream();
        }

        void type(String text) throws IOException {
            keys.write(text.getBytes(StandardCharsets.UTF_8));
            keys.flush();
        }

        /// Reads on until `text` comes behind what was waited for before.
        void waitFor(String text) throws IOException {
            int at = read.indexOf(text, seen);
            while (at < 0) {
                assertThat(readMore()).as("ended before " + text + ":\n" + read).isTrue();
                at = read.indexOf(text, seen);
            }
            seen = at + text.length();
        }

        private boolean readMore() throws IOException {
            byte[] bytes = new byte[4096];
            int n = screen.read(bytes);
            if (n > 0) {
                read.append(new String(bytes, 0, n, StandardCharsets.UTF_8));
            }
            return n > 0;
        }

        /// What came behind what was waited for, to the end.
        String waitForEnd() throws Exception {
            while (readMore()) {
                assertThat(read.length()).isLessThan(10_000_000);
            }
            assertThat(process.waitFor()).isZero();
            return read.substring(seen);
        }

        @Override
        public void close() throws IOException {
            keys.close();
            screen.close();
            process.destroy();
        }
    }
}
