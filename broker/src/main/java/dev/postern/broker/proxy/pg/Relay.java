package dev.postern.broker.proxy.pg;

import dev.postern.broker.record.RecorderException;
import dev.postern.broker.record.SessionRecorder;
import dev.postern.broker.session.Admission;
import dev.postern.pgwire.MalformedMessageException;
import dev.postern.recording.format.Origin;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// Moves the bytes of one session both ways and ends it in order.
///
/// The directions are independent. The broker speaks only between two messages. Confined to the session's event loop.
@SuppressWarnings(
        "FutureReturnValueIgnored") // a failed write or close ends the channel, and its handlers
// hear of that
final class Relay {

    private static final long END_MILLIS = 700;

    private final Admission.Allowed allowed;
    private final Channel client;
    private final Channel target;
    private final SessionRecorder recorder;
    private final FrontendStream frontend;
    private final BackendStream backend;
    private final RelayExits exits;
    private final HeldBack heldBack;
    private final Holding holding;
    private final EndedClient endedClient;
    private boolean isClientEnded;
    private boolean isTerminateSaid;
    private boolean isOver;
    private final Notices notices = new Notices();
    private @Nullable Refusal wordWhenIdle;
    private @Nullable Refusal lastWord;
    private String reason = "";

    Relay(
            Admission.Allowed allowed,
            Channel client,
            Channel target,
            SessionRecorder recorder,
            RelayExits exits) {
        this.allowed = allowed;
        this.client = client;
        this.target = target;
        this.recorder = recorder;
        this.exits = exits;
        var durability = allowed.target().durability();
        this.frontend = new FrontendStream(client, target, recorder, durability);
        this.backend = new BackendStream(client, target, recorder, durability, frontend::onReady);
        this.heldBack = new HeldBack(client.eventLoop(), frontend, this::sayProbe);
        this.holding = new Holding(this, frontend, backend, recorder, client);
        this.endedClient = new EndedClient(this, client.eventLoop());
    }

    /// Begins to read both sides.
    void start() {
        frontend.flow().apply();
        backend.flow().apply();
    }

    long frontendBytes() {
        return frontend.totalBytes();
    }

    long backendBytes() {
        return backend.totalBytes();
    }

    /// Takes a chunk of the client, which the relay releases.
    void onClientData(ByteBuf chunk) {
        if (isOver || lastWord != null) {
            chunk.release();
            return;
        }
        try {
            holding.line().accept(chunk);
            checkRecorder();
        } catch (MalformedMessageException e) {
            violation("the client sent a " + e.getMessage());
        } catch (RecorderException e) {
            onRecorderFailed(e);
        }
    }

    void onClientReadComplete() {
        if (!isOver && lastWord == null) {
            frontend.acceptComplete();
            heldBack.look();
        }
    }

    /// Takes a chunk of the target, which the relay releases.
    void onTargetData(ByteBuf chunk) {
        if (isOver) {
            chunk.release();
            return;
        }
        try {
            if (lastWord != null) {
                if (backend.acceptToBoundary(chunk)) {
                    speakAndClose();
                }
                return;
            }
            backend.accept(chunk);
            sayNotices();
            endIfIdle();
            checkRecorder();
        } catch (MalformedMessageException e) {
            violation("the target sent a " + e.getMessage());
        } catch (RecorderException e) {
            onRecorderFailed(e);
        }
    }

    void onTargetReadComplete() {
        backend.acceptComplete();
    }

    private void checkRecorder() {
        if (!recorder.isWritable()) {
            frontend.flow().setRecorderBusy(true);
            backend.flow().setRecorderBusy(true);
            recorder.whenWritable(() -> {
                frontend.flow().setRecorderBusy(false);
                backend.flow().setRecorderBusy(false);
            });
        }
    }

    /// The client has closed its sending side and may still read: answers that are due are delivered, however long
    /// they take, and the target ends its session behind them as it would without a broker.
    void onClientEnd() {
        if (isOver || isClientEnded || lastWord != null) {
            return;
        }
        isClientEnded = true;
        if (!frontend.isAtBoundary() || !holding.line().isAtBoundary()) {
            giveUpClient();
        } else if (holding.line().isWaiting()) {
            endedClient.watch();
        } else {
            frontend.whenSent(() -> {
                terminateTarget();
                endedClient.watch();
            });
        }
    }

    /// Sends the client something that tells it nothing new.
    void sayProbe() {
        if (!isOver() && backend.isSentToBoundary() && client.isWritable()) {
            ByteBuffer probe = exits.probe().duplicate();
            if (record(Origin.BROKER_TO_FRONTEND, probe)) {
                client.writeAndFlush(BrokerMessages.buffer(probe));
            }
        }
    }

    /// The target had its time to close behind its last answer.
    void giveUpTarget() {
        if (!isOver && lastWord == null) {
            finish(CloseReason.CLIENT_TERMINATED.label(), "the client closed");
        }
    }

    /// The client cannot be reached any more. If it said Terminate before, what it asked for has a moment to end.
    void onClientGone() {
        if (isOver) {
            return;
        }
        isClientEnded = true;
        if (lastWord == null && frontend.isTerminated()) {
            frontend.whenSent(this::awaitTarget);
        } else {
            giveUpClient();
        }
    }

    private void awaitTarget() {
        if (frontend.isAnswerDue()) {
            client.eventLoop()
                    .schedule(this::giveUpClient, EndedClient.PROBE_MILLIS, TimeUnit.MILLISECONDS);
        } else {
            giveUpClient();
        }
    }

    private void giveUpClient() {
        if (isOver) {
            return;
        }
        holding.abandon(HoldLine.Withdrawal.CLIENT_ENDED);
        boolean isMidway = frontend.isAnswerDue() && lastWord == null;
        if (isMidway) {
            exits.cancel().run();
        }
        terminateTarget();
        CloseReason why =
                isMidway || !frontend.isTerminated()
                        ? CloseReason.CLIENT_DISCONNECTED
                        : CloseReason.CLIENT_TERMINATED;
        if (lastWord == null) {
            finish(
                    why.label(),
                    isMidway ? "the client vanished while an answer was due" : "the client closed");
        } else {
            finish(reason, lastWord.message());
        }
    }

    /// The target has closed the connection.
    void onTargetClosed() {
        if (isOver) {
            return;
        }
        if (lastWord != null) {
            speakAndClose();
        } else if (backend.hasFatal()) {
            backend.whenSent(
                    () -> finish(CloseReason.TARGET_ENDED.label(), "the target ended the session"));
        } else if (frontend.isTerminated() || isClientEnded) {
            backend.whenSent(
                    () -> finish(CloseReason.CLIENT_TERMINATED.label(), "the client closed"));
        } else {
            reason = CloseReason.TARGET_LOST.label();
            lastWord = Refusals.targetLost(allowed.target().name(), allowed.session());
            backend.whenSent(this::speakAndClose);
        }
    }

    /// The recording can no longer be written: the session ends.
    void onRecorderFailed(RecorderException cause) {
        end(
                CloseReason.RECORDER_FAILED.label(),
                Refusals.recorder(cause, frontend.fate(holding.line().isWaiting())));
    }

    /// The session waits for the disk: the client is told as soon as a message may begin.
    void onRecorderSlow(Duration lag) {
        tell(
                "recorder slow",
                "What you sent waits for the recording store, which is "
                        + lag.toMillis()
                        + " ms behind; nothing is lost.");
    }

    /// Tells the client something as soon as a message may begin; one that takes nothing is not told everything.
    void tell(String message, String detail) {
        notices.add(message, detail);
        sayNotices();
    }

    private void sayNotices() {
        while (notices.isWaiting() && !isOver && lastWord == null && backend.isSentToBoundary()) {
            ByteBuffer said = notices.take();
            if (record(Origin.BROKER_TO_FRONTEND, said)) {
                client.writeAndFlush(BrokerMessages.buffer(said));
            }
        }
    }

    /// Whether the target owes an answer.
    boolean isAnswerDue() {
        return frontend.isAnswerDue();
    }

    /// Whether the client waits for an answer, perhaps to something that is held.
    boolean isOwed() {
        return frontend.isAnswerDue() || holding.line().isWaiting();
    }

    Holding holding() {
        return holding;
    }

    /// What was held has gone on or was withdrawn: a client that has closed its side gets what is due, and no more.
    void onUnheld() {
        if (isClientEnded && !isOwed()) {
            frontend.whenSent(this::terminateTarget);
        }
    }

    /// How many requests were answered.
    long answers() {
        return frontend.answers();
    }

    /// Whether a transaction is open between two requests.
    boolean isInTransaction() {
        return backend.transactionStatus() != 'I';
    }

    boolean isOver() {
        return isOver || lastWord != null;
    }

    /// Asks the target to cancel the running statement.
    void cancelStatement() {
        exits.cancel().run();
    }

    /// Ends the session with `word` once the target owes no answer and no transaction is open; a client that is waited
    /// for reads `notice`.
    void endWhenIdle(Refusal word, String notice) {
        wordWhenIdle = word;
        endIfIdle();
        if (!isOver()) {
            holding.announceEnd(notice);
        }
    }

    private void endIfIdle() {
        if (wordWhenIdle != null && !isAnswerDue() && !isInTransaction()) {
            end(wordWhenIdle.code(), wordWhenIdle);
        }
    }

    void violation(String text) {
        end(CloseReason.PROTOCOL_VIOLATION.label(), Refusals.boundariesLost(text));
    }

    /// Ends the session with a last word to the client, within a second.
    void end(String endReason, Refusal word) {
        if (isOver || lastWord != null) {
            return;
        }
        holding.abandon(HoldLine.Withdrawal.SESSION_ENDED);
        reason = endReason;
        lastWord = word;
        frontend.flow().stop();
        if (frontend.isAnswerDue()) {
            exits.cancel().run();
        }
        if (backend.isAtBoundary()) {
            backend.whenSent(this::speakAndClose);
        }
        client.eventLoop().schedule(this::speakAndClose, END_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void speakAndClose() {
        if (isOver || lastWord == null) {
            return;
        }
        if (backend.isSentToBoundary()) {
            ByteBuffer fatal = BrokerMessages.fatal(lastWord);
            record(Origin.BROKER_TO_FRONTEND, fatal);
            client.write(BrokerMessages.buffer(fatal));
        }
        terminateTarget();
        finish(reason, lastWord.message());
    }

    /// Says Terminate to the target if nobody has and a message may begin.
    private void terminateTarget() {
        if (!isTerminateSaid
                && !frontend.isTerminated()
                && target.isActive()
                && frontend.isSentToBoundary()) {
            isTerminateSaid = true;
            ByteBuffer terminate = ByteBuffer.wrap(BrokerMessages.TERMINATE);
            if (record(Origin.BROKER_TO_BACKEND, terminate)) {
                target.writeAndFlush(BrokerMessages.buffer(terminate));
            }
        }
    }

    /// Appends a message of the broker's own; a recorder that failed cannot stop the end of its session.
    boolean record(Origin origin, ByteBuffer bytes) {
        try {
            recorder.append(origin, bytes);
            return true;
        } catch (RecorderException _) {
            return false;
        }
    }

    private void finish(String label, String text) {
        if (isOver) {
            return;
        }
        isOver = true;
        holding.abandon(HoldLine.Withdrawal.SESSION_ENDED);
        exits.ended().accept(label, text);
        frontend.close();
        backend.close();
        Farewell.say(client, lastWord == null ? Farewell.READING : Farewell.AT_ONCE);
        Farewell.say(target, Farewell.AT_ONCE);
    }
}
