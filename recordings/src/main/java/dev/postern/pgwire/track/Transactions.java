package dev.postern.pgwire.track;

import dev.postern.event.SessionEvent.SavepointRolledBack;
import dev.postern.event.SessionEvent.TransactionFinished;
import dev.postern.event.SessionEvent.TransactionOutcome;
import dev.postern.event.SessionEvent.TransactionStatus;

import java.util.Locale;

/// Numbers the transactions of a session and says what became of each.
///
/// A transaction begins with the first statement outside of one. It ends at the tag of COMMIT or ROLLBACK, or at a
/// ReadyForQuery that reports no transaction. ROLLBACK TO has the tag of ROLLBACK, so the text of the statement decides.
final class Transactions {
    private final Events events;
    private final Runnable beforeEnd;
    private final Savepoints savepoints = new Savepoints();
    private int counter;
    private int current;
    private boolean failed;
    private boolean explicit;

    /// Runs `beforeEnd` before the event of each end: portals die then.
    Transactions(Events events, Runnable beforeEnd) {
        this.events = events;
        this.beforeEnd = beforeEnd;
    }

    void save(StateWriter out) {
        out.int32(counter).int32(current).flag(failed).flag(explicit);
        savepoints.save(out);
    }

    void restore(StateReader in) throws MalformedStateException {
        counter = in.int32();
        current = in.int32();
        failed = in.flag();
        explicit = in.flag();
        savepoints.restore(in);
    }

    /// The transaction that a statement beginning now runs in.
    int enter() {
        if (current == 0) {
            open(false);
        }
        return current;
    }

    /// The open transaction, or the last one, or 0.
    int latest() {
        return current == 0 ? counter : current;
    }

    void markFailed() {
        failed = current != 0;
    }

    private void open(boolean block) {
        current = ++counter;
        failed = false;
        explicit = block;
    }

    private void close(TransactionOutcome outcome) {
        if (current == 0) {
            return;
        }
        int ended = current;
        current = 0;
        savepoints.clear();
        beforeEnd.run();
        events.emit(new TransactionFinished(events.message, events.micros, ended, outcome));
    }

    /// @param ordinal the statement's number
    void completed(String tag, String sql, int ordinal) {
        switch (tag) {
            case "BEGIN", "START TRANSACTION" -> explicit = true;
            case "COMMIT" -> closeAndChain(TransactionOutcome.COMMITTED, sql);
            case "ROLLBACK" -> {
                if (hasWithin(sql, "to", 3)) {
                    failed = false;
                    rolledBackTo(sql, ordinal);
                } else {
                    closeAndChain(TransactionOutcome.ROLLED_BACK, sql);
                }
            }
            case "SAVEPOINT" -> savepoints.set(sql, ordinal);
            case "RELEASE" -> savepoints.release(sql);
            case "PREPARE TRANSACTION" -> close(TransactionOutcome.OPEN_AT_END);
            default -> {}
        }
    }

    private void rolledBackTo(String sql, int ordinal) {
        int from = savepoints.rollBackTo(sql).orElse(ordinal) + 1;
        if (from < ordinal) {
            events.emit(
                    new SavepointRolledBack(
                            events.message, events.micros, current, from, ordinal - 1));
        }
    }

    private void closeAndChain(TransactionOutcome outcome, String sql) {
        close(outcome);
        if (hasWithin(sql, "chain", 5) && !hasWithin(sql, "no", 5)) {
            open(true);
        }
    }

    void ready(TransactionStatus status) {
        switch (status) {
            case IDLE -> {
                close(failed ? TransactionOutcome.ROLLED_BACK : TransactionOutcome.COMMITTED);
                beforeEnd.run();
            }
            case IN_TRANSACTION -> {
                enter();
                explicit = true;
                failed = false;
            }
            case FAILED -> {
                enter();
                explicit = true;
                failed = true;
            }
        }
    }

    void sessionEnded() {
        close(
                failed && !explicit
                        ? TransactionOutcome.ROLLED_BACK
                        : TransactionOutcome.OPEN_AT_END);
    }

    /// True if `word` is among the first `count` words of `sql`, comments left out.
    private static boolean hasWithin(String sql, String word, int count) {
        int seen = 0;
        String plain = sql.replaceAll("(?s)/\\*.*?\\*/|--[^\\n]*", " ").toLowerCase(Locale.ROOT);
        for (String token : plain.strip().split("[\\s;\"]+", count + 1)) {
            if (seen++ < count && token.equals(word)) {
                return true;
            }
        }
        return false;
    }
}
