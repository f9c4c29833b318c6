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
import java.util.function.BiConsumer;

/// Moves the bytes of one session both ways and ends it in order.
///
/// The directions are independent. The broker speaks only between two messages. Confined to the session's event loop.
@SuppressWarnings(
        "FutureReturnValueIgnored") // a failed write or close ends the channel, and its handlers
// hear of that
final class Relay {

    private static final long END_MILLIS = 700;
    private static final long PROBE_MILLIS = 1_000;

    private final Admission.Allowed allowed;
    private final Channel client;
    private final Channel target;
    private final SessionRecorder recorder;
    private final FrontendStream frontend;
    private final BackendStream backend;
    private final Exits exits;
    private final HeldBack heldBack;
    private boolean isClientEnded;
    private boolean isTerminateSaid;
    private boolean isOver;
    private final Notices notices = new Notices();
    private @Nullable Refusal wordWhenIdle;
    private @Nullable Refusal lastWord;
    private String reason = "";

    /// What a relay needs from outside to end a session.
    ///
    /// @param cancel asks the target to cancel the running statement
    /// @param probe  a whole message that a client may get at any time and that tells it nothing new
    /// @param ended  is told once, with the reason and its text; the recording is still open
    record Exits(Runnable cancel, ByteBuffer probe, BiConsumer<String, String> ended) {}

    Relay(
            Admission.Allowed allowed,
            Channel client,
            Channel target,
            SessionRecorder recorder,
            Exits exits) {
        this.allowed = allowed;
        this.client = client;
        this.target = target;
        this.recorder = recorder;
        this.exits = exits;
        var durability = allowed.target().durability();
        this.frontend = new FrontendStream(client, target, recorder, durability);
        this.backend = new BackendStream(client, target, recorder, durability, frontend::onReady);
        this.heldBack = new HeldBack(client.eventLoop(), frontend, this::sayProbe);
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
            frontend.accept(chunk);
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
        if (frontend.isAtBoundary()) {
            frontend.whenSent(() -> {
                terminateTarget();
                probeLater();
            });
        } else {
            giveUpClient();
        }
    }

    /// Looks after a while whether somebody still reads: a client that waits looks like one that was killed.
    private void probeLater() {
        long seen = backend.totalBytes();
        client.eventLoop().schedule(() -> probe(seen), PROBE_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void probe(long seen) {
        if (isOver || lastWord != null) {
            return;
        }
        if (!frontend.isAnswerDue()) {
            // The target closes behind its last answer by itself; it has as long again to do so.
            client.eventLoop().schedule(this::giveUpTarget, PROBE_MILLIS, TimeUnit.MILLISECONDS);
            return;
        }
        if (backend.totalBytes() == seen) {
            sayProbe();
        }
        probeLater();
    }

    private void sayProbe() {
        if (!isOver() && backend.isSentToBoundary() && client.isWritable()) {
            ByteBuffer probe = exits.probe().duplicate();
            if (record(Origin.BROKER_TO_FRONTEND, probe)) {
                client.writeAndFlush(BrokerMessages.buffer(probe));
            }
        }
    }

    private void giveUpTarget() {
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
            client.eventLoop().schedule(this::giveUpClient, PROBE_MILLIS, TimeUnit.MILLISECONDS);
        } else {
            giveUpClient();
        }
    }

    private void giveUpClient() {
        if (isOver) {
            return;
        }
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
        end(CloseReason.RECORDER_FAILED.label(), Refusals.recorder(cause, frontend.fate()));
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
            tell(notice, "");
        }
    }

    private void endIfIdle() {
        if (wordWhenIdle != null && !isAnswerDue() && !isInTransaction()) {
            end(wordWhenIdle.code(), wordWhenIdle);
        }
    }

    private void violation(String text) {
        end(CloseReason.PROTOCOL_VIOLATION.label(), Refusals.boundariesLost(text));
    }

    /// Ends the session with a last word to the client, within a second.
    void end(String endReason, Refusal word) {
        if (isOver || lastWord != null) {
            return;
        }
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
    private boolean record(Origin origin, ByteBuffer bytes) {
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
        exits.ended().accept(label, text);
        frontend.close();
        backend.close();
        Farewell.say(client, lastWord == null ? Farewell.READING : Farewell.AT_ONCE);
        Farewell.say(target, Farewell.AT_ONCE);
    }
}
