package dev.postern.sql.grammar;

import dev.postern.sql.grammar.Reading.Cause;
import dev.postern.sql.grammar.Reading.Unparsed;

/// What the parser said of a reduced text.
///
/// @param codePoint where in it the parser stopped; -1 if it did not
record Answer(Reading reading, int codePoint) {

    static Answer not(Cause cause) {
        return new Answer(new Unparsed(cause, -1), -1);
    }

    /// Whether it would be the same the next time.
    boolean isLasting() {
        return !(reading instanceof Unparsed unparsed && unparsed.cause() == Cause.TOO_SLOW);
    }
}
