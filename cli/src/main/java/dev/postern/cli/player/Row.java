package dev.postern.cli.player;

import dev.postern.cli.player.Screen.Line;
import dev.postern.cli.player.Screen.Style;
import dev.postern.export.DisplayWidth;

import java.util.Collections;

/// One statement in one line.
final class Row {

    private static final int FOR_TOOK = 64;
    private static final int FOR_WORDS = 72;
    private static final int OFFSET = 8;
    private static final int TOOK = 7;
    private static final int ROWS = 7;
    private static final int WORD = 14;

    private Row() {}

    static Line of(PlayerState state, int ordinal, int columns) {
        Statement statement = state.tape().statement(ordinal);
        boolean isCurrent = ordinal == state.current();
        boolean isMatch = Collections.binarySearch(state.find().found(), ordinal) >= 0;
        int digits = Integer.toString(state.tape().total()).length();
        String begin =
                (isCurrent ? "▸" : isMatch ? "*" : " ")
                        + Text.right(Integer.toString(ordinal), digits)
                        + " ";
        if (statement == null) {
            return new Line(
                    Text.fill(begin + "…", columns), isCurrent ? Style.CURRENT : Style.FAINT);
        }
        StringBuilder left =
                new StringBuilder(begin)
                        .append(Text.right("+" + Text.duration(statement.at()), OFFSET))
                        .append(' ');
        if (columns >= FOR_TOOK) {
            left.append(Text.right(Text.duration(statement.took()), TOOK)).append(' ');
        }
        StringBuilder right = new StringBuilder(" ");
        if (columns >= FOR_TOOK) {
            right.append(
                            Text.right(
                                    statement.rows() > 0 ? Long.toString(statement.rows()) : "",
                                    ROWS))
                    .append(' ');
        }
        right.append(icon(statement));
        if (columns >= FOR_WORDS) {
            right.append(' ').append(Text.fill(word(statement), WORD));
        }
        int room = columns - width(left) - width(right);
        return new Line(
                left + Text.fill(Text.line(statement.sql()), room) + right,
                isCurrent
                        ? Style.CURRENT
                        : statement.error() != null
                                ? Style.FAILED
                                : statement.isRolledBack() ? Style.FAINT : Style.PLAIN);
    }

    private static int width(StringBuilder text) {
        return DisplayWidth.of(text.toString());
    }

    private static String icon(Statement statement) {
        return switch (statement.outcome()) {
            case "failed", "cancelled" -> "✖";
            case "withdrawn" -> "⊘";
            case "no_answer", "suspended" -> "…";
            case "skipped", "empty" -> "-";
            default -> statement.isRolledBack() ? "⟲" : "✔";
        };
    }

    private static String word(Statement statement) {
        return switch (statement.outcome()) {
            case "completed" -> statement.isRolledBack() ? "rolled back" : "done";
            case "failed" ->
                    "ERROR " + (statement.error() == null ? "" : statement.error().sqlState());
            case "no_answer" -> "no answer";
            default -> statement.outcome();
        };
    }

    /// What lies between two rows that stand below each other: noise that is folded, or a long pause; else empty.
    static String between(Tape tape, int before, int ordinal, boolean folds) {
        int folded = 0;
        if (folds) {
            int at = ordinal;
            while (tape.beside(at, -1, false) != before && tape.beside(at, -1, false) != at) {
                at = tape.beside(at, -1, false);
                folded++;
            }
        }
        if (folded > 0) {
            return "   ▸ "
                    + folded
                    + (folded == 1 ? " statement" : " statements")
                    + " of a tool, folded (z)";
        }
        Statement first = tape.statement(before);
        Statement second = tape.statement(ordinal);
        if (first == null || second == null) {
            return "";
        }
        double took = Double.isNaN(first.took()) ? 0 : first.took();
        double pause = second.at() - first.at() - first.held() - took;
        return pause >= Outline.GAP ? "   ⫽ " + Text.duration(pause) + " of nothing" : "";
    }

    /// When the current statement was, and how it ended.
    static String where(PlayerState state) {
        Statement statement = state.tape().statement(state.current());
        if (statement == null) {
            return "is being fetched";
        }
        return "+"
                + Text.duration(statement.at())
                + " · took "
                + Text.duration(statement.took())
                + (statement.held() > 0
                        ? " · held " + Text.duration(statement.held()) + " before"
                        : "")
                + " · "
                + icon(statement)
                + " "
                + Text.line(word(statement))
                + (statement.isNoise() ? " · asked by " + Text.line(statement.noise()) : "");
    }
}
