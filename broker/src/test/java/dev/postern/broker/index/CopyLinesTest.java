package dev.postern.broker.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
                add(
                        lines,
                        data.substring(from, to),
                        (row, line, at, length) -> told.add(row + " " + text(line, at, length)));
                from = to;
            }
            lines.end((row, line, at, length) -> told.add(row + " " + text(line, at, length)));
            assertEquals(List.of("1 1\tada", "2 2\tgrace", "3 3\t\\N", "4 no end"), told);
        }
    }

    @Test
    void aLineThatIsTooLongIsCut() {
        CopyLines lines = new CopyLines();
        List<Integer> lengths = new ArrayList<>();
        add(
                lines,
                "x".repeat(LONGEST + 7) + "\n" + "y".repeat(LONGEST) + "\nz\n",
                (row, line, at, length) -> lengths.add(length));
        lines.end((row, line, at, length) -> lengths.add(length));
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

    @Test
    void plainLinesAreCutWhereFieldsAre() {
        Random random = new Random(7);
        int plain = 0;
        for (int i = 0; i < 10_000; i++) {
            StringBuilder line = new StringBuilder();
            for (int length = random.nextInt(12); length >= 0; length--) {
                line.append("ab\t\t,,\\\"".charAt(random.nextInt(8)));
            }
            byte[] bytes = ("\"" + line + "\t").getBytes(StandardCharsets.US_ASCII);
            if (CopyLines.isPlain(bytes, 1, line.length())) {
                String separator =
                        String.valueOf((char) CopyLines.separator(bytes, 1, line.length()));
                assertEquals(
                        List.of(line.toString().split(separator, -1)),
                        CopyLines.fields(line.toString()));
                plain++;
            }
        }
        assertTrue(plain > 1_000, plain + " lines were plain");
    }

    private static String text(byte[] line, int from, int length) {
        return new String(line, from, length, StandardCharsets.UTF_8);
    }

    private static void add(CopyLines lines, String text, CopyLines.Sink sink) {
        ByteBuffer bytes = ByteBuffer.wrap(("--" + text).getBytes(StandardCharsets.UTF_8));
        lines.add(bytes, 2, bytes.limit(), sink);
    }
}
