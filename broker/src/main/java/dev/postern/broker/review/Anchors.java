package dev.postern.broker.review;

import dev.postern.broker.base.Clock;
import dev.postern.broker.review.ReviewException.Kind;
import dev.postern.broker.store.sql.IndexRows;
import dev.postern.broker.store.sql.SessionRow;
import dev.postern.broker.store.sql.StatementRow;
import dev.postern.position.Position;
import dev.postern.position.PositionException;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/// Where in a session a note may stand, as far as the index knows it.
///
/// The index counts statements, messages and rows. Which columns a result has stands in the recording alone: here a column
/// is taken as it is given.
public final class Anchors {

    private final IndexRows rows;
    private final Clock clock;

    public Anchors(IndexRows rows, Clock clock) {
        this.rows = rows;
        this.clock = clock;
    }

    /// Reads an anchor.
    ///
    /// @throws ReviewException if it is no position
    public static Position parse(String text) throws ReviewException {
        try {
            return Position.parse(text);
        } catch (PositionException e) {
            throw new ReviewException(
                    Kind.BAD_INPUT,
                    "The anchor is no position, at character "
                            + (e.at() + 1)
                            + ": "
                            + e.text()
                            + ".",
                    e.hint());
        }
    }

    /// The place of a position in a session.
    ///
    /// @throws ReviewException if the session has no such place
    public Place place(SessionRow session, Position position) throws ReviewException {
        return switch (position) {
            case Position.Statement(long ordinal) -> {
                statement(session, ordinal);
                yield new Place(position, ordinal);
            }
            case Position.Range(long from, long to) -> {
                statement(session, to);
                yield new Place(position, from);
            }
            case Position.Cell(long ordinal, long row, _) -> {
                row(statement(session, ordinal), row);
                yield new Place(position, ordinal);
            }
            case Position.Message(long number) -> {
                message(session, number);
                yield new Place(
                        position, rows.statementAtMessage(session.id(), number).orElse(null));
            }
            case Position.Time time -> time(session, time);
            case Position.Clock(Instant at) ->
                    time(session, new Position.Time(micros(at) - session.lifetime().startedAt()));
        };
    }

    private StatementRow statement(SessionRow session, long ordinal) throws ReviewException {
        return rows.statements(session.id(), ordinal - 1, 1).stream()
                .filter(row -> row.ordinal() == ordinal)
                .findFirst()
                .orElseThrow(() ->
                        none(
                                session,
                                "statement " + ordinal,
                                count(session.counts().statements(), "statement")));
    }

    private static void row(StatementRow statement, long row) throws ReviewException {
        long kept = statement.result().rows();
        if (row > kept) {
            throw new ReviewException(
                    Kind.NOT_FOUND,
                    "Statement "
                            + statement.ordinal()
                            + " has no row "
                            + row
                            + ": it returned "
                            + count(kept, "row")
                            + ".",
                    "");
        }
    }

    private static void message(SessionRow session, long number) throws ReviewException {
        long messages = session.counts().messages();
        if (number > messages) {
            throw none(session, "message " + number, count(messages, "message"));
        }
    }

    private Place time(SessionRow session, Position.Time time) throws ReviewException {
        SessionRow.Lifetime lifetime = session.lifetime();
        Long ended = lifetime.endedAt();
        long lasted = (ended == null ? micros(clock.now()) : ended) - lifetime.startedAt();
        if (time.micros() < 0 || time.micros() > lasted) {
            throw new ReviewException(
                    Kind.NOT_FOUND,
                    "Session "
                            + session.id()
                            + " was not running "
                            + seconds(Math.abs(time.micros()))
                            + (time.micros() < 0 ? " before it began" : " after it began")
                            + ": it "
                            + (ended == null ? "has been running for " : "lasted ")
                            + seconds(lasted)
                            + ".",
                    "");
        }
        return new Place(time, rows.statementAt(session.id(), time.micros()).orElse(null));
    }

    private static ReviewException none(SessionRow session, String what, String has) {
        boolean isLive = session.lifetime().endedAt() == null;
        return new ReviewException(
                Kind.NOT_FOUND,
                "Session "
                        + session.id()
                        + " has no "
                        + what
                        + ": it has "
                        + has
                        + (isLive ? " so far." : "."),
                "");
    }

    private static String count(long number, String thing) {
        return number + " " + thing + (number == 1 ? "" : "s");
    }

    private static String seconds(long micros) {
        return String.format(Locale.ROOT, "%.6f s", micros / 1e6);
    }

    private static long micros(Instant at) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, at);
    }

    /// A place that a session has.
    ///
    /// @param statement the ordinal of the statement that it lies in: of a range the first, of a message or a time the last
    ///                  that had begun; null before the first
    public record Place(Position position, @Nullable Long statement) {}
}
