package dev.postern.cli.rerun;

import dev.postern.cli.api.Answer;
import dev.postern.cli.rerun.RecordedStatement.Value;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Puts a recorded statement together from its events. Not thread-safe.
final class StatementReader {

    /// Longer ones may have been recorded in part.
    private static final int LONGEST = 8 << 20;

    /// Types whose text may begin as bytes are written.
    private static final Set<Long> TEXTS = Set.of(17L, 18L, 19L, 25L, 114L, 705L, 1042L, 1043L);

    private static final String MASK = "▒▒▒";
    private static final String PART_OF_MASK = "***";

    private final int ordinal;
    private final long message;
    private final int transaction;
    private final String protocol;
    private final String sql;
    private final List<Value> values = new ArrayList<>();
    private final List<Boolean> binary = new ArrayList<>();
    private final boolean mayBeMasked;
    private @Nullable RowDigest rows;
    private @Nullable String obstacle;
    private boolean isLoss = true;
    private boolean isMasked;
    private boolean areRowsKnown = true;
    private Outcome outcome = new Outcome("no_answer", "", 0, "", "", null);

    /// @param started     the event `statement_started`
    /// @param mayBeMasked whether values of the session are masked for the reader
    StatementReader(Map<String, @Nullable Object> started, boolean mayBeMasked) {
        this.mayBeMasked = mayBeMasked;
        ordinal = (int) Answer.number(started, "ordinal");
        message = Answer.number(started, "message");
        transaction = (int) Answer.number(started, "transaction");
        protocol = Answer.text(started, "protocol");
        sql = Answer.text(started, "sql");
        isMasked = isMask(sql);
        long size = sql.length();
        for (Map<String, @Nullable Object> parameter : Answer.objects(started, "parameters")) {
            String text = parameter.get("text") instanceof String value ? value : null;
            long type = Answer.number(parameter, "type");
            values.add(new Value((int) type, text));
            if (text != null) {
                size += text.length();
                isMasked |= isMask(text);
                if (!TEXTS.contains(type) && text.startsWith("\\x")) {
                    obstacle =
                            "value $"
                                    + values.size()
                                    + " was sent as bytes of a type that is not"
                                    + " known here";
                }
            }
        }
        if (size > LONGEST || Answer.flag(started, "tooLong")) {
            obstacle = "it is longer than 8 MB, and may not be recorded whole";
        } else if (protocol.equals("function_call")) {
            obstacle = "it is a function call of the wire protocol";
        }
    }

    /// Whether its text or a value holds what may be a mask.
    boolean isMasked() {
        return isMasked;
    }

    /// Takes another event of the statement.
    void event(String kind, Map<String, @Nullable Object> event) {
        switch (kind) {
            case "columns_described" -> {
                binary.clear();
                for (Map<String, @Nullable Object> column : Answer.objects(event, "columns")) {
                    binary.add(Answer.flag(column, "binary"));
                }
            }
            case "row_returned" -> row(event);
            case "too_long" -> areRowsKnown = false;
            case "copy_started" -> {
                if (Answer.text(event, "direction").equals("in")) {
                    obstacle = "its COPY data came from the client";
                }
            }
            case "statement_finished" -> finished(event);
            default -> {}
        }
    }

    private void row(Map<String, @Nullable Object> event) {
        List<@Nullable Object> cells = new ArrayList<>();
        if (event.get("cells") instanceof List<?> list) {
            cells.addAll(list);
        }
        // Rows whose columns were never described may be binary, and read as text they say nothing.
        areRowsKnown &= !binary.isEmpty();
        areRowsKnown &= cells.stream().noneMatch(cell -> cell != null && isMask(cell.toString()));
        RowDigest digest = rows;
        if (digest == null) {
            digest = new RowDigest();
            rows = digest;
        }
        digest.add(cells);
    }

    private void finished(Map<String, @Nullable Object> event) {
        Map<String, @Nullable Object> error = Answer.object(event, "error");
        String word = Answer.text(event, "outcome");
        outcome =
                new Outcome(
                        word,
                        Answer.text(event, "tag"),
                        Answer.number(event, "rows"),
                        Answer.text(error, "sqlState"),
                        Answer.text(error, "message"),
                        null);
        if (word.equals("skipped")) {
            obstacle = "the server passed over it: something before it in its batch had failed";
            isLoss = false;
        } else if (word.equals("cancelled")) {
            obstacle = "it was cancelled";
        }
    }

    /// The statement, once all its events are there.
    RecordedStatement statement() {
        String why = obstacle;
        if (why == null && outcome.word().equals("no_answer")) {
            why = "the session ended before it was answered";
        }
        return new RecordedStatement(
                ordinal,
                message,
                transaction,
                protocol.equals("extended"),
                sql,
                values,
                binary,
                new Outcome(
                        outcome.word(),
                        outcome.tag(),
                        outcome.rows(),
                        outcome.sqlState(),
                        outcome.message(),
                        areRowsKnown ? rows : null),
                why,
                isLoss);
    }

    private boolean isMask(String text) {
        return mayBeMasked && (text.contains(MASK) || text.contains(PART_OF_MASK));
    }
}
