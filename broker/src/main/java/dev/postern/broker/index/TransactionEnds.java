package dev.postern.broker.index;

import dev.postern.broker.store.sql.SessionBatch.TransactionEnd;
import dev.postern.broker.store.sql.StatementRow;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Joins statements with what became of their transactions, whichever is known first. Not thread-safe.
///
/// A statement that is written while its transaction runs is written as `running`; the transaction's end is then
/// written behind it.
final class TransactionEnds {

    /// So many ended transactions are remembered for statements that are known later than their end.
    private static final int REMEMBERED = 64;

    private final Map<Long, Long> firstOrdinals = new HashMap<>();
    private final Map<Long, Long> written = new HashMap<>();
    private final List<TransactionEnd> ends = new ArrayList<>();
    private final Map<Long, String> outcomes =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Long, String> eldest) {
                    return size() > REMEMBERED;
                }
            };
    private final Map<Long, String> sinceTake = new HashMap<>();

    void started(long transaction, long ordinal) {
        firstOrdinals.putIfAbsent(transaction, ordinal);
    }

    void ended(long transaction, String outcome) {
        firstOrdinals.remove(transaction);
        outcomes.put(transaction, outcome);
        sinceTake.put(transaction, outcome);
        Long first = written.remove(transaction);
        if (first != null) {
            ends.add(new TransactionEnd(transaction, first, outcome));
        }
    }

    /// `row` with its transaction's outcome if that is known; otherwise the end will be in a later [#take].
    StatementRow resolve(StatementRow row) {
        StatementRow.Transaction transaction = row.transaction();
        if (transaction == null) {
            return row;
        }
        long number = transaction.number();
        String outcome = sinceTake.getOrDefault(number, outcomes.getOrDefault(number, "running"));
        if (outcome.equals("running")) {
            written.put(number, firstOrdinals.getOrDefault(number, row.ordinal()));
            return row;
        }
        return new StatementRow(
                row.session(),
                row.ordinal(),
                row.timing(),
                row.text(),
                row.result(),
                new StatementRow.Transaction(number, outcome));
    }

    /// The ends of transactions that have statements which were taken before their end.
    List<TransactionEnd> take() {
        List<TransactionEnd> taken = List.copyOf(ends);
        ends.clear();
        sinceTake.clear();
        return taken;
    }
}
