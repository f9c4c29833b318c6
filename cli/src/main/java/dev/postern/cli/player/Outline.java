package dev.postern.cli.player;

import dev.postern.cli.api.Answer;
import dev.postern.event.SessionAct;
import dev.postern.export.ActText;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// Where in a session one may jump to: ordinals, ascending.
///
/// @param chapters     marks, begins of transactions, and statements behind a long pause
/// @param transactions the first statement of each transaction of several
/// @param deeds        what was done to the session, in its order
record Outline(
        List<Integer> errors,
        List<Integer> writes,
        List<Integer> chapters,
        List<Integer> transactions,
        List<Deed> deeds) {

    static final Outline NONE = new Outline(List.of(), List.of(), List.of(), List.of(), List.of());

    /// What was done to the session, or it was told.
    ///
    /// @param ordinal the last statement that had begun, 0 before the first
    /// @param line    a sign, when, what, by whom and why
    record Deed(int ordinal, String kind, String line) {

        static Deed of(Map<String, @Nullable Object> answer) {
            String kind = Answer.text(answer, "kind");
            Map<String, @Nullable Object> by = Answer.object(answer, "by");
            double at = Statement.seconds(answer.get("atSeconds"), 0);
            SessionAct act =
                    new SessionAct(
                            SessionAct.Kind.named(kind),
                            0,
                            by.isEmpty()
                                    ? null
                                    : new SessionAct.By(
                                            "", Answer.text(by, "name"), Answer.text(by, "email")),
                            Answer.text(answer, "reason"),
                            Answer.text(answer, "text"));
            return new Deed(
                    (int) Answer.number(answer, "ordinal"),
                    kind,
                    ActText.icon(kind) + " +" + Text.duration(at) + " " + Text.line(act.words()));
        }

        /// Whether one goes to it as to a chapter: a hold at the statement that it kept.
        int chapter() {
            return kind.equals("held") ? ordinal + 1 : Math.max(1, ordinal);
        }
    }

    /// Seconds without a statement that make a chapter.
    static final double GAP = 300;

    static Outline of(Map<String, @Nullable Object> answer) {
        TreeSet<Integer> errors = new TreeSet<>();
        TreeSet<Integer> writes = new TreeSet<>();
        TreeSet<Integer> chapters = new TreeSet<>();
        TreeSet<Integer> transactions = new TreeSet<>();
        for (Map<String, @Nullable Object> mark : Answer.objects(answer, "marks")) {
            int ordinal = (int) Answer.number(mark, "ordinal");
            String kind = Answer.text(mark, "kind");
            chapters.add(ordinal);
            if (kind.equals("error")) {
                errors.add(ordinal);
            } else if (kind.equals("write")) {
                writes.add(ordinal);
            }
        }
        for (Map<String, @Nullable Object> each : Answer.objects(answer, "transactions")) {
            transactions.add((int) Answer.number(each, "from"));
        }
        int total = (int) Answer.number(answer, "total");
        List<Deed> deeds = Answer.objects(answer, "acts").stream().map(Deed::of).toList();
        for (Deed deed : deeds) {
            if (total > 0) {
                chapters.add(Math.min(total, deed.chapter()));
            }
        }
        chapters.addAll(transactions);
        addGaps(Answer.object(answer, "points"), chapters);
        return new Outline(
                List.copyOf(errors),
                List.copyOf(writes),
                List.copyOf(chapters),
                List.copyOf(transactions),
                deeds);
    }

    private static void addGaps(Map<String, @Nullable Object> points, TreeSet<Integer> chapters) {
        List<Double> ordinals = numbers(points.get("ordinal"));
        List<Double> at = numbers(points.get("atSeconds"));
        List<Double> end = numbers(points.get("endSeconds"));
        int size = Math.min(ordinals.size(), Math.min(at.size(), end.size()));
        for (int i = 1; i < size; i++) {
            if (at.get(i) - end.get(i - 1) >= GAP) {
                chapters.add(ordinals.get(i).intValue());
            }
        }
    }

    private static List<Double> numbers(@Nullable Object value) {
        List<Double> numbers = new ArrayList<>();
        if (value instanceof List<?> list) {
            list.forEach(each -> numbers.add(Statement.seconds(each, 0)));
        }
        return numbers;
    }
}
