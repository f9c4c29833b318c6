package dev.postern.cli.player;

import dev.postern.cli.console.CliException;
import dev.postern.cli.console.HumanDuration;

import org.jspecify.annotations.Nullable;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Which statements are played: `SID#q=N`, `--from`, `--to` and `--only`.
///
/// @param at   the statement to stand still at in the beginning, 0 to play from the first
/// @param from a statement's number, `+92.4s`, or RFC 3339; null for the first
/// @param to   as `from`; null for the last
/// @param only kinds of statements with commas between; null for all
public record Choice(int at, @Nullable String from, @Nullable String to, @Nullable String only) {

    /// Whether anything is left out behind the statement to begin at.
    public boolean isPart() {
        return from != null || to != null || only != null;
    }

    /// The kinds that are named.
    ///
    /// @throws CliException if one is not known
    public List<Kind> kinds() throws CliException {
        List<Kind> kinds = new ArrayList<>();
        if (only != null) {
            for (String word : only.split(",", -1)) {
                kinds.add(Kind.of(word.strip().toLowerCase(Locale.ROOT)));
            }
        }
        return kinds;
    }

    /// A kind of statements.
    public enum Kind {
        ERRORS("has:error"),
        WRITES("has:write"),
        DDL("has:ddl"),
        LARGE("has:bulk");

        private final String filter;

        Kind(String filter) {
            this.filter = filter;
        }

        private static Kind of(String word) throws CliException {
            for (Kind kind : values()) {
                if (kind.name().toLowerCase(Locale.ROOT).equals(word)) {
                    return kind;
                }
            }
            throw CliException.usage(
                    "\"" + word + "\" is no kind of statements",
                    "Give --only with errors, writes, ddl or large, several with commas.");
        }
    }

    /// What is chosen of a session.
    Tape of(Feed feed) throws CliException {
        Tape tape = feed.tape();
        List<Kind> kinds = kinds();
        int first = from == null ? 1 : Edge.of("--from", from, feed).first(feed);
        int last = to == null ? tape.total() : Edge.of("--to", to, feed).last(feed);
        tape = tape.between(first, last);
        if (!kinds.isEmpty()) {
            String filter = String.join(" OR ", kinds.stream().map(kind -> kind.filter).toList());
            tape = tape.withOnly(feed.matches(filter));
        }
        return tape;
    }

    PlayerState begin(Feed feed, Pauses pauses, long now) throws CliException {
        Tape tape = of(feed);
        PlayerState state = PlayerState.of(tape, pauses.pace(now));
        if (at < 1 || state.current() == 0) {
            return state;
        }
        boolean isThere = at >= tape.first() && at <= tape.last();
        PlayerState there =
                isThere
                        ? state.showing(at, now)
                        : state.saying("statement " + at + " is not among what is played");
        return there.with(there.pace().running(false, now));
    }

    /// One end of what is played.
    ///
    /// @param ordinal 0 if it is a time
    /// @param seconds since the session began, if it is a time
    public record Edge(int ordinal, double seconds) {

        /// Reads one.
        ///
        /// @param began when the session began, RFC 3339
        public static Edge of(String option, String text, String began) throws CliException {
            if (text.matches("[0-9]{1,9}")) {
                return new Edge(Integer.parseInt(text), 0);
            }
            if (text.matches("\\+[0-9]{1,9}(\\.[0-9]{1,9})?s?")) {
                return new Edge(0, Double.parseDouble(text.replace("s", "")));
            }
            if (text.startsWith("+")) {
                return new Edge(0, HumanDuration.parse(option, text.substring(1)).toSeconds());
            }
            try {
                Duration since = Duration.between(Instant.parse(began), Instant.parse(text));
                return new Edge(0, since.toNanos() / 1e9);
            } catch (DateTimeException | ArithmeticException e) {
                throw CliException.usage(
                        option + " " + text + " is no place in a session",
                        "Give a statement's number, +92.4s since the begin, or"
                                + " 2026-11-21T01:20:03Z.");
            }
        }

        private static Edge of(String option, String text, Feed feed) throws CliException {
            return of(option, text, feed.tape().session().startedAt());
        }

        private int first(Feed feed) throws CliException {
            return ordinal > 0 ? ordinal : feed.firstFrom(seconds);
        }

        private int last(Feed feed) throws CliException {
            return ordinal > 0 ? ordinal : feed.firstFrom(Math.nextUp(seconds)) - 1;
        }
    }
}
