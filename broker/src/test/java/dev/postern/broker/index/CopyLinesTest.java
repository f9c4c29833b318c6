package dev.postern.broker.index;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

class CopyLinesTest {

    private static final int LONGEST = 1 << 20;

    @Test
    void linesAreTheSameHoweverTheDataIsCut() {
        String data = "1\tada\n\n2\tgrace\n3\t\\N\nno end";
        Random random = new Random(5);
        for (int i = 0; i < 1_000; i++) {
            CopyLines lines = new CopyLines();
            List<String> told = new ArrayList<>();
            int from = 0;
            while (from < data.length()) {
                int to = Math.min(data.length(), from + 1 + random.nextInt(9));
                lines.add(
                        bytes(data.substring(from, to)),
                        (row, line) -> told.add(row + " " + text(line)));
                from = to;
            }
            lines.end((row, line) -> told.add(row + " " + text(line)));
            assertEquals(List.of("1 1\tada", "2 2\tgrace", "3 3\t\\N", "4 no end"), told);
        }
    }

    @Test
    void aLineThatIsTooLongIsCut() {
        CopyLines lines = new CopyLines();
        List<Integer> lengths = new ArrayList<>();
        lines.add(
                bytes("x".repeat(LONGEST + 7) + "\n" + "y".repeat(LONGEST) + "\nz\n"),
                (row, line) -> lengths.add(line.remaining()));
        lines.end((row, line) -> lengths.add(line.remaining()));
        assertEquals(List.of(LONGEST, 7, LONGEST, 1), lengths);
    }

    @Test
    void fieldsAreCutAtTabsOrElseAtCommas() {
        assertEquals(List.of("a", "", "b\tc\n"), CopyLines.fields("a\t\\N\tb\\tc\\n"));
        assertEquals(List.of("a", "", "b"), CopyLines.fields("a,,b"));
        assertEquals(
                List.of("a", "say \"no\", twice", "", "c"),
                CopyLines.fields("a,\"say \"\"no\"\", twice\",,c"));
        assertEquals(List.of(""), CopyLines.fields(""));
    }

    private static String text(ByteBuffer line) {
        return StandardCharsets.UTF_8.decode(line).toString();
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
