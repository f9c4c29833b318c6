package dev.postern.cli.sessions;

import dev.postern.cli.api.Answer;
import dev.postern.cli.command.CommandContext;
import dev.postern.cli.output.Terminal;
import dev.postern.export.DisplayWidth;
import dev.postern.export.Visible;

import org.jspecify.annotations.Nullable;

import java.util.Locale;
import java.util.Map;

/// Sessions and statements of the API in words and columns.
public final class SessionViews {

    private static final int NARROWEST = 20;

    private SessionViews() {}

    /// Columns of the terminal; without one as many as it takes.
    public static int columns(CommandContext context) {
        return Terminal.columns(context);
    }

    /// `text` in one line of at most `width` columns, with nothing a terminal would interpret.
    public static String fit(String text, int width) {
        String line = Visible.line(text.strip().replaceAll("[ \\t\\r\\n]+", " "));
        return DisplayWidth.fit(line, Math.max(NARROWEST, width));
    }

    /// The person's name, or their e-mail.
    public static String person(Map<String, @Nullable Object> session) {
        Map<String, @Nullable Object> person = Answer.object(session, "person");
        String name = Answer.text(person, "name");
        return name.isEmpty() ? Answer.text(person, "email") : name;
    }

    /// The session's state; `held` if it runs and is held.
    static String state(Map<String, @Nullable Object> session) {
        return Answer.object(session, "held").isEmpty() ? Answer.text(session, "state") : "held";
    }

    /// What is known of the recording's completeness, in a word or two.
    static String record(Map<String, @Nullable Object> session) {
        if (!Answer.text(session, "seal").equals("sealed")) {
            return "not yet sealed";
        }
        return Boolean.TRUE.equals(session.get("complete")) ? "complete" : "INCOMPLETE";
    }

    /// Seconds as `3.2 ms`, `12.4 s` or `1 h 02 m`; `-` if there are none.
    public static String duration(@Nullable Object seconds) {
        if (!(seconds instanceof Number number)) {
            return "-";
        }
        double value = number.doubleValue();
        if (value < 1) {
            return String.format(Locale.ROOT, "%.1f ms", value * 1_000);
        }
        if (value < 120) {
            return String.format(Locale.ROOT, "%.1f s", value);
        }
        long minutes = (long) value / 60;
        return minutes < 60
                ? minutes + " m"
                : String.format(Locale.ROOT, "%d h %02d m", minutes / 60, minutes % 60);
    }
}
