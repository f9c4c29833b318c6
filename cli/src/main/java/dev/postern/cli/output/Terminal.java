package dev.postern.cli.output;

import dev.postern.cli.command.CommandContext;
import dev.postern.cli.console.Variable;

/// How wide the terminal is.
public final class Terminal {

    private static final int NARROWEST = 20;
    private static final int PRESET = 100;
    private static final int PRESET_LINES = 24;

    private Terminal() {}

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
