package dev.postern.cli.sessions;

import dev.postern.cli.console.CliException;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A place in a session: `SID` or `SID#q=N`, also as the end of a link.
///
/// @param first ordinal of the statement, 1 if none was given
public record Moment(String session, int first) {

    private static final Pattern FORM =
            Pattern.compile(
                    "(?:https?://[^#]*/s/)?([0-9A-Za-z]{8,26})(?:#q=([0-9]{1,9})(?:&.*)?)?");

    /// Reads one.
    public static Moment parse(String text) throws CliException {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw CliException.usage(
                    "\"" + text + "\" is no session",
                    "Give an id of 26 characters, its first 8 or more, ID#q=STATEMENT, a link, or a"
                            + " .pgrec file.");
        }
        String ordinal = matcher.group(2);
        return new Moment(
                matcher.group(1).toUpperCase(java.util.Locale.ROOT),
                ordinal == null ? 1 : Integer.parseInt(ordinal));
    }
}
