package dev.postern.pgwire.track;

import java.util.Optional;

/// The client messages that take a turn in the order of answers.
enum RequestKind implements Pending {
    QUERY,
    FUNCTION_CALL,
    PARSE,
    BIND,
    DESCRIBE,
    EXECUTE,
    CLOSE,
    SYNC,
    COPY_DONE,
    COPY_FAIL;

    @Override
    public RequestKind kind() {
        return this;
    }

    /// The kind of a message type of the client; empty for those that are never answered.
    static Optional<RequestKind> of(char type) {
        return switch (type) {
            case 'Q' -> Optional.of(QUERY);
            case 'F' -> Optional.of(FUNCTION_CALL);
            case 'P' -> Optional.of(PARSE);
            case 'B' -> Optional.of(BIND);
            case 'D' -> Optional.of(DESCRIBE);
            case 'E' -> Optional.of(EXECUTE);
            case 'C' -> Optional.of(CLOSE);
            case 'S' -> Optional.of(SYNC);
            case 'c' -> Optional.of(COPY_DONE);
            case 'f' -> Optional.of(COPY_FAIL);
            default -> Optional.empty();
        };
    }

    /// True if the answer ends with ReadyForQuery.
    boolean endsWithReady() {
        return this == QUERY || this == FUNCTION_CALL || this == SYNC;
    }

    /// True if this runs a statement, or ends the batch: a statement behind it has not begun.
    boolean isBarrier() {
        return endsWithReady() || this == EXECUTE;
    }

    /// True if a message type of the server can belong to the answer to this.
    boolean accepts(char type) {
        return switch (type) {
            case '1' -> this == PARSE;
            case '2' -> this == BIND;
            case '3' -> this == CLOSE;
            case 't', 'n' -> this == DESCRIBE;
            case 'T' -> this == DESCRIBE || this == QUERY;
            case 'D', 'C', 'I', 'G', 'H', 'W', 'd', 'c' -> this == QUERY || this == EXECUTE;
            case 's' -> this == EXECUTE;
            case 'V' -> this == FUNCTION_CALL;
            case 'Z' -> endsWithReady();
            case 'E' -> this != COPY_DONE && this != COPY_FAIL;
            default -> false;
        };
    }
}
