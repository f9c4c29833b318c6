package dev.postern.broker.proxy.pg;

import dev.postern.broker.record.RecorderException;
import dev.postern.broker.record.SessionRecorder;
import dev.postern.broker.session.Announcement;
import dev.postern.broker.session.SessionOrder;
import dev.postern.pgwire.BackendMessage;
import dev.postern.pgwire.BackendMessage.TransactionState;
import dev.postern.pgwire.MalformedMessageException;
import dev.postern.pgwire.MessageEncoder;
import dev.postern.pgwire.Report;
import dev.postern.pgwire.SqlState;
import dev.postern.recording.FactKind;
import dev.postern.recording.format.Origin;

import io.netty.channel.Channel;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;

/// What people order a relayed session to do, what it is told about its time, and the answers to what is withdrawn; each
/// is a fact of the recording before it is in force.
///
/// A withdrawn request is answered with the error that a cancelled one gets and with the transaction state that the
/// target has: it was never asked, so a transaction that was sound still is, and goes on. Confined to the session's
/// event loop.
@SuppressWarnings(
        "FutureReturnValueIgnored") // a failed write ends the channel, and its handlers hear of
// that
final class Holding implements HoldLine.Answers {

    private static final String CANCELLED = "canceling statement due to user request";
    private static final String NEVER_SENT =
            "postern: it was held and never sent to the server; an open transaction is as it was"
                    + " before.";

    private final Relay relay;
    private final HoldLine line;
    private final BackendStream backend;
    private final SessionRecorder recorder;
    private final Channel client;
    private @Nullable SessionOrder withdrawnBy;

    Holding(
            Relay relay,
            FrontendStream frontend,
            BackendStream backend,
            SessionRecorder recorder,
            Channel client) {
        this.relay = relay;
        this.line = new HoldLine(frontend, recorder, this);
        this.backend = backend;
        this.recorder = recorder;
        this.client = client;
    }

    HoldLine line() {
        return line;
    }

    /// Does what a person orders.
    SessionOrder.Outcome obey(SessionOrder order) {
        if (relay.isOver()) {
            return SessionOrder.Outcome.NOT_RELAYING;
        }
        try {
            SessionOrder.Outcome outcome =
                    switch (order.kind()) {
                        case CANCEL -> cancel(order);
                        case HOLD -> hold(order);
                        case RESUME -> resume(order);
                        case END -> end(order);
                    };
            relay.onUnheld();
            return outcome;
        } catch (MalformedMessageException e) {
            relay.violation("the client sent a " + e.getMessage());
        } catch (RecorderException e) {
            relay.onRecorderFailed(e);
        }
        return SessionOrder.Outcome.NOT_RELAYING;
    }

    private SessionOrder.Outcome cancel(SessionOrder order) throws RecorderException {
        boolean isRunning = relay.isAnswerDue();
        if (!isRunning && !mayWithdraw()) {
            return SessionOrder.Outcome.NOTHING_RUNS;
        }
        recorder.append(FactKind.CANCEL_ORDERED, order.facts());
        if (isRunning) {
            relay.tell(
                    "this statement is being cancelled by "
                            + order.by().name()
                            + ": "
                            + order.reason(),
                    "");
            relay.cancelStatement();
        } else {
            withdrawnBy = order;
            line.withdraw(HoldLine.Withdrawal.PERSON_CANCELLED);
        }
        return SessionOrder.Outcome.DONE;
    }

    private SessionOrder.Outcome hold(SessionOrder order) throws RecorderException {
        if (line.isHolding()) {
            return SessionOrder.Outcome.HELD_ALREADY;
        }
        recorder.append(FactKind.SESSION_HELD, order.facts());
        line.hold();
        relay.tell(
                "held by "
                        + order.by().name()
                        + ": "
                        + order.reason()
                        + ". What you send next waits until it is let go on; Ctrl-C withdraws it.",
                "");
        return SessionOrder.Outcome.DONE;
    }

    private SessionOrder.Outcome resume(SessionOrder order)
            throws MalformedMessageException, RecorderException {
        if (!line.isHolding()) {
            return SessionOrder.Outcome.NOT_HELD;
        }
        recorder.append(FactKind.SESSION_RESUMED, order.facts());
        line.release();
        return SessionOrder.Outcome.DONE;
    }

    /// Tells the client something about its time.
    void announce(Announcement announcement) {
        if (relay.isOver()) {
            return;
        }
        try {
            recorder.append(FactKind.ANNOUNCED, announcement.toFacts());
            relay.tell(announcement.text(), announcement.detail());
        } catch (RecorderException e) {
            relay.onRecorderFailed(e);
        }
    }

    /// Tells the client that its session ends soon.
    void announceEnd(String notice) {
        announce(new Announcement(Announcement.About.ENDS_SOON, notice, ""));
    }

    private SessionOrder.Outcome end(SessionOrder order) throws RecorderException {
        recorder.append(FactKind.END_ORDERED, order.facts());
        return SessionOrder.Outcome.DONE;
    }

    /// The client asks to cancel: if all that it waits for is held, that is withdrawn.
    ///
    /// @return whether the target is to be asked, because nothing was withdrawn
    boolean onCancelRequest() {
        if (relay.isOver() || !mayWithdraw()) {
            return true;
        }
        try {
            line.withdraw(HoldLine.Withdrawal.CLIENT_CANCELLED);
        } catch (RecorderException e) {
            relay.onRecorderFailed(e);
        }
        return false;
    }

    private boolean mayWithdraw() {
        return line.isWaiting() && !relay.isAnswerDue() && backend.isSentToBoundary();
    }

    /// The session ends, or the client has gone: what waits is dropped.
    void abandon(HoldLine.Withdrawal why) {
        try {
            line.discard(why);
        } catch (RecorderException _) {
            // The end of the session, which follows, says that the recording is not whole.
        }
    }

    @Override
    public void error(HoldLine.Withdrawal cause) {
        SessionOrder by = withdrawnBy;
        String detail =
                cause == HoldLine.Withdrawal.PERSON_CANCELLED && by != null
                        ? NEVER_SENT + " " + by.by().name() + " withdrew it: " + by.reason()
                        : NEVER_SENT;
        say(
                new BackendMessage.ErrorResponse(
                        Report.of(Report.Severity.ERROR, SqlState.QUERY_CANCELED, CANCELLED)
                                .withDetail(detail)));
    }

    @Override
    public void ready() {
        say(
                new BackendMessage.ReadyForQuery(
                        TransactionState.of(backend.transactionStatus())
                                .orElse(TransactionState.IDLE)));
    }

    private void say(BackendMessage message) {
        ByteBuffer bytes = MessageEncoder.UTF_8.encode(message);
        if (relay.record(Origin.BROKER_TO_FRONTEND, bytes)) {
            client.writeAndFlush(BrokerMessages.buffer(bytes));
        }
    }
}
