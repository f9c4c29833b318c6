package dev.postern.broker.index;

import dev.postern.broker.store.sql.SessionDigest;
import dev.postern.broker.store.sql.StatementRow;
import dev.postern.broker.store.sql.StatementTrait;
import dev.postern.event.SessionAct;
import dev.postern.event.SessionEvent;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Adds up what the statements of one session come to. Not thread-safe.
final class Digesting {

    private final ActivityCount activity = new ActivityCount();
    private final Set<StatementTrait> traits = EnumSet.noneOf(StatementTrait.class);
    private boolean rolledBack;
    private boolean denied;
    private long micros;

    void event(SessionEvent event) {
        micros = Math.max(micros, event.micros());
        switch (event) {
            case SessionEvent.StatementStarted e -> activity.began(e.micros());
            case SessionEvent.TransactionFinished e ->
                    rolledBack |= e.outcome() == SessionEvent.TransactionOutcome.ROLLED_BACK;
            case SessionEvent.SavepointRolledBack ignored -> rolledBack = true;
            default -> {}
        }
    }

    void act(SessionAct act) {
        if (act.kind() == SessionAct.Kind.HELD) {
            traits.add(StatementTrait.HOLD);
        }
    }

    /// @param row of a statement that has ended
    void finished(StatementRow row) {
        traits.addAll(row.text().traits().all());
        StatementRow.Failure error = row.result().error();
        denied |= error != null && error.sqlState().equals(SessionDigest.DENIED);
        if (row.result().isError()) {
            activity.failed(row.timing().atMicros());
        }
        if (row.result().wrote()) {
            activity.wrote(row.timing().atMicros());
        }
    }

    /// What there is so far.
    ///
    /// @param running rows of statements that have not ended
    SessionDigest take(List<StatementRow> running) {
        Set<StatementTrait> all = EnumSet.copyOf(traits);
        running.forEach(row -> all.addAll(row.text().traits().all()));
        all.remove(StatementTrait.NOISE);
        return new SessionDigest(all, rolledBack, denied, activity.spark(micros));
    }
}
