package dev.postern.cli.player;

import dev.postern.cli.console.CliException;

import java.io.IOException;
import java.io.Writer;
import java.util.Locale;

/// Some statements of a session as text: each headed as in the text of the whole.
public final class ChosenText {

    private ChosenText() {}

    /// Writes what is chosen.
    ///
    /// @param rows rows shown of each result
    public static void write(Feed feed, Choice choice, long rows, Writer out)
            throws CliException, IOException {
        Tape chosen = choice.of(feed);
        Tape tape = chosen.between(Math.max(chosen.first(), choice.at()), chosen.last());
        int size = tape.size();
        int at = tape.firstShown();
        for (int i = 0; i < size; i++) {
            if (tape.statement(at) == null) {
                tape = tape.withPage(Tape.page(at), feed.page(Tape.page(at)));
            }
            Statement statement = tape.statement(at);
            if (statement != null) {
                writeOne(feed, statement, rows, out);
            }
            at = tape.beside(at, 1, false);
        }
    }

    private static void writeOne(Feed feed, Statement statement, long rows, Writer out)
            throws CliException, IOException {
        Tape tape = feed.tape();
        out.write(
                String.format(
                        Locale.ROOT,
                        "\n-- #%d  +%.3fs  %s/s/%s#q=%d\n",
                        statement.ordinal(),
                        statement.at(),
                        feed.webAddress(),
                        tape.session().id(),
                        statement.ordinal()));
        for (String line : Detail.asked(statement)) {
            out.write(line + "\n");
        }
        Result result =
                statement.hasResult() && rows > 0
                        ? feed.result(statement.ordinal(), rows)
                        : Result.unseen(statement.ordinal());
        for (String line : Detail.answered(statement, result)) {
            out.write(line + "\n");
        }
    }
}
