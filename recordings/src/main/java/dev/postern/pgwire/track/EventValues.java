package dev.postern.pgwire.track;

import dev.postern.event.SessionEvent.Column;
import dev.postern.event.SessionEvent.ServerReport;
import dev.postern.pgwire.BackendMessage;
import dev.postern.pgwire.Report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What messages hold, as events say it.
final class EventValues {

    private EventValues() {}

    static List<Column> columns(List<BackendMessage.FieldDescription> fields) {
        return fields.stream()
                .map(f ->
                        new Column(
                                ProtocolTracker.readable(f.name()),
                                f.tableOid(),
                                f.attribute(),
                                f.typeOid(),
                                f.typeModifier(),
                                f.format() == 1))
                .toList();
    }

    static ServerReport report(Report report) {
        Map<Character, String> fields = new LinkedHashMap<>();
        report.fields()
                .forEach(f -> fields.putIfAbsent(f.type(), ProtocolTracker.readable(f.text())));
        return new ServerReport(fields);
    }
}
