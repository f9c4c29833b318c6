package dev.postern.cli.player;

import dev.postern.cli.api.Answer;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A statement as the API tells it.
///
/// @param at         seconds since the session began
/// @param took       seconds, or NaN if that is not known
/// @param parameters bound values as they are shown
/// @param error      null unless it failed
/// @param noise      the tool that asked on its own, or empty
/// @param held       seconds that it waited in a held session, which `took` does not have; 0 if it did not
record Statement(
        int ordinal,
        double at,
        double took,
        String sql,
        List<String> parameters,
        String outcome,
        String tag,
        long rows,
        long bytes,
        @Nullable Failure error,
        int transaction,
        boolean isRolledBack,
        String noise,
        double held) {

    /// One that did not wait.
    Statement(
            int ordinal,
            double at,
            double took,
            String sql,
            List<String> parameters,
            String outcome,
            String tag,
            long rows,
            long bytes,
            @Nullable Failure error,
            int transaction,
            boolean isRolledBack,
            String noise) {
        this(
                ordinal,
                at,
                took,
                sql,
                parameters,
                outcome,
                tag,
                rows,
                bytes,
                error,
                transaction,
                isRolledBack,
                noise,
                0);
    }

    /// What the server or the broker said.
    ///
    /// @param position of the character in the SQL, from 1; 0 if there is none
    record Failure(
            String severity,
            String sqlState,
            String message,
            String detail,
            String hint,
            int position) {}

    static Statement of(Map<String, @Nullable Object> answer) {
        return new Statement(
                (int) Answer.number(answer, "ordinal"),
                seconds(answer.get("atSeconds"), 0),
                seconds(answer.get("durationSeconds"), Double.NaN),
                Answer.text(answer, "sql") + (Answer.flag(answer, "sqlTruncated") ? " …" : ""),
                parameters(Answer.objects(answer, "parameters")),
                Answer.text(answer, "outcome"),
                Answer.text(answer, "tag"),
                Answer.number(answer, "rows"),
                Answer.number(answer, "bytes"),
                error(Answer.object(answer, "error")),
                (int) Answer.number(answer, "transaction"),
                Answer.text(answer, "transactionOutcome").equals("rolled_back"),
                Answer.text(answer, "noise"),
                seconds(answer.get("heldSeconds"), 0));
    }

    static double seconds(@Nullable Object value, double otherwise) {
        return value instanceof Number number ? number.doubleValue() : otherwise;
    }

    private static List<String> parameters(List<Map<String, @Nullable Object>> answers) {
        List<String> shown = new ArrayList<>();
        for (Map<String, @Nullable Object> each : answers) {
            String masked = Answer.text(each, "masked");
            if (!masked.isEmpty()) {
                shown.add(Answer.text(each, "text") + " (masked: " + masked + ")");
            } else if (Answer.flag(each, "null")) {
                shown.add("NULL");
            } else {
                shown.add("'" + Answer.text(each, "text") + "'");
            }
        }
        return List.copyOf(shown);
    }

    private static @Nullable Failure error(Map<String, @Nullable Object> answer) {
        return answer.isEmpty()
                ? null
                : new Failure(
                        Answer.text(answer, "severity"),
                        Answer.text(answer, "sqlState"),
                        Answer.text(answer, "message"),
                        Answer.text(answer, "detail"),
                        Answer.text(answer, "hint"),
                        (int) Answer.number(answer, "position"));
    }

    /// Whether the client was sent something that can be shown.
    boolean hasResult() {
        return bytes > 0 || tag.matches("(SELECT|SHOW|FETCH|EXPLAIN|VALUES|COPY)\\b.*");
    }

    boolean isNoise() {
        return !noise.isEmpty();
    }

    /// Whether nothing was answered yet, or ever.
    boolean isOpen() {
        return outcome.equals("no_answer");
    }
}
