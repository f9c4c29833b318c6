package dev.postern.pgwire.track;

import dev.postern.event.SessionEvent;
import dev.postern.event.SessionEvent.Column;
import dev.postern.event.SessionEvent.ColumnsDescribed;
import dev.postern.event.SessionEvent.CopyDirection;
import dev.postern.event.SessionEvent.Outcome;
import dev.postern.event.SessionEvent.ServerReport;
import dev.postern.event.SessionEvent.TransactionStatus;
import dev.postern.pgwire.BackendMessage;
import dev.postern.pgwire.FrontendMessage;
import dev.postern.pgwire.FrontendMessage.ObjectKind;
import dev.postern.pgwire.Report;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// Joins the requests of one session with their answers.
final class Conversation {
    private static final int MAX_EARLY_BYTES = 1 << 20;
    private static final int MAX_SKIPPED_KEPT = 256;

    private final Events events;
    final RequestQueue<Request> queue = new RequestQueue<>(this::skipped);
    final Catalog catalog = new Catalog(this::portalClosed);
    final Transactions transactions;
    final Statements statements;

    /// The first waiting request that runs a statement or ends a batch.
    @Nullable Request front;

    /// COPY data that came before the server said that it takes it.
    final List<ByteBuffer> early = new ArrayList<>();

    private int earlyBytes;

    /// Parse and Bind messages that the server passes over: they tell what a skipped Execute would have run.
    final List<Request> skippedBatch = new ArrayList<>();

    Conversation(Events events) {
        this.events = events;
        this.transactions = new Transactions(events, catalog::closeAllPortals);
        this.statements = new Statements(events, catalog, transactions);
    }

    private void portalClosed(Portal portal) {
        if (portal.suspended != null) {
            statements.end(portal.suspended, Outcome.SUSPENDED);
            portal.suspended = null;
        }
    }

    private void skipped(Request request) {
        if (request.prepared != null || request.portal != null) {
            if (skippedBatch.size() < MAX_SKIPPED_KEPT) {
                skippedBatch.add(request);
            }
            return;
        }
        statements.abandon(request, Outcome.SKIPPED, skippedBatch);
    }

    void ask(Request request) {
        if (request.kind == RequestKind.SYNC) {
            skippedBatch.clear();
        }
        if (queue.ask(request) && request.kind.isBarrier() && front == null) {
            front = request;
            statements.begin(request, queue.waiting());
        }
    }

    private void findFront() {
        front = null;
        for (Request request : queue.waiting()) {
            if (request.kind.isBarrier()) {
                front = request;
                statements.begin(request, queue.waiting());
                return;
            }
        }
    }

    /// COPY data of the client.
    void copyIn(ByteBuffer bytes) {
        RunningStatement running = running();
        if (queue.isCopyIn() && running != null) {
            copyData(running, CopyDirection.IN, bytes);
        } else if (running != null
                && !running.copyBegun
                && earlyBytes + bytes.remaining() <= MAX_EARLY_BYTES) {
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(bytes.position(), copy);
            early.add(ByteBuffer.wrap(copy));
            earlyBytes += copy.length;
        }
    }

    private void copyData(RunningStatement running, CopyDirection direction, ByteBuffer bytes) {
        running.bytes += 5L + bytes.remaining();
        events.emit(
                new SessionEvent.CopyData(
                        events.message,
                        events.micros,
                        running.ordinal,
                        direction,
                        bytes.asReadOnlyBuffer()));
    }

    private @Nullable RunningStatement running() {
        Request head = queue.head();
        return head == null ? null : head.running;
    }

    /// The number of the statement that runs now, or 0.
    int runningOrdinal() {
        RunningStatement running = front == null ? null : front.running;
        return running == null || running.finished ? 0 : running.ordinal;
    }

    void answer(BackendMessage message, boolean fromBroker) {
        char type = message.type();
        Request owner = queue.owner(type);
        switch (message) {
            case BackendMessage.ErrorResponse(Report report) -> error(report, fromBroker, owner);
            case BackendMessage.ReadyForQuery(var state) ->
                    ready(TransactionStatus.valueOf(state.name()), owner);
            default -> {
                if (owner != null) {
                    belongs(message, owner);
                    queue.answered(type);
                }
            }
        }
        if ("CIsZE".indexOf(type) >= 0) {
            findFront();
        }
    }

    private void belongs(BackendMessage message, Request owner) {
        switch (message) {
            case BackendMessage.RowDescription(var fields) ->
                    columns(owner, EventValues.columns(fields));
            case BackendMessage.ParameterDescription(var types) -> parameterTypes(owner, types);
            case BackendMessage.DataRow row -> row(current(owner), row.cells());
            case BackendMessage.FunctionCallResponse(var value) -> {
                List<@Nullable ByteBuffer> cells = new ArrayList<>();
                cells.add(value);
                row(current(owner), cells);
            }
            case BackendMessage.CopyResponse copy -> copyBegins(current(owner), copy);
            case BackendMessage.CopyData(var bytes) ->
                    copyData(current(owner), CopyDirection.OUT, bytes);
            case BackendMessage.CommandComplete(var tag) -> completed(owner, tag);
            case BackendMessage.Simple simple -> simple(owner, simple);
            default -> {}
        }
    }

    /// Rows or COPY data of the server one behind the other.
    ///
    /// @param type     `D` or `d`
    /// @param messages with their headers
    void results(char type, int count, ByteBuffer messages) {
        Request owner = queue.owner(type);
        if (owner == null) {
            return;
        }
        RunningStatement running = current(owner);
        boolean isCopy = type == 'd';
        running.bytes += messages.remaining();
        if (!isCopy) {
            statements.describe(running);
            running.rows += count;
        }
        events.emit(
                new SessionEvent.ResultsReturned(
                        events.message,
                        events.micros,
                        running.ordinal,
                        isCopy,
                        count,
                        messages.asReadOnlyBuffer()));
        queue.answered(type);
    }

    /// The statement that an answer belongs to; a query may answer more often than it has parts.
    private RunningStatement current(Request owner) {
        statements.begin(owner, queue.waiting());
        RunningStatement running = owner.running;
        if (running == null || (running.finished && owner.kind == RequestKind.QUERY)) {
            return statements.nextPart(owner);
        }
        return running;
    }

    private void columns(Request owner, List<Column> columns) {
        if (owner.body instanceof FrontendMessage.Describe describe) {
            catalog.described(describe, columns, events.message);
            return;
        }
        RunningStatement running = current(owner);
        running.described = true;
        events.emit(new ColumnsDescribed(events.message, events.micros, running.ordinal, columns));
    }

    private void parameterTypes(Request owner, List<Integer> types) {
        if (owner.body instanceof FrontendMessage.Describe describe) {
            catalog.described(describe, types);
        }
    }

    private void row(RunningStatement running, List<@Nullable ByteBuffer> cells) {
        statements.describe(running);
        running.rows++;
        running.bytes += 7L;
        for (ByteBuffer cell : cells) {
            running.bytes += 4L + (cell == null ? 0 : cell.remaining());
        }
        events.emit(
                new SessionEvent.RowReturned(
                        events.message, events.micros, running.ordinal, cells));
    }

    private void copyBegins(RunningStatement running, BackendMessage.CopyResponse copy) {
        running.copyBegun = true;
        CopyDirection direction =
                copy.kind() == BackendMessage.CopyKind.IN ? CopyDirection.IN : CopyDirection.OUT;
        events.emit(
                new SessionEvent.CopyStarted(
                        events.message,
                        events.micros,
                        running.ordinal,
                        direction,
                        copy.format() == 1,
                        copy.columnFormats().size()));
        early.forEach(bytes -> copyData(running, CopyDirection.IN, bytes));
        forgetEarly();
    }

    private void forgetEarly() {
        early.clear();
        earlyBytes = 0;
    }

    private void completed(Request owner, String tag) {
        RunningStatement running = current(owner);
        statements.complete(running, tag);
        switch (tag) {
            case "DISCARD ALL", "DEALLOCATE ALL" -> catalog.closeAllStatements();
            case "DEALLOCATE" ->
                    SqlNames.deallocated(running.sql).ifPresent(catalog::closeStatement);
            case "PREPARE" -> SqlNames.prepared(running.sql).ifPresent(catalog::put);
            default -> {}
        }
        if (owner.kind == RequestKind.QUERY && statements.hasMoreParts(owner)) {
            statements.nextPart(owner);
        }
    }

    private void simple(Request owner, BackendMessage.Simple simple) {
        switch (simple) {
            case PARSE_COMPLETE -> {
                if (owner.prepared != null) {
                    catalog.put(owner.prepared);
                }
            }
            case BIND_COMPLETE -> {
                if (owner.portal != null) {
                    owner.portal.statement =
                            statements.preparedFor(owner.portal.bind.statement(), List.of());
                    catalog.put(owner.portal);
                }
            }
            case CLOSE_COMPLETE -> close(owner);
            case PORTAL_SUSPENDED -> {
                RunningStatement running = current(owner);
                statements.describe(running);
                if (running.portal == null) {
                    statements.end(running, Outcome.SUSPENDED);
                } else {
                    running.portal.suspended = running;
                }
            }
            case EMPTY_QUERY_RESPONSE -> statements.end(current(owner), Outcome.EMPTY);
            case NO_DATA, COPY_DONE -> {}
        }
    }

    private void close(Request owner) {
        if (owner.body instanceof FrontendMessage.Close close) {
            if (close.kind() == ObjectKind.STATEMENT) {
                catalog.closeStatement(close.name());
            } else {
                catalog.closePortal(close.name());
            }
        }
    }

    private void ready(TransactionStatus status, @Nullable Request owner) {
        if (owner != null) {
            if (owner.running != null) {
                Outcome outcome =
                        owner.kind == RequestKind.FUNCTION_CALL
                                ? Outcome.COMPLETED
                                : Outcome.SKIPPED;
                statements.end(owner.running, outcome);
            }
            queue.answered('Z');
        }
        forgetEarly();
        transactions.ready(status);
        events.emit(new SessionEvent.TransactionChanged(events.message, events.micros, status));
    }

    private void error(Report wire, boolean fromBroker, @Nullable Request owner) {
        ServerReport report = EventValues.report(wire);
        RunningStatement failed = owner == null ? null : failedBy(owner, report);
        int ordinal = failed == null || failed.finished ? 0 : failed.ordinal;
        events.emit(
                new SessionEvent.ErrorRaised(
                        events.message, events.micros, ordinal, fromBroker, report));
        if (failed != null) {
            statements.fail(failed, report);
        }
        transactions.markFailed();
        if (owner != null) {
            if (owner.kind == RequestKind.QUERY) {
                statements.abandon(owner, Outcome.SKIPPED, List.of());
            }
            if (owner.prepared != null && owner.prepared.name.isEmpty()) {
                catalog.closeStatement("");
            }
            if (owner.prepared != null || owner.portal != null) {
                skippedBatch.add(owner);
            }
            queue.answered('E');
            if (!queue.isSkipping()) {
                skippedBatch.clear();
            }
        }
        forgetEarly();
    }

    /// The statement that an error ends: the running one, or the one that a Parse, Bind or Describe was for.
    private @Nullable RunningStatement failedBy(Request owner, ServerReport report) {
        return switch (owner.kind) {
            case QUERY -> statements.failedPart(owner, report);
            case EXECUTE, FUNCTION_CALL -> owner.running;
            case PARSE, BIND, DESCRIBE -> {
                RunningStatement next =
                        front == null || front.kind != RequestKind.EXECUTE ? null : front.running;
                if (next != null && isFor(owner, next.portal)) {
                    yield next;
                }
                PreparedStatement named = owner.prepared;
                if (owner.portal != null) {
                    named = statements.preparedFor(owner.portal.bind.statement(), List.of());
                }
                yield named == null ? null : statements.startUnexecuted(owner, named);
            }
            case SYNC, CLOSE, COPY_DONE, COPY_FAIL -> null;
        };
    }

    private static boolean isFor(Request owner, @Nullable Portal portal) {
        if (portal == null) {
            return false;
        }
        if (owner.body instanceof FrontendMessage.Describe describe) {
            return describe.kind() == ObjectKind.PORTAL
                    ? portal.bind.portal().equals(describe.name())
                    : portal.statement.name.equals(describe.name());
        }
        return owner.portal == portal
                || (owner.prepared != null && owner.prepared == portal.statement);
    }

    void end() {
        for (Request request : queue.waiting()) {
            statements.abandon(request, Outcome.NO_ANSWER, queue.waiting());
        }
        catalog.closeAllPortals();
        statements.endAll();
        transactions.sessionEnded();
    }
}
