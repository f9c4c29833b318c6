package dev.postern.broker.mask;

import dev.postern.broker.store.sql.StatementRow;
import dev.postern.event.SessionEvent.ServerReport;
import dev.postern.json.Json;
import dev.postern.json.MalformedJsonException;
import dev.postern.recording.RecordingFile;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What one reader may see of one session.
public final class SessionMask {

    private final String session;
    private final Classification classification;
    private final Allowance allowance;
    private final boolean applies;

    /// @param applies whether anything is masked at all
    SessionMask(
            String session, Classification classification, Allowance allowance, boolean applies) {
        this.session = session;
        this.classification = classification;
        this.allowance = allowance;
        this.applies = applies;
    }

    /// Whether values are masked for this reader, unless they were unmasked.
    public boolean applies() {
        return applies;
    }

    /// Whether this reader sees values at the moment that are masked otherwise.
    public boolean isUnmasked() {
        return applies && !allowance.unmaskings().isEmpty();
    }

    /// The recording of the session.
    public MaskedRecording recording(RecordingFile file) {
        return new MaskedRecording(file, session, classification, allowance, !applies);
    }

    /// A statement as it is shown.
    public StatementRow statement(StatementRow row) {
        if (!applies || allowance.isWhole()) {
            return row;
        }
        StatementMask mask = mask(row.ordinal(), row.text().sql());
        StatementRow.Result result = row.result();
        StatementRow.Failure error = result.error();
        return new StatementRow(
                row.session(),
                row.ordinal(),
                row.timing(),
                new StatementRow.Text(
                        row.text().protocol(),
                        row.text().verb(),
                        mask.sql().text(),
                        row.text().sqlTruncated(),
                        parameters(
                                row.text().parameters(),
                                row.text().protocol().equals("function_call"),
                                mask),
                        row.text().traits()),
                new StatementRow.Result(
                        result.outcome(),
                        result.tag(),
                        result.rows(),
                        result.bytes(),
                        result.wrote(),
                        error == null ? null : error(error, mask),
                        result.sensitive()),
                row.transaction());
    }

    /// The SQL of a statement as it is shown.
    ///
    /// @param ordinal the statement's number
    public String sql(long ordinal, String sql) {
        return !applies || allowance.isWhole() ? sql : mask(ordinal, sql).sql().text();
    }

    private StatementMask mask(long ordinal, String sql) {
        return new StatementMask(
                ordinal,
                sql,
                classification,
                (verdict, place) -> !allowance.reveals(verdict, place));
    }

    private String parameters(String json, boolean isCall, StatementMask mask) {
        if (json.equals("[]")) {
            return json;
        }
        List<@Nullable Object> shown = new ArrayList<>();
        for (Object one : list(json)) {
            int number = shown.size() + 1;
            if (one instanceof Map<?, ?> parameter
                    && parameter.get("text") instanceof String text) {
                Map<String, @Nullable Object> copy = new LinkedHashMap<>();
                parameter.forEach((name, value) -> copy.put(String.valueOf(name), value));
                Optional<ValueMask> masked =
                        isCall
                                ? mask.argument(text)
                                : mask.parameter(number, text, type(parameter));
                masked.ifPresent(found -> {
                    copy.put("text", found.text());
                    copy.put("masked", found.verdict().maskClass().word());
                });
                shown.add(copy);
            } else {
                shown.add(one);
            }
        }
        return Json.write(shown);
    }

    private static int type(Map<?, ?> parameter) {
        return parameter.get("type") instanceof Number number ? number.intValue() : 0;
    }

    private static List<?> list(String json) {
        try {
            return Json.read(json) instanceof List<?> list ? list : List.of();
        } catch (MalformedJsonException e) {
            throw new IllegalStateException("the index holds parameters that are no JSON", e);
        }
    }

    private StatementRow.Failure error(StatementRow.Failure error, StatementMask mask) {
        if (allowance.reveals(Verdict.NONE, new Scope.Place(mask.ordinal(), 0, 0))) {
            return error;
        }
        Map<Character, String> fields = new HashMap<>();
        fields.put('V', error.severity());
        fields.put('C', error.sqlState());
        fields.put('M', error.message());
        put(fields, 'D', error.detail());
        put(fields, 'H', error.hint());
        Integer position = error.position();
        put(fields, 'P', position == null ? null : position.toString());
        ServerReport shown =
                new ReportMask(classification, ignored -> {})
                        .of(new ServerReport(fields), mask.reading(), mask.sql());
        return new StatementRow.Failure(
                error.severity(),
                error.sqlState(),
                shown.text(),
                shown.fields().get('D'),
                shown.fields().get('H'),
                position == null ? null : Integer.valueOf(shown.fields().getOrDefault('P', "1")));
    }

    private static void put(Map<Character, String> fields, char field, @Nullable String text) {
        if (text != null) {
            fields.put(field, text);
        }
    }
}
