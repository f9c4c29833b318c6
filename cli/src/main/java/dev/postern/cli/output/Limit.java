package dev.postern.cli.output;

import dev.postern.cli.command.CommandContext;
import dev.postern.cli.console.CliException;

import picocli.CommandLine.Option;

import java.util.Locale;
import java.util.Map;

/// The options `--limit` and `--all`: how many items are shown. Used as picocli's `@Mixin`.
public final class Limit implements Prepared {

    /// More than any list has.
    public static final int ALL = Integer.MAX_VALUE;

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "Show at most this many, or all. Default: ${DEFAULT-VALUE}.")
    private String limit;

    @Option(names = "--all", description = "Show all: the same as --limit all.")
    private boolean all;

    private int number;

    /// @param preset how many are shown if nothing is said, or [#ALL]
    public Limit(int preset) {
        this.number = preset;
        this.limit = preset == ALL ? "all" : Integer.toString(preset);
    }

    @Override
    public void prepare(Map<String, String> environment) throws CliException {
        if (all || limit.equals("all")) {
            number = ALL;
        } else if (limit.matches("[0-9]{1,9}") && Integer.parseInt(limit) > 0) {
            number = Integer.parseInt(limit);
        } else {
            throw CliException.usage(
                    "--limit " + limit + " is out of range", "Give 1 or more, or all.");
        }
    }

    /// How many at most, from 1; [#ALL] for all.
    public int number() {
        return number;
    }

    /// Says so on standard error when not everything is shown.
    ///
    /// @param total   how many there are
    /// @param isExact whether there are no more than that
    public static void note(CommandContext context, int shown, long total, boolean isExact) {
        if (shown < total) {
            context.console()
                    .note(
                            String.format(
                                    Locale.ROOT,
                                    "%,d of %,d%s shown, use --limit or --all",
                                    shown,
                                    total,
                                    isExact ? "" : " or more"));
        }
    }
}
