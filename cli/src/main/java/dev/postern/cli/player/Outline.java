package dev.postern.cli.player;

import dev.postern.cli.api.Answer;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// Where in a session one may jump to: ordinals, ascending.
///
/// @param chapters     marks, begins of transactions, and statements behind a long pause
/// @param transactions the first statement of each transaction of several
record Outline(
        List<Integer> errors,
        List<Integer> writes,
        List<Integer> chapters,
        List<Integer> transactions) {

    static final Outline NONE = new Outline(List.of(), List.of(), List.of(), List.of());

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
        chapters.addAll(transactions);
        addGaps(Answer.object(answer, "points"), chapters);
        return new Outline(
                List.copyOf(errors),
                List.copyOf(writes),
                List.copyOf(chapters),
                List.copyOf(transactions));
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
