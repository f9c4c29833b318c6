package dev.postern.broker.index;

import dev.postern.event.ResultMessages;
import dev.postern.event.SessionEvent;
import dev.postern.event.SessionEvent.Column;
import dev.postern.event.SessionEvent.CopyData;
import dev.postern.event.SessionEvent.CopyStarted;
import dev.postern.event.SessionEvent.Parameter;
import dev.postern.event.SessionEvent.ResultsReturned;
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
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Reads every value that passed in a session from its events: cells, parameters, fields of COPY data, the texts of errors
/// and notices, notifications, constants in SQL. Not thread-safe.
///
/// COPY data in binary form is not read.
final class ValueReader {

    private static final List<Character> REPORT_FIELDS = List.of('M', 'D', 'H', 'W');

    /// Room for the bytes of a value is kept up to this.
    private static final int KEPT_BYTES = 8 * 1024;

    private final Sink sink;
    private final Place place = new Place();
    private byte[] bytes = new byte[0];
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

        /// A value of ASCII, whose bytes are valid during the call.
        default void ascii(Place place, byte[] bytes, int from, int length) {
            value(place, new String(bytes, from, length, StandardCharsets.US_ASCII));
        }
    }

    /// Where a value was; one for all, which is valid while its value is told.
    static final class Place {

        private int ordinal;
        private ValuePlaceKind kind = ValuePlaceKind.SQL;
        private long row;
        private int column;
        private @Nullable String name;

        /// Of the statement, from 1; 0 before the first.
        int ordinal() {
            return ordinal;
        }

        ValuePlaceKind kind() {
            return kind;
        }

        /// From 1; 0 where there are no rows.
        long row() {
            return row;
        }

        /// From 1: of the result, the parameters or the line; 0 where there is none.
        int column() {
            return column;
        }

        /// The column's name, or null.
        @Nullable String name() {
            return name;
        }
    }

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
                    tell(ordinal, ValuePlaceKind.NOTIFICATION, 0, 0, null, e.payload());
            case SessionEvent.ResultsReturned e -> {
                if (e.copy()) {
                    copies(e);
                } else {
                    rows(e);
                }
            }
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
                tell(
                        ordinal,
                        ValuePlaceKind.PARAMETER,
                        0,
                        number,
                        null,
                        ValueText.of(parameter.typeOid(), parameter.binary(), value, encoding)
                                .text());
            }
        }
    }

    private void constants(String sql) {
        for (SqlToken token : SqlLexer.tokens(sql)) {
            if (token.kind() == SqlToken.Kind.TEXT || token.kind() == SqlToken.Kind.NUMBER) {
                tell(
                        ordinal,
                        ValuePlaceKind.SQL,
                        0,
                        0,
                        null,
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
        long row = row(event.ordinal(), 1);
        List<Column> described = columns.getOrDefault(event.ordinal(), List.of());
        int number = 0;
        for (ByteBuffer cell : event.cells()) {
            Column column = number < described.size() ? described.get(number) : null;
            number++;
            if (cell != null) {
                cell(event.ordinal(), row, number, column, cell, cell.position(), cell.remaining());
            }
        }
    }

    private void rows(ResultsReturned event) {
        long row = row(event.ordinal(), event.count());
        List<Column> described = columns.getOrDefault(event.ordinal(), List.of());
        ResultMessages messages = new ResultMessages(event.messages());
        for (; messages.next(); row++) {
            for (int number = 0; messages.nextCell(); number++) {
                Column column = number < described.size() ? described.get(number) : null;
                int length = messages.cellLength();
                if (length != ResultMessages.NULL) {
                    cell(
                            event.ordinal(),
                            row,
                            number + 1,
                            column,
                            event.messages(),
                            messages.cellFrom(),
                            length);
                }
            }
        }
    }

    /// The number of the first of `count` rows that a statement returns next.
    private long row(int statement, int count) {
        return rows.merge(statement, (long) count, Long::sum) - count + 1;
    }

    private void cell(
            int statement,
            long row,
            int number,
            @Nullable Column column,
            ByteBuffer in,
            int from,
            int length) {
        place(statement, ValuePlaceKind.RESULT, row, number, column == null ? null : column.name());
        if (column != null && column.binary()) {
            ByteBuffer value = in.slice(from, length);
            sink.value(place, ValueText.of(column.typeOid(), true, value, encoding).text());
            return;
        }
        byte[] value = bytes.length < length ? new byte[length] : bytes;
        if (length <= KEPT_BYTES) {
            bytes = value;
        }
        in.get(from, value, 0, length);
        if (encoding.isAscii(value, 0, length)) {
            sink.ascii(place, value, 0, length);
        } else {
            sink.value(place, encoding.text(value, 0, length));
        }
    }

    private void copy(CopyData event) {
        CopyLines lines = copies.get(event.ordinal());
        if (lines != null) {
            ByteBuffer data = event.bytes();
            lines.add(data, data.position(), data.limit(), lineOf(event.ordinal()));
        }
    }

    private void copies(ResultsReturned event) {
        CopyLines lines = copies.get(event.ordinal());
        if (lines == null) {
            return;
        }
        CopyLines.Sink line = lineOf(event.ordinal());
        ResultMessages messages = new ResultMessages(event.messages());
        while (messages.next()) {
            lines.add(event.messages(), messages.from(), messages.to(), line);
        }
    }

    private CopyLines.Sink lineOf(int statement) {
        return (row, line, from, length) -> {
            if (encoding.isAscii(line, from, length) && CopyLines.isPlain(line, from, length)) {
                plainLine(statement, row, line, from, length);
                return;
            }
            int number = 0;
            for (String field : CopyLines.fields(encoding.text(line, from, length))) {
                number++;
                tell(statement, ValuePlaceKind.COPY, row, number, null, field);
            }
        };
    }

    private void plainLine(int statement, long row, byte[] line, int from, int length) {
        byte separator = CopyLines.separator(line, from, length);
        int number = 0;
        int field = from;
        for (int at = from; at <= from + length; at++) {
            if (at == from + length || line[at] == separator) {
                number++;
                place(statement, ValuePlaceKind.COPY, row, number, null);
                sink.ascii(place, line, field, at - field);
                field = at + 1;
            }
        }
    }

    private void finished(StatementFinished event) {
        CopyLines lines = copies.remove(event.ordinal());
        if (lines != null) {
            lines.end(lineOf(event.ordinal()));
        }
        columns.remove(event.ordinal());
        rows.remove(event.ordinal());
    }

    private void report(int statement, ValuePlaceKind kind, ServerReport report) {
        for (Character field : REPORT_FIELDS) {
            String text = report.fields().get(field);
            if (text != null) {
                tell(statement == 0 ? ordinal : statement, kind, 0, 0, null, text);
            }
        }
    }

    private void tell(
            int statement,
            ValuePlaceKind kind,
            long row,
            int column,
            @Nullable String name,
            String text) {
        place(statement, kind, row, column, name);
        sink.value(place, text);
    }

    private void place(
            int statement, ValuePlaceKind kind, long row, int column, @Nullable String name) {
        place.ordinal = statement;
        place.kind = kind;
        place.row = row;
        place.column = column;
        place.name = name;
    }
}
