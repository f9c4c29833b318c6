package dev.postern.cli.output;

import dev.postern.cli.command.CommandContext;
import dev.postern.cli.console.Variable;

import java.util.HashMap;
import java.util.Map;

/// How wide the terminal is.
public final class Terminal {

    /// The system property in which the launcher tells lines and columns, as `stty size` prints them: `40 120`.
    public static final String SIZE = "postern.terminal";

    private static final int NARROWEST = 20;
    private static final int PRESET = 100;
    private static final int PRESET_LINES = 24;

    private Terminal() {}

    /// The environment with `LINES` and `COLUMNS` of `size` where it does not have them: shells keep them to themselves.
    ///
    /// @param size as [#SIZE] has it; anything else says nothing
    public static Map<String, String> sized(Map<String, String> environment, String size) {
        if (!size.matches("[1-9][0-9]{0,3} [1-9][0-9]{0,3}")) {
            return environment;
        }
        Map<String, String> sized = new HashMap<>(environment);
        int space = size.indexOf(' ');
        sized.putIfAbsent(Variable.LINES.name(), size.substring(0, space));
        sized.putIfAbsent(Variable.COLUMNS.name(), size.substring(space + 1));
        return sized;
    }

    /// Columns of the terminal: `COLUMNS`, else 100; without a terminal as many as it takes.
    public static int columns(CommandContext context) {
        if (!context.console().interactive()) {
            return Integer.MAX_VALUE;
        }
        String columns = Variable.COLUMNS.in(context.environment());
        return columns.matches("[0-9]{2,4}")
                ? Math.max(NARROWEST, Integer.parseInt(columns))
                : PRESET;
    }

    /// Lines of the terminal: `LINES`, else 24.
    static int lines(CommandContext context) {
        String lines = Variable.LINES.in(context.environment());
        return lines.matches("[0-9]{1,4}") ? Math.max(4, Integer.parseInt(lines)) : PRESET_LINES;
    }
}
