package dev.postern.cli.system;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Erasing what one session contained, as three people in three terminals live it.
@Tag("G27")
final class ErasureIT {

    private static final String SQL = "canary-in-sql-55b01c";

    /// What is searched for stands in the audit trail, so it is not what is looked for in the files.
    private static final String MARK = "markone";

    private static final String NEIGHBOUR = "marktwo";

    private static final String NOTE = "canary-in-note-1f6d20";

    @TempDir Path folder;

    @Test
    void erasedSession_isGone_provenAndHeldFirst() throws Exception {
        try (RunningDemo demo = RunningDemo.start(folder)) {
            demo.psql("engineer", "service=postern-shop", "select 'markone', '" + SQL + "';");
            demo.psql("engineer", "service=postern-shop", "select '" + NEIGHBOUR + "';");
            demo.postern("auditor", "login", "--demo", "auditor");
            demo.postern("admin", "login", "--demo", "admin");
            String session = find(demo, MARK);
            find(demo, NEIGHBOUR);
            Run noted = demo.postern("auditor", "note", session + "#q=1", NOTE);
            assertThat(noted.exitCode()).as(noted.all()).isZero();
            assertThat(demo.postern("engineer", "note", session).out()).contains(NOTE);
            new Canaries().text("note", NOTE).assertNotIn(data());

            Run mayNot = ask(demo, "engineer", session);
            assertThat(mayNot.exitCode()).as(mayNot.all()).isEqualTo(5);
            Run asked = ask(demo, "auditor", session);
            assertThat(asked.exitCode()).as(asked.all()).isZero();
            String erasure = asked.out().strip();
            Run alone = demo.postern("auditor", "admin", "erase", "confirm", erasure);
            assertThat(alone.exitCode()).as(alone.all()).isEqualTo(5);
            assertThat(alone.err()).contains("another person confirms");

            Run held =
                    demo.postern(
                            "auditor",
                            "admin",
                            "hold",
                            "place",
                            "target",
                            "shop",
                            "--reason",
                            "court order 7",
                            "-o",
                            "name");
            assertThat(held.exitCode()).as(held.all()).isZero();
            Run refused = demo.postern("admin", "admin", "erase", "confirm", erasure);
            assertThat(refused.exitCode()).as(refused.all()).isEqualTo(1);
            assertThat(refused.err()).contains("legal hold").contains("court order 7");
            assertThat(demo.postern("auditor", "play", session).out()).contains(SQL);
            Run lifted =
                    demo.postern(
                            "admin",
                            "admin",
                            "hold",
                            "lift",
                            held.out().strip(),
                            "--reason",
                            "case closed");
            assertThat(lifted.exitCode()).as(lifted.all()).isZero();

            Run confirmed = demo.postern("admin", "admin", "erase", "confirm", erasure);
            assertThat(confirmed.exitCode()).as(confirmed.all()).isZero();
            assertThat(confirmed.out()).contains("is done");

            assertErased(demo, session);
            assertThat(find(demo, NEIGHBOUR)).as("others stay").isNotEqualTo(session);
        }
        assertProven();
        try (RunningDemo demo = RunningDemo.start(folder)) {
            demo.postern("auditor", "login", "--demo", "auditor");
            find(demo, NEIGHBOUR);
            assertThat(search(demo, MARK)).as("it does not come back").isEmpty();
        }
    }

    private void assertErased(RunningDemo demo, String session) throws Exception {
        Run played = demo.postern("auditor", "play", session);
        assertThat(played.exitCode()).as(played.all()).isNotZero();
        assertThat(played.err())
                .contains("Content erased on")
                .contains("confirmed by")
                .contains("GDPR Art. 17")
                .contains("proof and metadata are kept");
        assertThat(search(demo, MARK)).isEmpty();
        Run notes = demo.postern("auditor", "note", session);
        assertThat(notes.exitCode()).as(notes.all()).isEqualTo(1);
        assertThat(notes.err()).contains("Content erased on");
        new Canaries().text("erased SQL", SQL).text("note", NOTE).assertNotIn(data());
        try (Stream<Path> files = Files.walk(data().resolve("recording-keys"))) {
            assertThat(
                            files.map(file -> file.getFileName().toString())
                                    .filter(name -> name.startsWith(session)))
                    .containsExactly(session + ".destroyed");
        }
    }

    /// Without any key, `verify` finds every chain whole and one content erased; nobody outside vouches for the log here.
    private void assertProven() {
        Run verified =
                Run.of(
                        folder,
                        Map.of(),
                        RunningDemo.POSTERN,
                        "verify",
                        "--all",
                        "--data",
                        data().toString());
        assertThat(verified.exitCode()).as(verified.all()).isEqualTo(3);
        assertThat(verified.out()).contains(" 1 erased, 0 expired, 0 bad");
    }

    private static Run ask(RunningDemo demo, String person, String session) throws Exception {
        return demo.postern(
                person,
                "admin",
                "erase",
                "ask",
                session,
                "--reason",
                "customer 7 asked",
                "--legal-basis",
                "GDPR Art. 17",
                "-o",
                "name");
    }

    /// The session that a text was said in, as soon as the index has it and knows that it ended.
    private static String find(RunningDemo demo, String text) throws Exception {
        for (int i = 0; i < 100; i++) {
            String found = search(demo, text);
            if (!found.isEmpty()
                    && demo.postern("auditor", "sessions", "show", found, "-o", "json")
                            .out()
                            .contains("\"ended\"")) {
                return found;
            }
        }
        throw new AssertionError(text + " was not found");
    }

    private static String search(RunningDemo demo, String text) throws Exception {
        Run search = demo.postern("auditor", "search", text, "-o", "jsonl");
        Matcher id = Pattern.compile("[0-9A-HJKMNP-TV-Z]{26}").matcher(search.out());
        return id.find() ? id.group() : "";
    }

    private Path data() {
        return folder.resolve("data/broker");
    }
}
