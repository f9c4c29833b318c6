package dev.postern.broker.mask;

import dev.postern.broker.mask.Contents.Span;
import dev.postern.broker.mask.SqlReading.Edit;
import dev.postern.event.SessionEvent.ServerReport;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Masks the values that the server quotes in errors and notices.
///
/// Source: the message texts of the PostgreSQL 17 server.
final class ReportMask {

    private static final Pattern KEY =
            Pattern.compile("Key \\((.*?)\\)=\\((.*)\\)", Pattern.DOTALL);
    private static final Pattern ROW =
            Pattern.compile("row contains \\((.*)\\)", Pattern.DOTALL | Pattern.CASE_INSENSITIVE);
    private static final Pattern QUOTED = Pattern.compile("\"([^\"]*+)\"");
    private static final Pattern BEHIND_COLON = Pattern.compile(": \"(.*)\"$", Pattern.DOTALL);
    private static final Pattern PARAMETER = Pattern.compile("\\$\\d+ = '((?:[^']|'')*+)'");
    private static final Pattern STATEMENT =
            Pattern.compile("SQL (?:statement|expression) \"(.*)\"", Pattern.DOTALL);
    private static final String DATA_EXCEPTION = "22";

    private final Classification classification;
    private final Consumer<Verdict> masked;

    /// @param masked is told of each mask
    ReportMask(Classification classification, Consumer<Verdict> masked) {
        this.classification = classification;
        this.masked = masked;
    }

    /// The report with masks.
    ///
    /// @param sql the statement that it is about, as it is shown
    ServerReport of(ServerReport report, SqlReading reading, EditedSql sql) {
        Map<Character, String> fields = new HashMap<>(report.fields());
        boolean isData = report.sqlState().startsWith(DATA_EXCEPTION);
        fields.computeIfPresent('M', (field, text) -> message(text, isData, reading));
        fields.computeIfPresent('D', (field, text) -> message(text, isData, reading));
        fields.computeIfPresent('H', (field, text) -> message(text, false, reading));
        fields.computeIfPresent('W', (field, text) -> context(text));
        fields.computeIfPresent('q', (field, text) -> statement(text));
        fields.computeIfPresent(
                'P',
                (field, text) ->
                        text.matches("[0-9]{1,9}")
                                ? Integer.toString(sql.position(Integer.parseInt(text)))
                                : text);
        return new ServerReport(fields);
    }

    /// A message, detail or hint with masks.
    ///
    /// @param isData whether the server complains of a value
    String message(String text, boolean isData, SqlReading reading) {
        List<Span> spans = new ArrayList<>(Contents.find(text));
        Matcher key = KEY.matcher(text);
        while (key.find()) {
            List<Verdict> names = new ArrayList<>();
            for (String name : key.group(1).split("\\W+", -1)) {
                names.add(reading.name(name));
            }
            Verdict strongest = Verdict.strongest(names);
            if (strongest.isMasked()) {
                spans.add(span(key, 2, strongest.maskClass()));
            }
        }
        add(ROW, text, spans);
        if (isData) {
            add(text.contains(": \"") ? BEHIND_COLON : QUOTED, text, spans);
        }
        return shown(text, spans);
    }

    private String context(String text) {
        return text.lines().map(this::contextLine).collect(Collectors.joining("\n"));
    }

    private String contextLine(String line) {
        List<Span> spans = new ArrayList<>(Contents.find(line));
        if (line.startsWith("COPY ") || line.contains("portal")) {
            add(BEHIND_COLON, line, spans);
            add(PARAMETER, line, spans);
        }
        if (line.startsWith("JSON data")) {
            spans.add(
                    new Span(
                            Math.min(line.length(), line.indexOf(':') + 2),
                            line.length(),
                            MaskClass.PERSONAL,
                            Contents.Kind.OTHER));
        }
        Matcher statement = STATEMENT.matcher(line);
        if (statement.find()) {
            return line.substring(0, statement.start(1))
                    + statement(statement.group(1))
                    + line.substring(statement.end(1));
        }
        return shown(line, spans);
    }

    private String statement(String sql) {
        SqlReading reading = SqlReading.of(sql, classification);
        for (Edit edit : reading.edits()) {
            masked.accept(edit.verdict());
        }
        return new EditedSql(sql, reading.edits()).text();
    }

    private String shown(String text, List<Span> spans) {
        List<Span> merged = Contents.merged(spans);
        merged.forEach(span -> masked.accept(new Verdict(span.maskClass(), "", false)));
        return Masks.within(text, merged);
    }

    private static void add(Pattern pattern, String text, List<Span> spans) {
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            spans.add(span(matcher, 1, MaskClass.PERSONAL));
        }
    }

    private static Span span(Matcher matcher, int group, MaskClass maskClass) {
        return new Span(matcher.start(group), matcher.end(group), maskClass, Contents.Kind.OTHER);
    }
}
