package dev.postern.broker.index;

import dev.postern.broker.store.sql.SessionBatch.TransactionEnd;
import dev.postern.broker.store.sql.StatementRow;
import dev.postern.broker.store.sql.StatementRow.Transaction;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Joins statements with what became of their transactions, whichever is known first. Not thread-safe.
///
/// A statement that is written while its transaction runs is written as `running`; the transaction's end is then
/// written behind it.
final class TransactionEnds {

    /// So many ended transactions are remembered for statements that are known later than their end.
    private static final int REMEMBERED = 64;

    /// So many parts of a transaction are remembered as taken back, for statements that end later.
    private static final int MOST_RANGES = 10_000;

    private final Map<Long, Long> firstOrdinals = new HashMap<>();
    private final Map<Long, Long> written = new HashMap<>();
    private final List<TransactionEnd> ends = new ArrayList<>();
    private final Map<Long, String> outcomes = new Latest<>();

    /// Of each transaction the statements that it went back behind: the last by the first, without overlaps.
    private final Map<Long, TreeMap<Long, Long>> undone = new Latest<>();

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
            ends.add(new TransactionEnd(transaction, first, Long.MAX_VALUE, outcome));
        }
    }

    /// Statements `from` to `to` were taken back by a ROLLBACK TO, whatever becomes of the transaction.
    void undone(long transaction, long from, long to) {
        TreeMap<Long, Long> ranges =
                undone.computeIfAbsent(transaction, ignored -> new TreeMap<>());
        ranges.tailMap(from, true).clear();
        ranges.put(from, to);
        if (ranges.size() > MOST_RANGES) {
            ranges.pollFirstEntry();
        }
        if (written.containsKey(transaction)) {
            ends.add(new TransactionEnd(transaction, from, to, Transaction.ROLLED_BACK));
        }
    }

    private boolean isUndone(long transaction, long ordinal) {
        TreeMap<Long, Long> ranges = undone.get(transaction);
        Map.Entry<Long, Long> range = ranges == null ? null : ranges.floorEntry(ordinal);
        return range != null && ordinal <= range.getValue();
    }

    private String outcome(long transaction, long ordinal) {
        if (isUndone(transaction, ordinal)) {
            return Transaction.ROLLED_BACK;
        }
        return sinceTake.getOrDefault(
                transaction, outcomes.getOrDefault(transaction, Transaction.RUNNING));
    }

    /// `row` with its transaction's outcome if that is known; otherwise the end will be in a later [#take].
    StatementRow resolve(StatementRow row) {
        Transaction transaction = row.transaction();
        if (transaction == null) {
            return row;
        }
        long number = transaction.number();
        String outcome = outcome(number, row.ordinal());
        if (outcome.equals(Transaction.RUNNING)) {
            written.put(number, firstOrdinals.getOrDefault(number, row.ordinal()));
            return row;
        }
        return new StatementRow(
                row.session(),
                row.ordinal(),
                row.timing(),
                row.text(),
                row.result(),
                new Transaction(number, outcome));
    }

    /// The ends of transactions that have statements which were taken before their end.
    List<TransactionEnd> take() {
        List<TransactionEnd> taken = List.copyOf(ends);
        ends.clear();
        sinceTake.clear();
        return taken;
    }

    /// By transaction, the latest of them.
    private static final class Latest<T> extends LinkedHashMap<Long, T> {

        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, T> eldest) {
            return size() > REMEMBERED;
        }
    }
}
