package dev.postern.broker.mask;

import dev.postern.event.SessionEvent;
import dev.postern.event.SessionEvent.ColumnsDescribed;
import dev.postern.event.SessionEvent.CopyData;
import dev.postern.event.SessionEvent.CopyStarted;
import dev.postern.event.SessionEvent.ErrorRaised;
import dev.postern.event.SessionEvent.NoticeRaised;
import dev.postern.event.SessionEvent.Notified;
import dev.postern.event.SessionEvent.Outcome;
import dev.postern.event.SessionEvent.Protocol;
import dev.postern.event.SessionEvent.RowReturned;
import dev.postern.event.SessionEvent.ServerReport;
import dev.postern.event.SessionEvent.SettingChanged;
import dev.postern.event.SessionEvent.StatementFinished;
import dev.postern.event.SessionEvent.StatementStarted;
import dev.postern.export.ClientEncoding;
import dev.postern.replay.SessionTracker.EventListener;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/// Stands before a listener of a replay and puts masks in place of values. Not thread-safe.
///
/// What becomes of a statement depends on that statement alone, so a replay that begins in the middle shows the same.
final class EventMasks implements EventListener {

    private final Classification classification;
    private final Allowance allowance;
    private final MaskCount count;
    private final EventListener next;
    private final ReportMask reports;
    private final Map<Integer, StatementMask> statements = new HashMap<>();
    private StatementMask last;
    private ClientEncoding encoding = ClientEncoding.UTF8;

    /// @param count is told what is masked
    /// @param next  hears the events with masks
    EventMasks(
            Classification classification,
            Allowance allowance,
            MaskCount count,
            EventListener next) {
        this.classification = classification;
        this.allowance = allowance;
        this.count = count;
        this.next = next;
        this.last = statement(0, "");
        this.reports = new ReportMask(classification, count::add);
    }

    /// What masks the statement that was heard of last.
    StatementMask current() {
        return last;
    }

    @Override
    public void event(SessionEvent event) throws IOException {
        switch (event) {
            case StatementStarted e -> next.event(started(e));
            case ColumnsDescribed e ->
                    next.event(
                            new ColumnsDescribed(
                                    e.message(),
                                    e.micros(),
                                    e.ordinal(),
                                    of(e.ordinal()).columns(e.columns())));
            case RowReturned e ->
                    next.event(
                            new RowReturned(
                                    e.message(),
                                    e.micros(),
                                    e.ordinal(),
                                    of(e.ordinal()).row(e.cells(), encoding)));
            case CopyStarted e -> copyStarted(e);
            case CopyData e -> copyData(e, of(e.ordinal()).copyData(e.bytes(), encoding));
            case StatementFinished e -> finished(e);
            case ErrorRaised e ->
                    next.event(
                            new ErrorRaised(
                                    e.message(),
                                    e.micros(),
                                    e.ordinal(),
                                    e.fromBroker(),
                                    report(e.ordinal(), e.report())));
            case NoticeRaised e ->
                    next.event(
                            new NoticeRaised(
                                    e.message(),
                                    e.micros(),
                                    e.ordinal(),
                                    e.fromBroker(),
                                    report(e.ordinal(), e.report())));
            case Notified e -> next.event(notified(e));
            case SettingChanged e -> {
                if (e.name().equals("client_encoding")) {
                    encoding = ClientEncoding.of(e.value());
                }
                next.event(e);
            }
            case SessionEvent.SessionStarted e -> next.event(e);
            case SessionEvent.ResultsReturned e -> throw e.unexpected();
            case SessionEvent.TransactionChanged e -> next.event(e);
            case SessionEvent.TransactionFinished e -> next.event(e);
            case SessionEvent.SavepointRolledBack e -> next.event(e);
            case SessionEvent.BrokerFact e -> next.event(e);
            case SessionEvent.SessionEnded e -> next.event(e);
        }
    }

    private StatementStarted started(StatementStarted event) {
        StatementMask mask = statement(event.ordinal(), event.sql());
        statements.put(event.ordinal(), mask);
        last = mask;
        return new StatementStarted(
                event.message(),
                event.micros(),
                event.ordinal(),
                event.protocol(),
                mask.sql().text(),
                event.statementName(),
                event.protocol() == Protocol.FUNCTION_CALL
                        ? mask.arguments(event.parameters(), encoding)
                        : mask.parameters(event.parameters(), encoding),
                event.transaction());
    }

    private void copyStarted(CopyStarted event) throws IOException {
        StatementMask mask = of(event.ordinal());
        mask.copyStarted(event.binary(), encoding);
        next.event(
                new CopyStarted(
                        event.message(),
                        event.micros(),
                        event.ordinal(),
                        event.direction(),
                        event.binary() && !mask.isCopyMasked(),
                        event.columns()));
    }

    private void copyData(CopyData event, ByteBuffer shown) throws IOException {
        if (shown.hasRemaining()) {
            next.event(
                    new CopyData(
                            event.message(),
                            event.micros(),
                            event.ordinal(),
                            event.direction(),
                            shown));
        }
        of(event.ordinal()).copyWent(event.direction());
    }

    private void finished(StatementFinished event) throws IOException {
        StatementMask mask = of(event.ordinal());
        ByteBuffer rest = mask.copyEnd();
        if (rest.hasRemaining()) {
            next.event(
                    new CopyData(
                            event.message(),
                            event.micros(),
                            event.ordinal(),
                            mask.copyDirection(),
                            rest));
        }
        ServerReport error = event.error();
        next.event(
                new StatementFinished(
                        event.message(),
                        event.micros(),
                        event.ordinal(),
                        event.outcome(),
                        event.tag(),
                        event.rows(),
                        event.bytes(),
                        error == null ? null : report(event.ordinal(), error)));
        if (event.outcome() != Outcome.SUSPENDED) {
            statements.remove(event.ordinal());
        }
    }

    private ServerReport report(int ordinal, ServerReport report) {
        StatementMask mask = of(ordinal);
        return allowance.reveals(Verdict.NONE, new Scope.Place(ordinal, 0, 0))
                ? report
                : reports.of(report, mask.reading(), mask.sql());
    }

    private Notified notified(Notified event) {
        return new Notified(
                event.message(),
                event.micros(),
                event.processId(),
                event.channel(),
                ValueMask.of(Verdict.NONE, event.payload())
                        .filter(mask -> isMasked(mask.verdict(), new Scope.Place(0, 0, 0)))
                        .map(ValueMask::text)
                        .orElse(event.payload()));
    }

    /// The mask of a statement; of one whose start was not heard, or that is over, what is known without its text.
    private StatementMask of(int ordinal) {
        StatementMask mask = statements.get(ordinal);
        if (mask != null) {
            last = mask;
        } else if (last.ordinal() != ordinal) {
            last = statement(ordinal, "");
            if (ordinal > 0) {
                statements.put(ordinal, last);
            }
        }
        return last;
    }

    private StatementMask statement(int ordinal, String sql) {
        return new StatementMask(ordinal, sql, classification, this::isMasked);
    }

    private boolean isMasked(Verdict verdict, Scope.Place place) {
        if (allowance.reveals(verdict, place)) {
            return false;
        }
        count.add(verdict);
        return true;
    }
}
