package dev.postern.cli.output;

import dev.postern.cli.command.CommandContext;
import dev.postern.cli.console.CliException;
import dev.postern.cli.console.Console;
import dev.postern.cli.console.ExitCode;
import dev.postern.cli.console.HumanDuration;
import dev.postern.cli.console.SafeText;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Stack;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// The option `--watch` of a command that lists or shows: it does so again and again until it is interrupted. Used as
/// picocli's `@Mixin`.
///
/// People at a terminal see the list drawn anew in its place; everybody else gets what is new or changed, as it comes.
public final class Watch implements Prepared {

    private static final String PRESET = "2s";
    private static final Duration LEAST = Duration.ofSeconds(1);
    private static final String HOME = "\u001b[H";
    private static final String CLEAR_LINE = "\u001b[K";
    private static final String CLEAR_BELOW = "\u001b[J";

    @Option(
            names = "--watch",
            paramLabel = "INTERVAL",
            arity = "0..1",
            parameterConsumer = Interval.class,
            description =
                    "Go on and show what changes, every 2 s or --watch=INTERVAL. Ctrl-C ends it.")
    private @Nullable String interval;

    private Duration every = LEAST;

    /// One look: asks the broker and prints.
    @FunctionalInterface
    public interface Look {

        /// Asks and prints.
        ///
        /// @param to   where to print
        /// @param seen null if everything is to be printed, else what was printed before
        void show(CommandContext to, @Nullable Seen seen) throws CliException, IOException;
    }

    /// Takes the next word only if it is a duration: `--watch` may stand before the words of a filter.
    static final class Interval implements IParameterConsumer {
        @Override
        public void consumeParameters(Stack<String> words, ArgSpec option, CommandSpec command) {
            boolean isGiven = !words.isEmpty() && words.peek().matches("(?:[0-9]{1,6}[dhmsDHMS])+");
            option.setValue(isGiven ? words.pop() : PRESET);
        }
    }

    @Override
    public void prepare(Map<String, String> environment) throws CliException {
        String given = interval;
        if (given != null) {
            every = HumanDuration.parse("--watch", given);
        }
    }

    /// Looks once, or again and again if that is wanted.
    ///
    /// @param isTable whether people read it
    /// @return success, or interrupted
    public ExitCode run(CommandContext context, boolean isTable, Look look)
            throws CliException, IOException {
        if (interval == null) {
            look.show(context, null);
            return ExitCode.SUCCESS;
        }
        boolean isDrawn = isTable && context.console().interactive();
        Seen seen = new Seen();
        String trouble = "";
        boolean hasAnswer = false;
        while (true) {
            try {
                if (isDrawn) {
                    draw(context, look);
                } else {
                    look.show(context, seen);
                    context.console().out().flush();
                }
                if (!trouble.isEmpty() && !isDrawn) {
                    context.console().note("postern: the broker answers again");
                }
                trouble = "";
                hasAnswer = true;
            } catch (CliException e) {
                if (!hasAnswer || !mayPass(e)) {
                    throw e;
                }
                if (!e.text().equals(trouble)) {
                    trouble = e.text();
                    context.console().tell("postern: " + trouble + "; trying again");
                }
            }
            if (!rest()) {
                return ExitCode.INTERRUPTED;
            }
        }
    }

    /// Whether the same question may be answered later: the broker is away, or not ready.
    private static boolean mayPass(CliException failure) {
        return failure.exitCode() == ExitCode.UNREACHABLE || failure.code().startsWith("http_5");
    }

    /// Draws what the command prints over what stands there; what does not fit below is left out with a line.
    private void draw(CommandContext context, Look look) throws CliException, IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try (PrintStream page = new PrintStream(text, false, StandardCharsets.UTF_8)) {
            Console console =
                    new Console(
                            context.console().in(), page, page, true, context.console().manner());
            look.show(
                    new CommandContext(
                            console, context.environment(), context.profile(), context.clock()),
                    null);
        }
        List<String> lines = new ArrayList<>();
        lines.add(
                "Every "
                        + HumanDuration.text(every)
                        + ", last at "
                        + context.times().timeOfDay(context.clock().instant())
                        + ". Ctrl-C ends it.");
        lines.addAll(text.toString(StandardCharsets.UTF_8).lines().toList());
        int most = Terminal.lines(context) - 1;
        if (lines.size() > most) {
            int more = lines.size() - most + 1;
            lines = new ArrayList<>(lines.subList(0, most - 1));
            lines.add("… and " + more + " lines more");
        }
        StringBuilder page = new StringBuilder(HOME);
        lines.forEach(line -> page.append(SafeText.line(line)).append(CLEAR_LINE).append('\n'));
        context.console().out().print(page.append(CLEAR_BELOW));
        context.console().out().flush();
    }

    private boolean rest() {
        try {
            boolean counted = new CountDownLatch(1).await(every.toMillis(), TimeUnit.MILLISECONDS);
            return !counted;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
