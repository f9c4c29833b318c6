package dev.postern.broker.proxy.pg;

import dev.postern.broker.record.RecorderException;
import dev.postern.broker.record.SessionRecorder;
import dev.postern.broker.session.Admission;
import dev.postern.broker.session.ConnectionAttempt;
import dev.postern.pgwire.StartupPacket.StartupMessage;
import dev.postern.recording.FactKind;
import dev.postern.recording.format.Origin;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.Future;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Leads one client connection from its start-up packet to the relay, and closes what was opened on any other way.
///
/// The order is the law: decide, open the recording, make it durable, and only then open a socket to the target. The
/// client reads nothing but errors until the target is ready. Confined to the connection's event loop.
@SuppressWarnings({
    "FutureReturnValueIgnored",
    "ReferenceEquality"
}) // a failed write or close ends the channel, and its handlers hear of that; the question is
// whether it is the same one
final class ConnectionStateMachine {

    private final EdgeContext edge;
    private final Channel client;
    private final String address;
    private final FrontendHandler frontend = new FrontendHandler(this::onClientGone);
    private ConnectionState state = new ConnectionState.AwaitingStartup();
    private @Nullable EdgeSession session;

    ConnectionStateMachine(EdgeContext edge, Channel client, String address) {
        this.edge = edge;
        this.client = client;
        this.address = address;
    }

    /// The handler that takes over from [TlsNegotiation].
    FrontendHandler frontend() {
        return frontend;
    }

    /// The start-up packet is complete and acceptable: asks the gatekeeper.
    void onStartup(StartupRequest request, List<X509Certificate> certificates, String serverName) {
        if (!(state instanceof ConnectionState.AwaitingStartup awaiting)) {
            return;
        }
        state = awaiting.onStartup(request);
        var attempt =
                new ConnectionAttempt(
                        certificates,
                        request.user(),
                        request.database(),
                        serverName,
                        request.application(),
                        address);
        edge.waiting()
                .execute(() -> {
                    Entry entry = Entry.decide(edge, attempt, address, client.eventLoop());
                    client.eventLoop()
                            .execute(() -> onAdmission(entry.admission(), entry.recorder()));
                });
    }

    private void onAdmission(Admission admission, @Nullable SessionRecorder recorder) {
        switch (admission) {
            case Admission.Refused(
                            String code,
                            String sqlState,
                            String message,
                            String detail,
                            String hint) ->
                    refuse(new Refusal(code, sqlState, message, detail, hint));
            case Admission.Allowed allowed when recorder != null -> onAllowed(allowed, recorder);
            case Admission.Allowed _ ->
                    throw new IllegalStateException("an allowed session without a recording");
        }
    }

    private void refuse(Refusal refusal) {
        if (state instanceof ConnectionState.Closed) {
            return;
        }
        state = new ConnectionState.Closed();
        client.write(BrokerMessages.buffer(BrokerMessages.fatal(refusal)));
        FrontendStream.closeBehind(client);
    }

    private void onAllowed(Admission.Allowed allowed, SessionRecorder recorder) {
        if (!(state instanceof ConnectionState.Authorizing authorizing)) {
            recorder.close(
                    endFacts(
                            CloseReason.CLIENT_DISCONNECTED.label(),
                            "the client closed before login",
                            0,
                            0));
            return;
        }
        ConnectionState.Recording recording = authorizing.onAllowed(allowed, recorder);
        state = recording;
        EdgeSession live = new EdgeSession(allowed, client.eventLoop(), this::end);
        session = live;
        edge.services().registry().add(live);
        recorder.onFailure(this::onRecorderFailed);
        recorder.onSlow(this::onRecorderSlow);
        guarded(() -> {
            recorder.append(Origin.FRONTEND, authorizing.request().packet());
            recorder.whenSynced(recorder.lastPosition(), () -> connect(recording));
        });
    }

    private void connect(ConnectionState.Recording recording) {
        if (state != recording) {
            return;
        }
        ConnectionState.ConnectingUpstream connecting = recording.onSynced();
        state = connecting;
        Admission.Allowed allowed = connecting.allowed();
        edge.connector()
                .connect(client.eventLoop(), allowed.target(), allowed.login())
                .addListener((Future<TargetConnection> done) -> {
                    if (!done.isSuccess()) {
                        fail(
                                CloseReason.TARGET_UNREACHABLE.label(),
                                new Refusal(
                                        CloseReason.TARGET_UNREACHABLE.label(),
                                        "08001",
                                        String.valueOf(done.cause().getMessage()),
                                        "Your access was allowed; the database server could not be"
                                                + " used.",
                                        "Try again later, or tell an administrator the name of the"
                                                + " target."));
                    } else if (state != connecting) {
                        done.getNow().channel().close();
                    } else {
                        logIn(connecting, done.getNow());
                    }
                });
    }

    private void logIn(ConnectionState.ConnectingUpstream connecting, TargetConnection target) {
        Admission.Allowed allowed = connecting.allowed();
        SessionRecorder recorder = connecting.recorder();
        StartupMessage startup = UpstreamLogin.startup(connecting.request(), allowed);
        ByteBuffer packet;
        try {
            packet = startup.encode();
        } catch (IllegalArgumentException tooLong) {
            target.channel().close();
            fail(CloseReason.PROTOCOL_VIOLATION.label(), Refusals.startupTooLong());
            return;
        }
        var authentication =
                new TargetAuthentication(
                        allowed.login(),
                        allowed.databaseRole(),
                        target.certificate(),
                        recorder,
                        edge.waiting());
        Consumer<LoginOutcome> listener = this::onLogin;
        UpstreamLogin login =
                new UpstreamLogin(startup, allowed.target().name(), authentication, listener);
        ConnectionState.LoggingIn loggingIn = connecting.onConnected(target, login);
        state = loggingIn;
        target.channel().pipeline().addLast(login);
        ChannelHandlerContext ctx = target.channel().pipeline().context(login);
        guarded(() -> {
            recorder.append(Origin.BROKER_TO_BACKEND, packet);
            recorder.whenSynced(
                    recorder.lastPosition(),
                    () -> {
                        if (state == loggingIn) {
                            login.begin(ctx);
                        }
                    });
        });
        client.eventLoop()
                .schedule(
                        () -> {
                            if (state == loggingIn) {
                                fail(
                                        CloseReason.TARGET_UNREACHABLE.label(),
                                        Refusals.unreachable(
                                                allowed.target().name(), "login timed out"));
                            }
                        },
                        edge.limits().targetLogin().toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    private void onLogin(LoginOutcome outcome) {
        if (!(state instanceof ConnectionState.LoggingIn loggingIn)) {
            if (outcome instanceof LoginOutcome.LoggedIn loggedIn) {
                loggedIn.rest().release();
            }
            return;
        }
        switch (outcome) {
            case LoginOutcome.LoggedIn loggedIn -> guarded(() -> relay(loggingIn, loggedIn));
            case LoginOutcome.RefusedByTarget(byte[] error) ->
                    guarded(() -> {
                        ByteBuffer bytes = ByteBuffer.wrap(error);
                        loggingIn.recorder().append(Origin.BACKEND, bytes);
                        client.write(BrokerMessages.buffer(bytes));
                        close(CloseReason.TARGET_REFUSED.label(), "the target refused the login");
                    });
            case LoginOutcome.Failed(CloseReason reason, Refusal refusal) ->
                    fail(reason.label(), refusal);
        }
    }

    private void relay(ConnectionState.LoggingIn from, LoginOutcome.LoggedIn login)
            throws RecorderException {
        SessionRecorder recorder = from.recorder();
        Channel target = from.target().channel();
        CancelRouter.Key key =
                edge.cancels()
                        .register(
                                login,
                                from.request().version(),
                                from.target().route(),
                                by -> client.eventLoop().execute(() -> onCancelRequest(by)));
        Relay relay =
                new Relay(
                        from.allowed(),
                        client,
                        target,
                        recorder,
                        new Relay.Exits(
                                () -> edge.cancels().cancel(client.eventLoop(), key),
                                BrokerMessages.report("server_version", login.serverVersion()),
                                this::onRelayEnded));
        state = from.onReady(relay, key);
        new Welcome(recorder, client).say(from, login, key);
        target.pipeline().replace(from.login(), "backend", new BackendHandler(relay));
        if (login.rest().isReadable()) {
            relay.onTargetData(login.rest());
        } else {
            login.rest().release();
        }
        client.flush();
        frontend.begin(relay);
    }

    private void onCancelRequest(String by) {
        if (state instanceof ConnectionState.Relaying relaying) {
            guarded(() ->
                    relaying.recorder().append(FactKind.CANCEL_REQUESTED, Map.of("address", by)));
        }
    }

    /// Work that appends: if the recorder fails, the session ends.
    private interface RecorderWork {
        void run() throws RecorderException;
    }

    private void guarded(RecorderWork work) {
        try {
            work.run();
        } catch (RecorderException e) {
            onRecorderFailed(e);
        }
    }

    private void onRecorderFailed(RecorderException cause) {
        if (state instanceof ConnectionState.Relaying relaying) {
            relaying.relay().onRecorderFailed(cause);
        } else {
            fail(CloseReason.RECORDER_FAILED.label(), Refusals.recorder(cause));
        }
    }

    private void onRecorderSlow(Duration lag) {
        if (state instanceof ConnectionState.Relaying relaying) {
            relaying.relay().onRecorderSlow(lag);
        }
    }

    private void end(String reason, Refusal word) {
        if (state instanceof ConnectionState.Relaying relaying) {
            relaying.relay().end(reason, word);
        } else {
            fail(reason, word);
        }
    }

    /// Ends a session that does not relay yet: the client reads `refusal`.
    private void fail(String reason, Refusal refusal) {
        if (state instanceof ConnectionState.Closed) {
            return;
        }
        ByteBuffer fatal = BrokerMessages.fatal(refusal);
        SessionRecorder recorder = state.recorder();
        if (recorder != null) {
            try {
                recorder.append(Origin.BROKER_TO_FRONTEND, fatal);
            } catch (RecorderException _) {
                // Nothing was run: the recording ends without the text of the refusal, and the
                // session with it.
                edge.audit(address, refusal.code(), refusal.message(), "", "");
            }
        }
        client.write(BrokerMessages.buffer(fatal));
        close(reason, refusal.message());
    }

    private void onClientGone() {
        close(CloseReason.CLIENT_DISCONNECTED.label(), "the client closed before login");
    }

    private void close(String reason, String text) {
        SessionRecorder recorder = state.recorder();
        if (state instanceof ConnectionState.LoggingIn loggingIn) {
            loggingIn.login().abandon();
            loggingIn.target().channel().close();
        }
        state = new ConnectionState.Closed();
        if (recorder != null) {
            recorder.close(endFacts(reason, text, 0, 0));
        }
        forget();
        FrontendStream.closeBehind(client);
    }

    private void onRelayEnded(String reason, String text) {
        if (state instanceof ConnectionState.Relaying(var _, var recorder, var relay, var key)) {
            state = new ConnectionState.Closed();
            edge.cancels().remove(key);
            recorder.close(endFacts(reason, text, relay.frontendBytes(), relay.backendBytes()));
            forget();
        }
    }

    private void forget() {
        if (session != null) {
            edge.services().registry().remove(session);
        }
    }

    private Map<String, Object> endFacts(
            String reason, String text, long frontendBytes, long backendBytes) {
        return Map.of(
                "reason", reason,
                "text", text,
                "frontendBytes", frontendBytes,
                "backendBytes", backendBytes,
                "endedAt", edge.services().sources().clock().now().toString());
    }
}
