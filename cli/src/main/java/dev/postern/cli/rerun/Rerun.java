package dev.postern.cli.rerun;

import dev.postern.cli.rerun.RecordedStatement.Value;
import dev.postern.cli.rerun.TargetSession.RefusedException;
import dev.postern.event.SessionEvent.Column;
import dev.postern.export.ResultJson;
import dev.postern.pgwire.BackendMessage;
import dev.postern.pgwire.FrontendMessage;
import dev.postern.pgwire.Report;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Runs recorded statements as they were sent: parts of one simple query in one query, statements of one batch up to its
/// end without a Sync between them, values as parameters in text form. Not thread-safe.
final class Rerun {

    private static final int FIRST_OWN_TYPE = 16_384;
    private static final String NO_DATA = "postern exec-replay has no data for this COPY";

    private final TargetSession session;
    private final Map<Integer, Outcome> outcomes = new LinkedHashMap<>();

    Rerun(TargetSession session) {
        this.session = session;
    }

    /// What became of the statements so far, by their numbers.
    Map<Integer, Outcome> outcomes() {
        return outcomes;
    }

    /// The statements in the groups in which the server takes them: each ends where the server was ready again.
    static List<List<RecordedStatement>> groups(List<RecordedStatement> statements) {
        Map<Integer, Boolean> blocks =
                statements.stream()
                        .collect(
                                Collectors.toMap(
                                        RecordedStatement::transaction,
                                        RecordedStatement::begins,
                                        Boolean::logicalOr));
        List<List<RecordedStatement>> groups = new ArrayList<>();
        RecordedStatement last = null;
        for (RecordedStatement statement : statements) {
            boolean joins =
                    last != null
                            && last.extended() == statement.extended()
                            && (statement.extended()
                                    ? last.transaction() == statement.transaction()
                                            && !blocks.getOrDefault(statement.transaction(), false)
                                    : last.message() == statement.message());
            if (!joins) {
                groups.add(new ArrayList<>());
            }
            groups.getLast().add(statement);
            last = statement;
        }
        return groups;
    }

    /// Runs a group.
    ///
    /// @throws RefusedException if the session ended with it
    void run(List<RecordedStatement> group) throws IOException, RefusedException {
        if (group.getFirst().extended()) {
            batch(group);
        } else {
            query(group);
        }
    }

    private void query(List<RecordedStatement> group) throws IOException, RefusedException {
        session.send(
                new FrontendMessage.Query(
                        group.stream()
                                .map(RecordedStatement::sql)
                                .collect(Collectors.joining("\n;\n"))));
        session.flush();
        int at = 0;
        boolean isReady = false;
        while (!isReady) {
            RecordedStatement statement = group.get(Math.min(at, group.size() - 1));
            Answer answer = new Answer(session);
            answer.read();
            isReady = answer.isReady;
            Outcome outcome = answer.outcome;
            if (outcome != null && at < group.size()) {
                outcomes.put(statement.ordinal(), outcome);
                at = outcome.isFailure() ? group.size() : at + 1;
            }
        }
    }

    private void batch(List<RecordedStatement> group) throws IOException, RefusedException {
        boolean hasFailed = false;
        for (int i = 0; i < group.size() && !hasFailed; i++) {
            RecordedStatement statement = group.get(i);
            Outcome outcome = extended(statement);
            outcomes.put(statement.ordinal(), outcome);
            hasFailed = outcome.isFailure();
        }
        session.send(new FrontendMessage.Sync());
        session.flush();
        Outcome atEnd = null;
        for (BackendMessage message = session.answer();
                !(message instanceof BackendMessage.ReadyForQuery);
                message = session.answer()) {
            if (message instanceof BackendMessage.ErrorResponse(var report)) {
                atEnd = Answer.failure(report, null);
            }
        }
        if (atEnd != null) {
            outcomes.put(group.getLast().ordinal(), atEnd);
        }
    }

    private Outcome extended(RecordedStatement statement) throws IOException, RefusedException {
        List<Integer> types =
                statement.values().stream()
                        .map(value -> value.type() < FIRST_OWN_TYPE ? value.type() : 0)
                        .toList();
        session.send(new FrontendMessage.Parse("", statement.sql(), types));
        Integer columns = null;
        if (statement.binary().contains(true) && statement.binary().contains(false)) {
            session.send(new FrontendMessage.Describe(FrontendMessage.ObjectKind.STATEMENT, ""));
            session.send(new FrontendMessage.Flush());
            session.flush();
            Answer described = new Answer(session);
            columns = described.columns();
            Outcome failure = described.outcome;
            if (failure != null) {
                return failure;
            }
        }
        List<@Nullable ByteBuffer> values = new ArrayList<>();
        for (Value value : statement.values()) {
            String text = value.text();
            values.add(text == null ? null : session.encoding().charset().encode(text).slice());
        }
        session.send(
                new FrontendMessage.Bind(
                        "", "", List.of(), values, formats(statement.binary(), columns)));
        session.send(new FrontendMessage.Describe(FrontendMessage.ObjectKind.PORTAL, ""));
        boolean isSuspended = statement.outcome().word().equals("suspended");
        session.send(
                new FrontendMessage.Execute(
                        "",
                        isSuspended
                                ? (int) Math.min(Integer.MAX_VALUE, statement.outcome().rows())
                                : 0));
        session.send(new FrontendMessage.Flush());
        session.flush();
        Answer answer = new Answer(session);
        answer.read();
        Outcome outcome = answer.outcome;
        if (outcome == null) {
            throw new IOException("the server was ready without an answer");
        }
        return outcome;
    }

    /// The formats in which a result is asked for: those of the recorded one, so that both are written alike.
    ///
    /// @param columns how many it will have, null if it was not asked
    private static List<Integer> formats(List<Boolean> binary, @Nullable Integer columns) {
        if (!binary.contains(true)) {
            return List.of();
        }
        if (!binary.contains(false)) {
            return List.of(1);
        }
        return columns != null && columns == binary.size()
                ? binary.stream().map(isBinary -> isBinary ? 1 : 0).toList()
                : List.of();
    }

    /// The server's messages about one statement.
    private static final class Answer {

        private final TargetSession session;
        private final RowDigest rows = new RowDigest();
        private List<Column> described = List.of();
        private @Nullable Outcome outcome;
        private boolean isReady;

        Answer(TargetSession session) {
            this.session = session;
        }

        /// Reads to the end of the statement, or to ReadyForQuery if there is none.
        void read() throws IOException, RefusedException {
            while (outcome == null && !isReady) {
                switch (session.answer()) {
                    case BackendMessage.RowDescription(var fields) -> described = columns(fields);
                    case BackendMessage.DataRow(var cells) ->
                            rows.add(
                                    ResultJson.row(
                                            cells,
                                            described,
                                            session.encoding(),
                                            Integer.MAX_VALUE));
                    case BackendMessage.CommandComplete(var tag) ->
                            outcome = done("completed", tag, counted(tag));
                    case BackendMessage.ErrorResponse(var report) ->
                            outcome = failure(report, rows);
                    case BackendMessage.Simple.EMPTY_QUERY_RESPONSE ->
                            outcome = done("empty", "", 0);
                    case BackendMessage.Simple.PORTAL_SUSPENDED ->
                            outcome = done("suspended", "", rows.count());
                    case BackendMessage.CopyResponse copy
                            when copy.kind() != BackendMessage.CopyKind.OUT -> {
                        session.send(new FrontendMessage.CopyFail(NO_DATA));
                        session.flush();
                    }
                    case BackendMessage.ReadyForQuery _ -> isReady = true;
                    default -> {}
                }
            }
        }

        /// How many columns the statement that was described has; null if it has none, or failed.
        @Nullable Integer columns() throws IOException, RefusedException {
            while (true) {
                switch (session.answer()) {
                    case BackendMessage.RowDescription(var fields) -> {
                        return fields.size();
                    }
                    case BackendMessage.Simple.NO_DATA -> {
                        return null;
                    }
                    case BackendMessage.ErrorResponse(var report) -> {
                        outcome = failure(report, null);
                        return null;
                    }
                    default -> {}
                }
            }
        }

        private Outcome done(String word, String tag, long count) {
            return new Outcome(word, tag, count, "", "", rows.count() == 0 ? null : rows);
        }

        static Outcome failure(Report report, @Nullable RowDigest rows) {
            return new Outcome(
                    report.sqlState().equals("57014") ? "cancelled" : "failed",
                    "",
                    rows == null ? 0 : rows.count(),
                    report.sqlState().isEmpty() ? "XX000" : report.sqlState(),
                    report.message(),
                    null);
        }

        private long counted(String tag) {
            String last = tag.substring(tag.lastIndexOf(' ') + 1);
            return rows.count() > 0 || !last.matches("[0-9]{1,18}")
                    ? rows.count()
                    : Long.parseLong(last);
        }

        private static List<Column> columns(List<BackendMessage.FieldDescription> fields) {
            return fields.stream()
                    .map(field ->
                            new Column(
                                    field.name(),
                                    field.tableOid(),
                                    field.attribute(),
                                    field.typeOid(),
                                    field.typeModifier(),
                                    field.format() == 1))
                    .toList();
        }
    }
}
