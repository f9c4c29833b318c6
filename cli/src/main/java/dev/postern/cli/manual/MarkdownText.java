package dev.postern.cli.manual;

import dev.postern.export.DisplayWidth;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// Markdown as people read it in a terminal: tables in two columns, links without their addresses, lines of at most 96
/// columns. It knows what Postern's documentation uses: headings, tables, lists, blocks of code.
final class MarkdownText {

    private static final int WIDEST = 96;
    private static final int WIDEST_FIRST = 30;
    private static final Pattern LINK = Pattern.compile("\\[([^\\]]+)\\]\\([^)]+\\)");
    private static final Pattern CODE = Pattern.compile("`([^`]*)`");
    private static final Pattern ITEM = Pattern.compile("^(?:- |\\* |[0-9]+\\. )");

    private final StringBuilder out = new StringBuilder();
    private final List<String> paragraph = new ArrayList<>();
    private final List<List<String>> table = new ArrayList<>();
    private boolean isCode;

    private MarkdownText() {}

    /// The text, which ends with a line feed.
    static String of(String markdown) {
        MarkdownText text = new MarkdownText();
        markdown.lines().forEach(text::line);
        text.end();
        return text.out.toString().stripTrailing() + "\n";
    }

    private void line(String line) {
        if (line.startsWith("```")) {
            end();
            isCode = !isCode;
            out.append(isCode ? "" : "\n");
        } else if (isCode) {
            out.append("    ").append(line).append('\n');
        } else if (line.startsWith("|")) {
            endParagraph();
            if (!line.matches("[|: -]+")) {
                table.add(cells(line));
            }
        } else if (line.isBlank()) {
            end();
        } else if (line.startsWith("#")) {
            end();
            out.append(inline(line.replaceFirst("^#+ *", "")).toUpperCase(Locale.ROOT));
            out.append("\n\n");
        } else {
            endTable();
            if (ITEM.matcher(line).find()) {
                endParagraph();
            }
            paragraph.add(line.strip());
        }
    }

    private void end() {
        boolean hasText = !paragraph.isEmpty();
        endParagraph();
        out.append(hasText ? "\n" : "");
        endTable();
    }

    private void endParagraph() {
        if (!paragraph.isEmpty()) {
            String text = inline(String.join(" ", paragraph));
            int hanging = ITEM.matcher(text).find() ? 2 : 0;
            wrapped(text, 0, hanging);
            paragraph.clear();
        }
    }

    private void endTable() {
        if (table.isEmpty()) {
            return;
        }
        int width = 0;
        for (List<String> row : table) {
            width = Math.max(width, Math.min(WIDEST_FIRST, DisplayWidth.of(row.getFirst())));
        }
        for (List<String> row : table) {
            String first = row.getFirst();
            String rest = String.join("  ", row.subList(1, row.size()));
            out.append("  ").append(first);
            int used = DisplayWidth.of(first);
            if (used > width) {
                out.append('\n').repeat(' ', width + 4);
            } else {
                out.repeat(' ', width - used + 2);
            }
            wrapped(rest, width + 4, width + 4);
        }
        out.append('\n');
        table.clear();
    }

    /// The cells of a row. A bar within code belongs to its cell.
    private static List<String> cells(String line) {
        List<String> cells = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean isWithinCode = false;
        for (char c : line.substring(1).toCharArray()) {
            isWithinCode ^= c == '`';
            if (c == '|' && !isWithinCode) {
                cells.add(inline(cell.toString().strip()));
                cell.setLength(0);
            } else {
                cell.append(c);
            }
        }
        return cells;
    }

    private static String inline(String text) {
        return CODE.matcher(LINK.matcher(text).replaceAll("$1")).replaceAll("$1");
    }

    /// Appends words in lines that begin at `indent`; the first begins where the text stands.
    private void wrapped(String text, int at, int indent) {
        int column = at;
        boolean isFirst = true;
        for (String word : text.split(" ", -1)) {
            int width = DisplayWidth.of(word);
            if (!isFirst && column + 1 + width > WIDEST) {
                out.append('\n').repeat(' ', indent);
                column = indent;
            } else if (!isFirst) {
                out.append(' ');
                column++;
            }
            out.append(word);
            column += width;
            isFirst = false;
        }
        out.append('\n');
    }
}
