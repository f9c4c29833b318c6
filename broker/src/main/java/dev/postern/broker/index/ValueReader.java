package dev.postern.broker.index;

import dev.postern.event.SessionEvent;
import dev.postern.event.SessionEvent.Column;
import dev.postern.event.SessionEvent.CopyData;
import dev.postern.event.SessionEvent.CopyStarted;
import dev.postern.event.SessionEvent.Parameter;
import dev.postern.event.SessionEvent.RowReturned;
import dev.postern.event.SessionEvent.ServerReport;
import dev.postern.event.SessionEvent.SettingChanged;
import dev.postern.event.SessionEvent.StatementFinished;
import dev.postern.event.SessionEvent.StatementStarted;
import dev.postern.export.ClientEncoding;
import dev.postern.export.ValueText;
import dev.postern.sql.SqlLexer;
import dev.postern.sql.SqlToken;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Reads every value that passed in a session from its events: cells, parameters, fields of COPY data, the texts of errors
/// and notices, notifications, constants in SQL. Not thread-safe.
///
/// COPY data in binary form is not read.
final class ValueReader {

    private static final List<Character> REPORT_FIELDS = List.of('M', 'D', 'H', 'W');

    private final Sink sink;
    private final Map<Integer, List<Column>> columns = new HashMap<>();
    private final Map<Integer, CopyLines> copies = new HashMap<>();
    private final Map<Integer, Long> rows = new HashMap<>();
    private ClientEncoding encoding = ClientEncoding.UTF8;
    private int ordinal;

    ValueReader(Sink sink) {
        this.sink = sink;
    }

    /// Is told of values.
    @FunctionalInterface
    interface Sink {
        void value(Place place, String text);
    }

    /// Where a value was.
    ///
    /// @param row    from 1; 0 where there are no rows
    /// @param column from 1: of the result, the parameters or the line; 0 where there is none
    /// @param name   the column's name, or null
    record Place(int ordinal, ValuePlaceKind kind, long row, int column, @Nullable String name) {}

    void event(SessionEvent event) {
        switch (event) {
            case SettingChanged e -> {
                if (e.name().equals("client_encoding")) {
                    encoding = ClientEncoding.of(e.value());
                }
            }
            case StatementStarted e -> started(e);
            case SessionEvent.ColumnsDescribed e ->
                    columns.put(e.ordinal(), List.copyOf(e.columns()));
            case RowReturned e -> row(e);
            case CopyStarted e -> {
                if (!e.binary()) {
                    copies.put(e.ordinal(), new CopyLines());
                }
            }
            case CopyData e -> copy(e);
            case StatementFinished e -> finished(e);
            case SessionEvent.ErrorRaised e ->
                    report(e.ordinal(), ValuePlaceKind.ERROR, e.report());
            case SessionEvent.NoticeRaised e ->
                    report(e.ordinal(), ValuePlaceKind.NOTICE, e.report());
            case SessionEvent.Notified e ->
                    sink.value(
                            new Place(ordinal, ValuePlaceKind.NOTIFICATION, 0, 0, null),
                            e.payload());
            case SessionEvent.ResultsCounted ignored ->
                    throw new IllegalStateException("values were counted instead of read");
            case SessionEvent.SessionStarted ignored -> {}
            case SessionEvent.TransactionChanged ignored -> {}
            case SessionEvent.TransactionFinished ignored -> {}
            case SessionEvent.SavepointRolledBack ignored -> {}
            case SessionEvent.BrokerFact ignored -> {}
            case SessionEvent.SessionEnded ignored -> {}
        }
    }

    private void started(StatementStarted event) {
        ordinal = event.ordinal();
        constants(event.sql());
        int number = 0;
        for (Parameter parameter : event.parameters()) {
            number++;
            ByteBuffer value = parameter.value();
            if (value != null) {
                sink.value(
                        new Place(ordinal, ValuePlaceKind.PARAMETER, 0, number, null),
                        ValueText.of(parameter.typeOid(), parameter.binary(), value, encoding)
                                .text());
            }
        }
    }

    private void constants(String sql) {
        for (SqlToken token : SqlLexer.tokens(sql)) {
            if (token.kind() == SqlToken.Kind.TEXT || token.kind() == SqlToken.Kind.NUMBER) {
                sink.value(
                        new Place(ordinal, ValuePlaceKind.SQL, 0, 0, null),
                        constant(sql.substring(token.start(), token.end())));
            }
        }
    }

    /// What stands in a constant, without its quotes.
    private static String constant(String token) {
        int quote = token.indexOf('\'');
        if (token.startsWith("$")) {
            int tag = token.indexOf('$', 1) + 1;
            return token.length() >= 2 * tag ? token.substring(tag, token.length() - tag) : token;
        }
        return quote >= 0 && token.endsWith("'") && token.length() > quote + 1
                ? token.substring(quote + 1, token.length() - 1).replace("''", "'")
                : token;
    }

    private void row(RowReturned event) {
        long row = rows.merge(event.ordinal(), 1L, Long::sum);
        List<Column> described = columns.getOrDefault(event.ordinal(), List.of());
        int number = 0;
        for (ByteBuffer cell : event.cells()) {
            Column column = number < described.size() ? described.get(number) : null;
            number++;
            if (cell == null) {
                continue;
            }
            String text =
                    ValueText.of(
                                    column == null ? 0 : column.typeOid(),
                                    column != null && column.binary(),
                                    cell,
                                    encoding)
                            .text();
            sink.value(
                    new Place(
                            event.ordinal(),
                            ValuePlaceKind.RESULT,
                            row,
                            number,
                            column == null ? null : column.name()),
                    text);
        }
    }

    private void copy(CopyData event) {
        CopyLines lines = copies.get(event.ordinal());
        if (lines != null) {
            lines.add(event.bytes(), (row, line) -> line(event.ordinal(), row, line));
        }
    }

    private void line(int statement, long row, ByteBuffer line) {
        int number = 0;
        for (String field : CopyLines.fields(encoding.decode(line).text())) {
            number++;
            sink.value(new Place(statement, ValuePlaceKind.COPY, row, number, null), field);
        }
    }

    private void finished(StatementFinished event) {
        CopyLines lines = copies.remove(event.ordinal());
        if (lines != null) {
            lines.end((row, line) -> line(event.ordinal(), row, line));
        }
        columns.remove(event.ordinal());
        rows.remove(event.ordinal());
    }

    private void report(int statement, ValuePlaceKind kind, ServerReport report) {
        for (Character field : REPORT_FIELDS) {
            String text = report.fields().get(field);
            if (text != null) {
                sink.value(new Place(statement == 0 ? ordinal : statement, kind, 0, 0, null), text);
            }
        }
    }
}
