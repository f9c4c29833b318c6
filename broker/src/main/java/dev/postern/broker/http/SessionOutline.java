package dev.postern.broker.http;

import dev.postern.broker.store.sql.StatementRow;
import dev.postern.broker.store.sql.StatementShape;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// What a timeline is drawn from, in a size that does not grow with the session: points that stand for one statement
/// or several neighbours, marks of what stands out, and transactions of more than one statement.
final class SessionOutline {

    private static final int MAX_POINTS = 4_000;
    private static final int MAX_MARKS = 2_000;
    private static final int MAX_TRANSACTIONS = 2_000;
    private static final double MICROS = 1e6;
    private static final Set<String> WRITES =
            Set.of("INSERT", "UPDATE", "DELETE", "MERGE", "TRUNCATE");
    private static final Set<String> DEFINITIONS =
            Set.of("CREATE", "ALTER", "DROP", "GRANT", "REVOKE", "COMMENT", "REINDEX", "REFRESH");

    private final long stride;
    private final List<Long> ordinals = new ArrayList<>();
    private final List<Double> starts = new ArrayList<>();
    private final List<Double> ends = new ArrayList<>();
    private final List<Long> rows = new ArrayList<>();
    private final List<Object> marks = new ArrayList<>();
    private final List<Object> transactions = new ArrayList<>();
    private @Nullable Span open;
    private long total;
    private boolean partial;

    /// @param statements how many statements are to come, about
    SessionOutline(long statements) {
        this.stride = Math.max(1, (statements + MAX_POINTS - 1) / MAX_POINTS);
    }

    /// Takes the next statement of the session.
    void add(StatementShape shape) {
        total++;
        Long took = shape.durationMicros();
        double end = (shape.atMicros() + (took == null ? 0 : took)) / MICROS;
        int last = ordinals.size() - 1;
        if (last >= 0 && (shape.ordinal() - 1) / stride == (ordinals.get(last) - 1) / stride) {
            ends.set(last, Math.max(ends.get(last), end));
            rows.set(last, rows.get(last) + shape.rows());
        } else {
            ordinals.add(shape.ordinal());
            starts.add(shape.atMicros() / MICROS);
            ends.add(end);
            rows.add(shape.rows());
        }
        mark(shape);
        transaction(shape, end);
    }

    private void mark(StatementShape shape) {
        String kind = kind(shape);
        if (kind == null) {
            return;
        }
        if (marks.size() >= MAX_MARKS) {
            partial = true;
            return;
        }
        StatementRow.Transaction transaction = shape.transaction();
        Map<String, Object> mark = new LinkedHashMap<>();
        mark.put("ordinal", shape.ordinal());
        mark.put("atSeconds", shape.atMicros() / MICROS);
        mark.put("kind", kind);
        mark.put("rolledBack", transaction != null && transaction.outcome().equals("rolled_back"));
        marks.add(mark);
    }

    /// What stands out about a statement, or null: `error`, `write`, `ddl`.
    static @Nullable String kind(StatementShape shape) {
        if (shape.outcome().equals("failed") || shape.outcome().equals("cancelled")) {
            return "error";
        }
        String verb = shape.verb().toUpperCase(Locale.ROOT);
        int space = verb.indexOf(' ');
        String first = space < 0 ? verb : verb.substring(0, space);
        if (WRITES.contains(first) || shape.copiedIn()) {
            return "write";
        }
        return DEFINITIONS.contains(first) ? "ddl" : null;
    }

    private void transaction(StatementShape shape, double end) {
        StatementRow.Transaction transaction = shape.transaction();
        Span current = open;
        if (current != null && (transaction == null || transaction.number() != current.number)) {
            close();
            current = null;
        }
        if (transaction == null) {
            return;
        }
        if (current == null) {
            current = new Span(transaction.number(), shape.ordinal(), shape.atMicros() / MICROS);
            open = current;
        }
        current.to = shape.ordinal();
        current.end = end;
        current.outcome = transaction.outcome();
    }

    private void close() {
        Span span = open;
        open = null;
        if (span == null || span.to == span.from) {
            return;
        }
        if (transactions.size() >= MAX_TRANSACTIONS) {
            partial = true;
            return;
        }
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("number", span.number);
        view.put("from", span.from);
        view.put("to", span.to);
        view.put("atSeconds", span.start);
        view.put("endSeconds", span.end);
        view.put("outcome", span.outcome);
        transactions.add(view);
    }

    /// The API's answer.
    Map<String, Object> answer() {
        close();
        Map<String, Object> points = new LinkedHashMap<>();
        points.put("ordinal", ordinals);
        points.put("atSeconds", starts);
        points.put("endSeconds", ends);
        points.put("rows", rows);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("total", total);
        answer.put("stride", stride);
        answer.put("points", points);
        answer.put("marks", marks);
        answer.put("transactions", transactions);
        answer.put("partial", partial);
        return answer;
    }

    /// A transaction that is being followed.
    private static final class Span {
        private final long number;
        private final long from;
        private final double start;
        private long to;
        private double end;
        private String outcome = "";

        Span(long number, long from, double start) {
            this.number = number;
            this.from = from;
            this.start = start;
        }
    }
}
