package dev.postern.sql.grammar;

/// The parser cannot go on; its instance is of no more use.
final class ParserFailure extends RuntimeException {

    private static final long serialVersionUID = 1;

    ParserFailure(String message) {
        super(message, null, false, false);
    }
}
