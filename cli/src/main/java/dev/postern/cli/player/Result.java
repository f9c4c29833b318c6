package dev.postern.cli.player;

import dev.postern.cli.api.Answer;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What the client was sent for a statement, as far as it came.
///
/// @param columns empty if there were no rows to describe
/// @param rows    cells as they are shown, as far as they were asked for
/// @param total   rows there were
/// @param note    why there is less, or what is masked; empty if there is nothing to say
/// @param lines   all of it as psql would show it
/// @param isWhole whether there is nothing more to ask for
record Result(
        int ordinal,
        List<Column> columns,
        List<List<String>> rows,
        long total,
        String note,
        List<String> lines,
        boolean isWhole) {

    /// Rows asked for at once.
    static final int PAGE = 200;

    /// A column of the result.
    ///
    /// @param isNumber whether psql aligns it to the right
    record Column(String name, boolean isNumber) {}

    private static final String NUMBERS = "int2|int4|int8|float4|float8|numeric|oid|xid|cid|money";

    /// A result that cannot be had.
    static Result failed(int ordinal, String why) {
        return new Result(
                ordinal, List.of(), List.of(), 0, why, List.of("-- " + Text.line(why)), true);
    }

    /// A result that nobody wants to see.
    static Result unseen(int ordinal) {
        return new Result(ordinal, List.of(), List.of(), 0, "", List.of(), true);
    }

    /// A page of it, behind what came before.
    ///
    /// @param before null for the first page
    static Result of(int ordinal, @Nullable Result before, Map<String, @Nullable Object> answer) {
        return of(ordinal, before, answer, Long.MAX_VALUE);
    }

    /// As above, with lines for at most `most` rows, and none at all for 0.
    static Result of(
            int ordinal, @Nullable Result before, Map<String, @Nullable Object> answer, long most) {
        List<Column> columns = columns(Answer.objects(answer, "columns"));
        List<List<String>> rows = new ArrayList<>(before == null ? List.of() : before.rows());
        int came = 0;
        if (answer.get("rows") instanceof List<?> list) {
            came = list.size();
            list.forEach(row -> rows.add(cells(row)));
        }
        long total = Answer.number(answer, "total");
        Map<String, @Nullable Object> copy = Answer.object(answer, "copy");
        String note = note(answer, before);
        List<String> lines = new ArrayList<>();
        if (!copy.isEmpty()) {
            addCopy(copy, lines);
        } else if (!columns.isEmpty() || total > 0) {
            int shown = (int) Math.min(most, rows.size());
            lines.addAll(most == 0 ? List.of() : AlignedRows.of(columns, rows.subList(0, shown)));
            if (shown < total) {
                lines.add("-- " + shown + " of " + total + " rows are shown here");
            } else {
                lines.add(total == 1 ? "(1 row)" : "(" + total + " rows)");
            }
        }
        if (!note.isEmpty()) {
            lines.add("-- " + note);
        }
        return new Result(
                ordinal,
                columns,
                List.copyOf(rows),
                total,
                note,
                List.copyOf(lines),
                came == 0 || rows.size() >= total);
    }

    private static String note(Map<String, @Nullable Object> answer, @Nullable Result before) {
        List<String> words = new ArrayList<>();
        if (before != null && !before.note().isEmpty()) {
            words.add(before.note());
        }
        Object truncated = answer.get("truncated");
        if (truncated != null && !Boolean.FALSE.equals(truncated)) {
            words.add(
                    truncated instanceof String text
                            ? "not all of it was kept: " + Text.line(text)
                            : "not all of it was kept");
        }
        if (!Answer.objects(answer, "masks").isEmpty()) {
            words.add("some values are masked for you");
        }
        return String.join("; ", words.stream().distinct().toList());
    }

    private static void addCopy(Map<String, @Nullable Object> copy, List<String> lines) {
        long bytes = Answer.number(copy, "bytes");
        lines.add(
                "-- COPY "
                        + (Answer.text(copy, "direction").equals("in")
                                ? "from the client, "
                                : "to the client, ")
                        + bytes
                        + (bytes == 1 ? " byte" : " bytes"));
        lines.addAll(Text.lines(Answer.text(copy, "text").stripTrailing()));
    }

    private static List<Column> columns(List<Map<String, @Nullable Object>> answers) {
        return answers.stream()
                .map(each ->
                        new Column(
                                Answer.text(each, "name"),
                                Answer.text(each, "typeName").matches(NUMBERS)))
                .toList();
    }

    private static List<String> cells(@Nullable Object row) {
        List<String> cells = new ArrayList<>();
        if (row instanceof List<?> list) {
            list.forEach(cell -> cells.add(cell(cell)));
        }
        return List.copyOf(cells);
    }

    private static String cell(@Nullable Object cell) {
        return switch (cell) {
            case null -> "";
            case String text -> text;
            case Map<?, ?> large when large.get("hex") instanceof String hex ->
                    "\\x" + hex + (isCut(large, hex.length() / 2) ? "…" : "");
            case Map<?, ?> large when large.get("text") instanceof String text ->
                    text + "… (" + large.get("bytes") + " bytes)";
            default -> String.valueOf(cell);
        };
    }

    private static boolean isCut(Map<?, ?> cell, int shown) {
        return cell.get("bytes") instanceof Number bytes && bytes.longValue() > shown;
    }
}
