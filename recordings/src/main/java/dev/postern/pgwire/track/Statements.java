package dev.postern.pgwire.track;

import dev.postern.event.SessionEvent.Column;
import dev.postern.event.SessionEvent.ColumnsDescribed;
import dev.postern.event.SessionEvent.Outcome;
import dev.postern.event.SessionEvent.Parameter;
import dev.postern.event.SessionEvent.Protocol;
import dev.postern.event.SessionEvent.ServerReport;
import dev.postern.event.SessionEvent.StatementFinished;
import dev.postern.event.SessionEvent.StatementStarted;
import dev.postern.pgwire.FrontendMessage;
import dev.postern.pgwire.SqlState;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Begins and ends statements, and counts what they return.
final class Statements {
    private final Events events;
    private final Catalog catalog;
    private final Transactions transactions;
    final Set<RunningStatement> open = new LinkedHashSet<>();
    private int ordinal;
    boolean standardStrings = true;

    Statements(Events events, Catalog catalog, Transactions transactions) {
        this.events = events;
        this.catalog = catalog;
        this.transactions = transactions;
    }

    void save(StateWriter out) {
        out.int32(ordinal).flag(standardStrings);
    }

    void restore(StateReader in) throws MalformedStateException {
        ordinal = in.int32();
        standardStrings = in.flag();
    }

    /// The number of the statement that began last, 0 before the first.
    int latest() {
        return ordinal;
    }

    /// Begins what a Query, Execute or FunctionCall runs; does nothing the second time.
    ///
    /// @param before  requests that wait in front of it in the same batch, first first
    void begin(Request request, Iterable<Request> before) {
        if (request.begun) {
            return;
        }
        request.begun = true;
        switch (request.body) {
            case FrontendMessage.Query query -> beginQuery(request, query.sql());
            case FrontendMessage.Execute execute ->
                    beginExecute(request, resolve(request, execute.portal(), before));
            case FrontendMessage.FunctionCall call -> beginCall(request, call);
            default -> {}
        }
    }

    private void beginQuery(Request request, String sql) {
        catalog.closeStatement("");
        catalog.closePortal("");
        List<SqlSplitter.Part> parts = SqlSplitter.split(sql, standardStrings);
        request.parts =
                parts.size() < 2 ? List.of(new SqlSplitter.Part(sql, 0, sql.length())) : parts;
        nextPart(request);
    }

    /// Begins the next statement of a query; the last one again if the server answers more than there are.
    RunningStatement nextPart(Request request) {
        if (request.parts.isEmpty()) {
            request.parts = List.of(new SqlSplitter.Part("", 0, 0));
        }
        int index = Math.min(request.partsBegun, request.parts.size() - 1);
        request.partsBegun++;
        RunningStatement next =
                start(
                        request,
                        Protocol.SIMPLE,
                        request.parts.get(index).text(),
                        "",
                        List.of(),
                        null);
        request.running = next;
        return next;
    }

    boolean hasMoreParts(Request request) {
        return request.partsBegun < request.parts.size();
    }

    private void beginExecute(Request request, @Nullable Portal portal) {
        if (portal != null && portal.suspended != null) {
            request.running = portal.suspended;
            portal.suspended = null;
            return;
        }
        PreparedStatement statement = portal == null ? PreparedStatement.UNKNOWN : portal.statement;
        List<Parameter> parameters = portal == null ? List.of() : portal.parameters();
        request.running =
                start(
                        request,
                        Protocol.EXTENDED,
                        statement.sql,
                        statement.name,
                        parameters,
                        portal);
    }

    /// The portal that an Execute will run once everything before it is confirmed; binds it to its statement.
    private @Nullable Portal resolve(Request execute, String name, Iterable<Request> before) {
        Portal found = catalog.portal(name);
        List<Request> earlier = new ArrayList<>();
        for (Request request : before) {
            if (request == execute) {
                break;
            }
            earlier.add(request);
            Portal made = request.portal;
            if (made != null && made.bind.portal().equals(name)) {
                made.statement = preparedFor(made.bind.statement(), earlier);
                found = made;
            }
        }
        return found;
    }

    /// The statement of this name as it will be behind `earlier`.
    PreparedStatement preparedFor(String name, List<Request> earlier) {
        for (Request request : earlier.reversed()) {
            if (request.prepared != null && request.prepared.name.equals(name)) {
                return request.prepared;
            }
        }
        PreparedStatement confirmed = catalog.statement(name);
        return confirmed == null ? PreparedStatement.UNKNOWN : confirmed;
    }

    private void beginCall(Request request, FrontendMessage.FunctionCall call) {
        List<Parameter> arguments = new ArrayList<>();
        for (int i = 0; i < call.arguments().size(); i++) {
            ByteBuffer value = call.arguments().get(i);
            arguments.add(
                    new Parameter(
                            0,
                            Portal.isBinary(call.argumentFormats(), i),
                            value == null ? null : value.asReadOnlyBuffer()));
        }
        String function = Integer.toUnsignedString(call.functionOid());
        request.running = start(request, Protocol.FUNCTION_CALL, "", function, arguments, null);
    }

    /// Reports a statement that failed before any Execute was sent.
    RunningStatement startUnexecuted(Request request, PreparedStatement statement) {
        return start(request, Protocol.EXTENDED, statement.sql, statement.name, List.of(), null);
    }

    private RunningStatement start(
            Request request,
            Protocol protocol,
            String sql,
            String name,
            List<Parameter> parameters,
            @Nullable Portal portal) {
        RunningStatement started = new RunningStatement(++ordinal, sql, portal);
        started.withdrawn = request.withdrawn;
        open.add(started);
        events.emit(
                new StatementStarted(
                        request.message,
                        request.micros,
                        ordinal,
                        protocol,
                        sql,
                        name,
                        parameters,
                        transactions.enter()));
        return started;
    }

    /// Labels the columns of an Execute from the Describe that went before, once.
    void describe(RunningStatement running) {
        Portal portal = running.portal;
        if (running.described || portal == null) {
            return;
        }
        running.described = true;
        List<Column> columns = portal.columnsInFormat();
        if (columns != null && !columns.isEmpty()) {
            events.emit(
                    new ColumnsDescribed(
                            portal.describedBy(), events.micros, running.ordinal, columns));
        }
    }

    void complete(RunningStatement running, String tag) {
        describe(running);
        long rows = running.rows > 0 ? running.rows : count(tag);
        end(running, Outcome.COMPLETED, tag, rows, null);
        transactions.completed(tag, running.sql, running.ordinal);
    }

    private static long count(String tag) {
        int space = tag.lastIndexOf(' ');
        String last = tag.substring(space + 1);
        boolean number =
                space > 0 && last.length() < 19 && last.chars().allMatch(c -> c >= '0' && c <= '9');
        return number && !last.isEmpty() ? Long.parseLong(last) : 0;
    }

    void fail(RunningStatement running, ServerReport report) {
        boolean cancelled = report.sqlState().equals(SqlState.QUERY_CANCELED);
        end(running, cancelled ? Outcome.CANCELLED : Outcome.FAILED, "", running.rows, report);
    }

    void end(RunningStatement running, Outcome outcome) {
        end(running, outcome, "", running.rows, null);
    }

    private void end(
            RunningStatement running,
            Outcome outcome,
            String tag,
            long rows,
            @Nullable ServerReport error) {
        if (running.finished) {
            return;
        }
        running.finished = true;
        open.remove(running);
        events.emit(
                new StatementFinished(
                        events.message,
                        events.micros,
                        running.ordinal,
                        running.withdrawn ? Outcome.WITHDRAWN : outcome,
                        tag,
                        rows,
                        running.bytes,
                        error));
    }

    /// Ends every statement that is still open: no answer comes any more.
    void endAll() {
        List.copyOf(open).forEach(running -> end(running, Outcome.NO_ANSWER));
    }

    /// Ends a request that is not answered any more, with every statement of it.
    void abandon(Request request, Outcome outcome, Iterable<Request> before) {
        begin(request, before);
        if (request.running != null) {
            end(request.running, outcome);
        }
        while (hasMoreParts(request)) {
            end(nextPart(request), outcome);
        }
    }

    /// A syntax error rejects a whole query at once: its position tells which part is meant.
    @Nullable RunningStatement failedPart(Request query, ServerReport report) {
        RunningStatement running = query.running;
        String position = report.fields().getOrDefault('P', "");
        if (running == null || running.finished || !position.matches("[0-9]{1,9}")) {
            return running;
        }
        String sql = ((FrontendMessage.Query) query.body).sql();
        int points = Math.min(Integer.parseInt(position) - 1, sql.codePointCount(0, sql.length()));
        int at = points < 0 ? 0 : sql.offsetByCodePoints(0, points);
        while (hasMoreParts(query) && at > query.parts.get(query.partsBegun - 1).end()) {
            end(running, Outcome.SKIPPED);
            running = nextPart(query);
        }
        return running;
    }
}
