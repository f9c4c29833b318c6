package dev.postern.cli.player;

import dev.postern.cli.command.CommandContext;
import dev.postern.cli.console.Variable;
import dev.postern.cli.player.Screen.Line;
import dev.postern.cli.player.Screen.Style;

import org.jspecify.annotations.Nullable;

import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/// The terminal as a screen: key by key, in its second buffer, without a cursor; given back as it was.
///
/// `stty` of POSIX sets and measures it. What is written is lines of [Screen] and the sequences of ECMA-48 that all
/// terminals of the last decades know.
final class ScreenTerminal implements AutoCloseable {

    private static final File TERMINAL = new File("/dev/tty");
    private static final String ENTER = "\u001b[?1049h\u001b[?25l\u001b[?7l\u001b[2J";
    private static final String LEAVE = "\u001b[0m\u001b[?7h\u001b[?25h\u001b[?1049l";
    private static final int MOST_COPIED = 100_000;

    private final PrintStream out;
    private final CommandContext context;
    private final String saved;
    private final AtomicBoolean isOpen = new AtomicBoolean(true);
    private List<Line> shown = List.of();

    /// Columns and lines.
    record Size(int columns, int lines) {}

    private ScreenTerminal(CommandContext context, String saved) {
        this.context = context;
        this.out = context.console().out();
        this.saved = saved;
    }

    /// Takes the terminal over.
    ///
    /// @return null if there is none that `stty` knows
    static @Nullable ScreenTerminal open(CommandContext context) {
        try {
            String saved = stty("-g");
            ScreenTerminal terminal = new ScreenTerminal(context, saved);
            Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(terminal::close));
            stty("-echo", "-icanon", "-isig", "-ixon", "-icrnl", "min", "1", "time", "0");
            terminal.write(ENTER);
            return terminal;
        } catch (IOException e) {
            return null;
        }
    }

    /// Whether there is a terminal that [#open] can take over.
    static boolean isThere() {
        try {
            return !stty("-g").isEmpty();
        } catch (IOException e) {
            return false;
        }
    }

    private static String stty(String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of("stty"));
        command.addAll(List.of(words));
        Process process =
                new ProcessBuilder(command)
                        .redirectInput(ProcessBuilder.Redirect.from(TERMINAL))
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        String said =
                new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        try {
            if (process.waitFor() != 0) {
                throw new IOException("stty " + String.join(" ", words) + " failed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        return said;
    }

    /// How large it is now; `COLUMNS` and `LINES`, or 80 by 24, where it does not say.
    Size size() {
        int columns = 0;
        int lines = 0;
        try {
            String[] words = stty("size").split(" ", -1);
            if (words.length == 2) {
                lines = number(words[0]);
                columns = number(words[1]);
            }
        } catch (IOException notKnown) {
            // The variables say it, or the usual size does.
            columns = 0;
        }
        if (columns == 0 || lines == 0) {
            columns = number(Variable.COLUMNS.in(context.environment()));
            lines = number(Variable.LINES.in(context.environment()));
        }
        return new Size(columns == 0 ? 80 : columns, lines == 0 ? 24 : lines);
    }

    private static int number(String text) {
        return text.matches("[0-9]{1,4}") ? Integer.parseInt(text) : 0;
    }

    /// Calls `then` whenever the size changes, where the JVM has signals.
    static void onResize(Runnable then) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object calls =
                    Proxy.newProxyInstance(
                            ScreenTerminal.class.getClassLoader(),
                            new Class<?>[] {handler},
                            (proxy, method, arguments) ->
                                    switch (method.getName()) {
                                        case "handle" -> {
                                            then.run();
                                            yield null;
                                        }
                                        case "hashCode" -> System.identityHashCode(proxy);
                                        case "equals" ->
                                                System.identityHashCode(proxy)
                                                        == System.identityHashCode(arguments[0]);
                                        default -> "resized";
                                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance("WINCH"), calls);
        } catch (ReflectiveOperationException noSignals) {
            // The size stays what it was at the begin.
            if (noSignals instanceof InvocationTargetException e
                    && e.getCause() instanceof Error error) {
                throw error;
            }
        }
    }

    /// Shows lines; only those that changed are written.
    void show(List<Line> lines) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < lines.size(); i++) {
            if (i < shown.size() && shown.get(i).equals(lines.get(i))) {
                continue;
            }
            text.append("\u001b[")
                    .append(i + 1)
                    .append(";1H\u001b[2K")
                    .append(look(lines.get(i).style()))
                    .append(lines.get(i).text())
                    .append("\u001b[0m");
        }
        shown = List.copyOf(lines);
        write(text.toString());
    }

    /// Everything is written anew the next time.
    void clear() {
        shown = List.of();
        write("\u001b[2J");
    }

    private String look(Style style) {
        boolean isPlain = !Variable.NO_COLOR.in(context.environment()).isEmpty();
        return switch (style) {
            case PLAIN -> "";
            case HEAD -> "\u001b[1m";
            case CURRENT, STATUS -> "\u001b[7m";
            case FAINT -> "\u001b[2m";
            case FAILED -> isPlain ? "" : "\u001b[31m";
        };
    }

    /// Puts text into the clipboard, where the terminal lets programs do that.
    void copy(String text) {
        if (text.length() <= MOST_COPIED) {
            write(
                    "\u001b]52;c;"
                            + Base64.getEncoder()
                                    .encodeToString(text.getBytes(StandardCharsets.UTF_8))
                            + "\u0007");
        }
    }

    private void write(String text) {
        out.print(text);
        out.flush();
    }

    /// Gives the terminal back; does so once.
    @Override
    public void close() {
        if (!isOpen.compareAndSet(true, false)) {
            return;
        }
        write(LEAVE);
        try {
            stty(saved);
        } catch (IOException gone) {
            context.console().tell("the terminal is gone, or its settings stay: run stty sane");
        }
    }
}
