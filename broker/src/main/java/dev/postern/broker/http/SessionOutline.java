package dev.postern.broker.http;

import dev.postern.broker.store.sql.ActRow;
import dev.postern.broker.store.sql.StatementRow;
import dev.postern.broker.store.sql.StatementShape;
import dev.postern.broker.store.sql.StatementTrait;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// What a timeline is drawn from, in a size that does not grow with the session: points that stand for one statement
/// or several neighbours, marks of what stands out, transactions of more than one statement, and acts upon the session.
final class SessionOutline {

    private static final int MAX_POINTS = 4_000;
    private static final int MAX_MARKS = 2_000;

    /// So many acts upon the session are told at most.
    static final int MAX_ACTS = 1_000;

    private static final int MAX_TRANSACTIONS = 2_000;
    private static final double MICROS = 1e6;
    private static final Set<String> WRITES =
            Set.of("INSERT", "UPDATE", "DELETE", "MERGE", "TRUNCATE");

    /// If one of so many statements is of a shape that is new on the target, novelty marks nothing.
    private static final int NEW_IS_RARE = 4;

    /// What is a mark by itself, the first before the next.
    private static final List<StatementTrait> BY_THEMSELVES =
            List.of(
                    StatementTrait.IDENTITY,
                    StatementTrait.DDL,
                    StatementTrait.GRANT,
                    StatementTrait.COPY,
                    StatementTrait.BULK);

    private final long stride;
    private final List<Long> ordinals = new ArrayList<>();
    private final List<Double> starts = new ArrayList<>();
    private final List<Double> ends = new ArrayList<>();
    private final List<Long> rows = new ArrayList<>();
    private final List<Long> bytes = new ArrayList<>();
    private final List<Long> sensitive = new ArrayList<>();
    private final List<Mark> marks = new ArrayList<>();
    private final List<Mark> news = new ArrayList<>();
    private final List<Mark> exposures = new ArrayList<>();
    private final List<Object> transactions = new ArrayList<>();
    private final List<Object> acts = new ArrayList<>();
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
            add(rows, last, shape.returned().rows());
            add(bytes, last, shape.returned().bytes());
            add(sensitive, last, shape.returned().sensitive());
        } else {
            ordinals.add(shape.ordinal());
            starts.add(shape.atMicros() / MICROS);
            ends.add(end);
            rows.add(shape.returned().rows());
            bytes.add(shape.returned().bytes());
            sensitive.add(shape.returned().sensitive());
        }
        mark(shape);
        transaction(shape, end);
    }

    private static void add(List<Long> counts, int point, long more) {
        counts.set(point, counts.get(point) + more);
    }

    /// Takes the next act upon the session.
    void add(ActRow act) {
        if (acts.size() >= MAX_ACTS) {
            partial = true;
            return;
        }
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("number", act.number());
        view.put("kind", act.kind());
        view.put("atSeconds", act.atMicros() / MICROS);
        view.put("ordinal", act.ordinal());
        ActRow.By by = act.by();
        if (by != null) {
            view.put("by", Map.of("id", by.id(), "name", by.name(), "email", by.email()));
        }
        view.put("reason", act.reason());
        view.put("text", act.text());
        acts.add(view);
    }

    private void mark(StatementShape shape) {
        String text = shape.signs().mark();
        String kind = kind(shape);
        if (text != null) {
            add(new Mark(shape, "mark", text));
        }
        boolean isUnscoped = shape.signs().traits().contains(StatementTrait.UNSCOPED);
        if (isUnscoped) {
            add(new Mark(shape, StatementTrait.UNSCOPED.word(), null));
        }
        if (kind != null) {
            add(new Mark(shape, kind, null));
        } else if (text == null
                && !isUnscoped
                && isNews(shape.signs().traits())
                && news.size() < MAX_MARKS) {
            news.add(new Mark(shape, "new", null));
        }
        if (shape.returned().sensitive() > 0 && exposures.size() <= MAX_MARKS) {
            exposures.add(new Mark(shape, StatementTrait.SENSITIVE.word(), null));
        }
    }

    private void add(Mark mark) {
        if (marks.size() >= MAX_MARKS) {
            partial = true;
            return;
        }
        marks.add(mark);
    }

    private static boolean isNews(Set<StatementTrait> traits) {
        return traits.contains(StatementTrait.NEW_TO_TARGET)
                && !traits.contains(StatementTrait.NOISE);
    }

    /// A statement that stands out; `text` is what somebody wrote to mark it.
    private record Mark(StatementShape shape, String kind, @Nullable String text) {

        Map<String, Object> view() {
            StatementRow.Transaction transaction = shape.transaction();
            Map<String, Object> view = new LinkedHashMap<>();
            view.put("ordinal", shape.ordinal());
            view.put("atSeconds", shape.atMicros() / MICROS);
            view.put("kind", kind);
            view.put(
                    "rolledBack",
                    transaction != null && transaction.outcome().equals("rolled_back"));
            if (text != null) {
                view.put("text", text);
            }
            return view;
        }
    }

    /// All marks, in the order of the session. Those of classed values, which may be many, take the room that the others
    /// leave.
    private List<Object> marks() {
        List<Mark> all = new ArrayList<>(marks);
        if (news.size() * (long) NEW_IS_RARE < total) {
            all.addAll(news);
        }
        partial |= all.size() + exposures.size() > MAX_MARKS;
        int room = Math.max(0, MAX_MARKS - all.size());
        all.addAll(exposures.subList(0, Math.min(room, exposures.size())));
        all.sort(Comparator.comparingLong(mark -> mark.shape().ordinal()));
        return all.stream().limit(MAX_MARKS).<Object>map(Mark::view).toList();
    }

    /// What stands out about a statement by itself, or null: `error`, `write`, `identity`, `ddl`, `grant`, `copy`,
    /// `bulk` or `withdrawn`.
    static @Nullable String kind(StatementShape shape) {
        if (shape.outcome().equals("failed") || shape.outcome().equals("cancelled")) {
            return "error";
        }
        if (shape.outcome().equals("withdrawn")) {
            return "withdrawn";
        }
        String verb = shape.verb().toUpperCase(Locale.ROOT);
        int space = verb.indexOf(' ');
        String first = space < 0 ? verb : verb.substring(0, space);
        if (WRITES.contains(first) || shape.copiedIn()) {
            return "write";
        }
        return BY_THEMSELVES.stream()
                .filter(shape.signs().traits()::contains)
                .map(StatementTrait::word)
                .findFirst()
                .orElse(null);
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
        points.put("bytes", bytes);
        points.put("sensitive", sensitive);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("total", total);
        answer.put("stride", stride);
        answer.put("points", points);
        answer.put("marks", marks());
        answer.put("transactions", transactions);
        answer.put("acts", acts);
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
