package dev.postern.cli.player;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// `docs/cli.md` has the keys of the player, and no two acts share one.
final class ActsDocumentTest {

    @Test
    void document_listsTheKeys() throws IOException {
        String document = Files.readString(Path.of("../docs/cli.md"));
        String section = document.substring(document.indexOf("\n## Playing a session\n"));
        List<String> rows =
                section.lines()
                        .dropWhile(line -> !line.startsWith("| key"))
                        .skip(2)
                        .takeWhile(line -> line.startsWith("|"))
                        .toList();
        assertThat(rows)
                .isEqualTo(
                        Arrays.stream(Act.values())
                                .map(act -> "| " + act.label() + " | " + act.about() + " |")
                                .toList());
        assertThat(section).contains(Act.ELSEWHERE);
    }

    @Test
    void everyKey_hasOneAct() {
        assertThat(Arrays.stream(Act.values()).flatMap(act -> act.keys().stream()))
                .doesNotHaveDuplicates();
    }
}
