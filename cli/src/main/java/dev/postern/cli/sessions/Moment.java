package dev.postern.cli.sessions;

import dev.postern.cli.console.CliException;
import dev.postern.position.Position;
import dev.postern.position.PositionException;

import org.jspecify.annotations.Nullable;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A place in a session: `SID`, or `SID#POSITION` as links write it, also as the end of a link.
///
/// @param position null for the whole session
public record Moment(String session, @Nullable Position position) {

    private static final Pattern FORM =
            Pattern.compile("(?:https?://[^#]*/s/)?([0-9A-Za-z]{8,26})(?:#(.*))?", Pattern.DOTALL);

    /// Reads one.
    public static Moment parse(String text) throws CliException {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw CliException.usage(
                    "\"" + text + "\" is no session",
                    "Give an id of 26 characters, its first 8 or more, ID#q=STATEMENT, a link, or a"
                            + " .pgrec file.");
        }
        String position = matcher.group(2);
        return new Moment(
                matcher.group(1).toUpperCase(Locale.ROOT),
                position == null ? null : position(text, position));
    }

    private static Position position(String text, String position) throws CliException {
        try {
            return Position.parse(position);
        } catch (PositionException e) {
            int at = text.length() - position.length() + e.at() + 1;
            throw CliException.usage(
                    "\"" + text + "\" names no moment, at character " + at + ": " + e.text(),
                    e.hint());
        }
    }

    /// The ordinal of the statement that is named, of a range the first; 1 for the whole session.
    ///
    /// @throws CliException if a message or a time is named
    public int first() throws CliException {
        long ordinal =
                switch (position) {
                    case null -> 1;
                    case Position.Statement(long named) -> named;
                    case Position.Cell(long named, _, _) -> named;
                    case Position.Range(long from, _) -> from;
                    case Position.Message _, Position.Time _, Position.Clock _ ->
                            throw CliException.usage(
                                    "\"" + position.text() + "\" names no statement",
                                    "Give " + session + "#q=STATEMENT.");
                };
        return (int) Math.min(Integer.MAX_VALUE, ordinal);
    }

    /// Whether one statement is named, or a cell of one.
    public boolean isOneStatement() {
        return position instanceof Position.Statement || position instanceof Position.Cell;
    }

    /// As people write it, with the whole position.
    @Override
    public String toString() {
        return position == null ? session : session + "#" + position.text();
    }
}
