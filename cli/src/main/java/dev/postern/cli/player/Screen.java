package dev.postern.cli.player;

import dev.postern.cli.console.Times;
import dev.postern.cli.player.PlayerState.View;
import dev.postern.export.DisplayWidth;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Lines: `state + size -> lines`. Every line is as wide as the screen and holds nothing that a terminal would interpret.
final class Screen {

    /// What a line is about; how that looks is the terminal's matter.
    enum Style {
        PLAIN,
        HEAD,
        CURRENT,
        FAINT,
        FAILED,
        STATUS
    }

    /// One line of the screen.
    record Line(String text, Style style) {}

    private static final int NARROWEST = 20;
    private static final int LOWEST = 6;

    private Screen() {}

    /// The screen's lines, `height` of them.
    ///
    /// @param times how the begin of the session is told
    static List<Line> lines(PlayerState state, int width, int height, Times times) {
        int columns = Math.max(NARROWEST, width);
        int most = Math.max(LOWEST, height);
        List<Line> lines = new ArrayList<>();
        lines.add(new Line(head(state, columns, times), Style.HEAD));
        lines.addAll(
                switch (state.look().view()) {
                    case LIST -> list(state, columns, most - 2);
                    case RESULT -> opened(state, columns, most - 2);
                    case KEYS -> keys(state, columns, most - 2);
                });
        while (lines.size() < most - 1) {
            lines.add(new Line(" ".repeat(columns), Style.PLAIN));
        }
        lines.add(new Line(status(state, columns), Style.STATUS));
        return lines;
    }

    /// Lines that a page down in what is open passes.
    static int page(int height) {
        return Math.max(1, Math.max(LOWEST, height) - 4);
    }

    private static String head(PlayerState state, int columns, Times times) {
        Session session = state.tape().session();
        String verdict =
                (session.isHeld() ? "HELD" : session.verdict())
                        + (session.isMasked() ? " · masked" : "");
        String began = times.said(session.startedAt());
        String who = Text.line(session.person() + " · " + session.place() + " · " + began);
        int room = columns - DisplayWidth.of(verdict) - 2;
        return room < NARROWEST / 2
                ? Text.fill(who, columns)
                : Text.fill(who, room) + "  " + verdict;
    }

    private static List<Line> list(PlayerState state, int columns, int height) {
        if (state.current() == 0) {
            return List.of(
                    new Line(
                            Text.fill(
                                    state.tape().only() == null
                                            ? "This session has no statements yet."
                                            : "No statement of this session is of that kind.",
                                    columns),
                            Style.FAINT));
        }
        int rows = Math.max(3, (height - 1) * 2 / 5);
        List<Line> lines = played(state, columns, rows);
        while (lines.size() < rows) {
            lines.add(new Line(" ".repeat(columns), Style.PLAIN));
        }
        Statement statement = state.tape().statement(state.current());
        String title = "── #" + state.current() + " " + Row.where(state);
        String fitted = DisplayWidth.fit(title + " ", columns);
        String rule = fitted + "─".repeat(Math.max(0, columns - DisplayWidth.of(fitted)));
        lines.add(new Line(rule, Style.FAINT));
        if (statement != null) {
            lines.addAll(detail(state, statement, columns, height - lines.size()));
        }
        return lines;
    }

    /// The statements up to the current one, which is the last line.
    private static List<Line> played(PlayerState state, int columns, int rows) {
        List<Line> lines = new ArrayList<>();
        Tape tape = state.tape();
        int at = state.current();
        lines.add(Row.of(state, at, columns));
        while (lines.size() < rows) {
            int before = tape.beside(at, -1, state.look().folds());
            if (before == at) {
                break;
            }
            String between = Row.between(tape, before, at, state.look().folds());
            if (!between.isEmpty()) {
                lines.add(new Line(Text.fill(between, columns), Style.FAINT));
            }
            for (String deed : deeds(tape, before, at - 1).reversed()) {
                if (lines.size() < rows) {
                    lines.add(new Line(Text.fill("   " + deed, columns), Style.FAINT));
                }
            }
            if (lines.size() < rows) {
                lines.add(Row.of(state, before, columns));
            }
            at = before;
        }
        Collections.reverse(lines);
        return lines;
    }

    /// What was done to the session behind statement `from` and before the one behind `to`.
    private static List<String> deeds(Tape tape, int from, int to) {
        return tape.places().deeds().stream()
                .filter(deed -> deed.ordinal() >= from && deed.ordinal() <= to)
                .map(Outline.Deed::line)
                .toList();
    }

    /// The statement, and what was done while it was the last.
    private static List<String> asked(PlayerState state, Statement statement) {
        List<String> lines = new ArrayList<>(Detail.asked(statement));
        for (String deed : deeds(state.tape(), statement.ordinal(), statement.ordinal())) {
            lines.add("-- " + deed);
        }
        return lines;
    }

    private static List<Line> detail(
            PlayerState state, Statement statement, int columns, int height) {
        List<String> asked = asked(state, statement);
        List<String> answered = Detail.answered(statement, state.tape().result());
        int forAsked =
                Math.min(height, Math.max(1, Math.max(height / 3, height - answered.size())));
        List<Line> lines = new ArrayList<>(cut(asked, columns, forAsked, Style.PLAIN));
        lines.addAll(cut(answered, columns, height - lines.size(), style(statement)));
        return lines;
    }

    private static List<Line> cut(List<String> text, int columns, int height, Style style) {
        List<Line> lines = new ArrayList<>();
        boolean isCut = text.size() > height;
        for (String line :
                text.subList(0, Math.clamp(isCut ? height - 1L : text.size(), 0, text.size()))) {
            lines.add(new Line(Text.fill(line, columns), style));
        }
        if (isCut && height > 0) {
            int more = text.size() - lines.size();
            lines.add(
                    new Line(
                            Text.fill("… " + more + " more lines: Enter opens", columns),
                            Style.FAINT));
        }
        return lines;
    }

    private static Style style(Statement statement) {
        return statement.error() != null
                ? Style.FAILED
                : statement.isRolledBack() ? Style.FAINT : Style.PLAIN;
    }

    private static List<Line> opened(PlayerState state, int columns, int height) {
        Statement statement = state.tape().statement(state.current());
        if (statement == null) {
            return list(state, columns, height);
        }
        List<Line> lines = new ArrayList<>();
        List<String> text = whole(state, statement);
        int down = Math.min(state.look().down(), Math.max(0, text.size() - height));
        for (String line : text.subList(down, Math.min(text.size(), down + height))) {
            lines.add(
                    new Line(
                            Text.fill(Text.from(line, state.look().right()), columns),
                            style(statement)));
        }
        return lines;
    }

    private static List<String> whole(PlayerState state, Statement statement) {
        List<String> text = new ArrayList<>();
        text.add("-- #" + statement.ordinal() + " " + Row.where(state));
        text.addAll(asked(state, statement));
        text.addAll(Detail.answered(statement, state.tape().result()));
        return text;
    }

    /// As `state`, but scrolled no farther than there is something to see.
    static PlayerState settled(PlayerState state, int width, int height) {
        Statement statement = state.tape().statement(state.current());
        List<String> text =
                switch (state.look().view()) {
                    case LIST -> List.of();
                    case RESULT -> statement == null ? List.of() : whole(state, statement);
                    case KEYS -> help(Math.max(NARROWEST, width));
                };
        int most = Math.max(0, text.size() - Math.max(LOWEST, height) + 2);
        int widest = text.stream().mapToInt(DisplayWidth::of).max().orElse(0);
        int over = state.look().right() - Math.max(0, widest - NARROWEST);
        int below = state.look().down() - most;
        return over <= 0 && below <= 0
                ? state
                : state.with(state.look().scrolled(-Math.max(0, below), -Math.max(0, over)));
    }

    /// Whether what is open is scrolled so far that its end is near.
    static boolean isNearEnd(PlayerState state, int height) {
        Statement statement = state.tape().statement(state.current());
        return state.look().view() == View.RESULT
                && statement != null
                && state.look().down() + 2 * height >= whole(state, statement).size();
    }

    private static List<Line> keys(PlayerState state, int columns, int height) {
        List<String> wrapped = help(columns);
        int down = Math.min(state.look().down(), Math.max(0, wrapped.size() - height));
        return wrapped.subList(down, Math.min(wrapped.size(), down + height)).stream()
                .map(line -> new Line(Text.fill(line, columns), Style.PLAIN))
                .toList();
    }

    private static List<String> help(int columns) {
        List<String> text = new ArrayList<>();
        for (Act act : Act.values()) {
            text.add(Text.fill("  " + act.label(), 14) + act.about());
        }
        text.add("");
        text.add(Act.ELSEWHERE);
        List<String> wrapped = new ArrayList<>();
        for (String line : text) {
            String rest = line;
            while (DisplayWidth.of(rest) > columns) {
                int at = rest.lastIndexOf(' ', columns - 1);
                int end = at > 14 ? at : columns;
                wrapped.add(rest.substring(0, end));
                rest = " ".repeat(14) + rest.substring(end).strip();
            }
            wrapped.add(rest);
        }
        return wrapped;
    }

    private static String status(PlayerState state, int columns) {
        String typed = state.find().typed();
        if (typed != null) {
            String shown =
                    "find: " + Text.line("|" + typed + "|").replaceAll("^\\||\\|$", "") + "▏";
            int over = DisplayWidth.of(shown) - columns;
            return Text.fill(over > 0 ? Text.from(shown, over) : shown, columns);
        }
        if (!state.look().notice().isEmpty()) {
            return Text.fill(" " + Text.line(state.look().notice()), columns);
        }
        return Text.fill(" " + Status.of(state) + " ", columns);
    }
}
