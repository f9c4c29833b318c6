package dev.postern.export;

import dev.postern.event.SessionAct;
import dev.postern.event.SessionActs;
import dev.postern.event.SessionEvent;
import dev.postern.event.SessionEvent.Column;
import dev.postern.event.SessionEvent.ServerReport;
import dev.postern.event.SessionEvent.SettingChanged;
import dev.postern.json.Json;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Writes an event a line, each a JSON object with `event`, `message`, `atSeconds` and the event's own members; an event
/// that is an act upon the session has it as `act`, a statement that waited in a held session how as `held`.
///
/// A row's cell is null, a string, or an object with `hex` where it is no text. Nothing is cut off, unless that is asked for.
public final class JsonLines {

    private final Appendable out;
    private final int longest;
    private ClientEncoding encoding = ClientEncoding.UTF8;
    private final SessionActs acts = new SessionActs();
    private final Map<Integer, List<Column>> columns = new LinkedHashMap<>();

    public JsonLines(Appendable out) {
        this(out, Integer.MAX_VALUE);
    }

    /// Cuts what is long: cells and values become objects with `truncated`, and the text of a statement has
    /// `sqlTruncated` beside it.
    ///
    /// @param longest bytes of a cell, a value or a piece of COPY data, characters of a statement
    public JsonLines(Appendable out, int longest) {
        this.out = out;
        this.longest = longest;
    }

    /// Writes an event.
    public void event(SessionEvent event) throws IOException {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("event", name(event));
        object.put("message", event.message());
        object.put("atSeconds", event.micros() / 1e6);
        SessionAct act = acts.take(event);
        fill(object, event);
        if (act != null) {
            object.put("act", act.members());
        }
        out.append(Json.write(object)).append('\n');
    }

    /// The name of an event's kind: `statement_started`.
    static String name(SessionEvent event) {
        return event.getClass()
                .getSimpleName()
                .replaceAll("(?<=[a-z])(?=[A-Z])", "_")
                .toLowerCase(Locale.ROOT);
    }

    private void fill(Map<String, @Nullable Object> object, SessionEvent event) {
        switch (event) {
            case SessionEvent.SessionStarted e -> object.put("facts", e.facts());
            case SessionEvent.StatementStarted e -> started(object, e);
            case SessionEvent.ColumnsDescribed e -> {
                columns.put(e.ordinal(), List.copyOf(e.columns()));
                object.put("ordinal", e.ordinal());
                object.put("columns", ResultJson.columns(e.columns()));
            }
            case SessionEvent.RowReturned e -> {
                object.put("ordinal", e.ordinal());
                object.put(
                        "cells",
                        ResultJson.row(e.cells(), columnsOf(e.ordinal()), encoding, longest));
            }
            case SessionEvent.CopyStarted e -> {
                object.put("ordinal", e.ordinal());
                object.put("direction", lower(e.direction()));
                object.put("binary", e.binary());
                object.put("columns", e.columns());
            }
            case SessionEvent.CopyData e -> {
                object.put("ordinal", e.ordinal());
                object.put("direction", lower(e.direction()));
                object.put("data", ResultJson.bytes(e.bytes(), encoding, longest));
            }
            case SessionEvent.StatementFinished e -> finished(object, e);
            case SessionEvent.ErrorRaised e ->
                    report(object, e.ordinal(), e.fromBroker(), e.report());
            case SessionEvent.NoticeRaised e ->
                    report(object, e.ordinal(), e.fromBroker(), e.report());
            case SessionEvent.TransactionChanged e -> object.put("status", lower(e.status()));
            case SessionEvent.TransactionFinished e -> {
                object.put("transaction", e.transaction());
                object.put("outcome", lower(e.outcome()));
            }
            case SessionEvent.SavepointRolledBack e -> {
                object.put("transaction", e.transaction());
                object.put("from", e.from());
                object.put("to", e.to());
            }
            case SettingChanged e -> setting(object, e);
            case SessionEvent.ResultsReturned e -> throw e.unexpected();
            case SessionEvent.Notified e -> {
                object.put("processId", e.processId());
                object.put("channel", e.channel());
                object.put("payload", e.payload());
            }
            case SessionEvent.BrokerFact e -> {
                object.put("kind", e.kind());
                object.put("facts", e.facts());
            }
            case SessionEvent.SessionEnded e -> {
                object.put("reason", e.reason());
                object.put("facts", e.facts());
            }
        }
    }

    private List<Column> columnsOf(int ordinal) {
        return columns.getOrDefault(ordinal, List.of());
    }

    private void started(
            Map<String, @Nullable Object> object, SessionEvent.StatementStarted event) {
        object.put("ordinal", event.ordinal());
        object.put("protocol", lower(event.protocol()));
        String sql = event.sql();
        object.put("sql", sql.length() > longest ? sql.substring(0, longest) : sql);
        if (sql.length() > longest) {
            object.put("sqlTruncated", true);
        }
        object.put("statementName", event.statementName());
        object.put("transaction", event.transaction());
        object.put("parameters", ResultJson.parameters(event.parameters(), encoding, longest));
    }

    private void finished(
            Map<String, @Nullable Object> object, SessionEvent.StatementFinished event) {
        columns.remove(event.ordinal());
        object.put("ordinal", event.ordinal());
        object.put("outcome", lower(event.outcome()));
        object.put("tag", event.tag());
        object.put("rows", event.rows());
        object.put("bytes", event.bytes());
        ServerReport error = event.error();
        object.put("error", error == null ? null : ResultJson.report(error));
        SessionActs.Wait wait = acts.waitOf(event.ordinal());
        if (wait != null) {
            object.put("held", ActText.held(wait));
        }
    }

    private void setting(Map<String, @Nullable Object> object, SettingChanged event) {
        if (event.name().equals("client_encoding")) {
            encoding = ClientEncoding.of(event.value());
        }
        object.put("name", event.name());
        object.put("value", event.value());
    }

    private static void report(
            Map<String, @Nullable Object> object,
            int ordinal,
            boolean fromBroker,
            ServerReport report) {
        object.put("ordinal", ordinal);
        object.put("fromBroker", fromBroker);
        object.put("report", ResultJson.report(report));
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
