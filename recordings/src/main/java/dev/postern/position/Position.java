package dev.postern.position;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.time.Instant;

/// A place in a recorded session: what stands in a deep link behind the `#`.
///
/// Ordinals of statements and numbers of messages are those of the recording, rows those of the statement's result; all
/// count from 1. Whether a session has the place, the position does not know.
public sealed interface Position {

    /// The one text that names this place, such as `q=41&r=15&c=email`.
    String text();

    /// The place in words, such as `statement 41, row 15, email`.
    String words();

    /// Reads a position as links write it. Of several the most exact counts: message, cell, statement, range, time; what a
    /// link says of panes, bytes and comparisons is left out.
    ///
    /// @param text without the `#`
    static Position parse(String text) throws PositionException {
        return new PositionParser(text).position();
    }

    /// A statement.
    record Statement(long ordinal) implements Position {

        @Override
        public String text() {
            return "q=" + ordinal;
        }

        @Override
        public String words() {
            return "statement " + ordinal;
        }
    }

    /// A row of a statement's result, or one value in it.
    ///
    /// @param column the column's name; of several with one name the first is meant; null for the whole row
    record Cell(long statement, long row, @Nullable String column) implements Position {

        @Override
        public String text() {
            String place = "q=" + statement + "&r=" + row;
            return column == null ? place : place + "&c=" + PositionParser.encoded(column);
        }

        @Override
        public String words() {
            String place = "statement " + statement + ", row " + row;
            return column == null ? place : place + ", " + column;
        }
    }

    /// A message of the protocol.
    record Message(long number) implements Position {

        @Override
        public String text() {
            return "m=" + number;
        }

        @Override
        public String words() {
            return "message " + number;
        }
    }

    /// A time, in microseconds since the session began, not negative.
    record Time(long micros) implements Position {

        @Override
        public String text() {
            return "t=+" + seconds() + "s";
        }

        @Override
        public String words() {
            return "+" + seconds() + " s";
        }

        private String seconds() {
            return BigDecimal.valueOf(micros, 6).stripTrailingZeros().toPlainString();
        }
    }

    /// A time of the clock; which [Time] of a session it is depends on when that began.
    record Clock(Instant at) implements Position {

        @Override
        public String text() {
            return "t=" + at;
        }

        @Override
        public String words() {
            return at.toString();
        }
    }

    /// Statements that follow each other and are meant together.
    ///
    /// @param from the first
    /// @param to   the last, after `from`
    record Range(long from, long to) implements Position {

        @Override
        public String text() {
            return "sel=" + from + "-" + to;
        }

        @Override
        public String words() {
            return "statements " + from + " to " + to;
        }
    }
}
