package dev.postern.cli.rerun;

import dev.postern.cli.api.Answer;
import dev.postern.cli.console.ExitCode;
import dev.postern.cli.console.Table;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What became of a replay, statement by statement.
final class Results {

    private static final int LONGEST_SQL = 100;

    private final List<Map<String, @Nullable Object>> items = new ArrayList<>();
    private final boolean isCompared;
    private int ran;
    private int failed;
    private int different;
    private int left;
    private int lost;
    private int notReached;

    /// @param outcomes of those that ran, by their numbers
    /// @param compare  whether outcomes are compared with what was recorded
    Results(Plan plan, Map<Integer, Outcome> outcomes, boolean compare) {
        for (RecordedStatement statement : plan.all()) {
            Outcome now = outcomes.get(statement.ordinal());
            Map<String, @Nullable Object> item = new LinkedHashMap<>();
            item.put("ordinal", statement.ordinal());
            item.put("verb", statement.verb());
            item.put("sql", statement.sql());
            item.put("recorded", view(statement.outcome()));
            String why = statement.obstacle();
            if (why != null) {
                left++;
                lost += statement.isLoss() ? 1 : 0;
            } else if (now == null) {
                why = "something before it had failed";
                notReached++;
            }
            item.put("now", now == null ? null : view(now));
            item.put("why", why);
            String difference = "";
            if (now != null) {
                ran++;
                difference = now.difference(statement.outcome());
                failed += now.isFailure() && !statement.outcome().isFailure() ? 1 : 0;
                different += difference.isEmpty() ? 0 : 1;
            }
            item.put("difference", compare && !difference.isEmpty() ? difference : null);
            items.add(item);
        }
        isCompared = compare;
    }

    private static Map<String, @Nullable Object> view(Outcome outcome) {
        Map<String, @Nullable Object> view = new LinkedHashMap<>();
        view.put("outcome", outcome.word());
        view.put("tag", outcome.tag());
        view.put("rows", outcome.rows());
        view.put("sqlState", outcome.isFailure() ? outcome.sqlState() : null);
        view.put("message", outcome.isFailure() ? outcome.message() : null);
        return view;
    }

    /// The list with what is known of all of it.
    Map<String, @Nullable Object> document(String session, String place) {
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("session", session);
        document.put("target", place);
        document.put("ran", ran);
        document.put("failed", failed);
        document.put("different", isCompared ? different : null);
        document.put("left", left);
        document.put("notReached", notReached);
        document.put("items", items);
        return document;
    }

    /// The items in columns.
    static Table table(List<Map<String, @Nullable Object>> items) {
        Table table = new Table("STATEMENT", "RECORDED", "NOW", "SQL", "DIFFERENCE");
        for (Map<String, @Nullable Object> item : items) {
            Map<String, @Nullable Object> now = Answer.object(item, "now");
            String sql = Answer.text(item, "sql").strip().replaceAll("\\s+", " ");
            table.row(
                    "#" + Answer.number(item, "ordinal"),
                    shortly(Answer.object(item, "recorded")),
                    now.isEmpty() ? "not run" : shortly(now),
                    sql.length() > LONGEST_SQL ? sql.substring(0, LONGEST_SQL) + "…" : sql,
                    now.isEmpty() ? Answer.text(item, "why") : Answer.text(item, "difference"));
        }
        return table;
    }

    private static String shortly(Map<String, @Nullable Object> outcome) {
        return new Outcome(
                        Answer.text(outcome, "outcome"),
                        Answer.text(outcome, "tag"),
                        0,
                        Answer.text(outcome, "sqlState"),
                        "",
                        null)
                .shortly();
    }

    /// One sentence about all of it.
    String summary(String place) {
        List<String> words = new ArrayList<>();
        words.add(ran + (ran == 1 ? " statement" : " statements") + " ran at " + place);
        if (failed > 0) {
            words.add(failed + " failed that had not");
        }
        if (isCompared) {
            words.add(
                    different == 0
                            ? "none differs"
                            : different + (different == 1 ? " differs" : " differ"));
        }
        if (left > 0) {
            words.add(left + " left out");
        }
        if (notReached > 0) {
            words.add(notReached + " not reached");
        }
        return String.join(", ", words) + ".";
    }

    /// How the command ends.
    ExitCode exitCode() {
        if (failed > 0 || (isCompared && different > 0)) {
            return ExitCode.FAILED;
        }
        return lost > 0 || notReached > 0 ? ExitCode.PARTIAL : ExitCode.SUCCESS;
    }
}
