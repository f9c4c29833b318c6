package dev.postern.broker.proxy.pg;

import dev.postern.broker.record.RecorderException;
import dev.postern.broker.record.SessionRecorder;
import dev.postern.broker.session.Admission;
import dev.postern.broker.session.Announcement;
import dev.postern.broker.session.ConnectionAttempt;
import dev.postern.broker.session.SessionOrder;
import dev.postern.pgwire.StartupPacket.StartupMessage;
import dev.postern.recording.FactKind;
import dev.postern.recording.format.Origin;

import io.netty.channel.Channel;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

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
                        address,
                        !request.replication().isEmpty());
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
            allowed.terms().lease().release();
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
        EdgeSession live =
                new EdgeSession(
                        allowed,
                        client.eventLoop(),
                        new EdgeSession.Orders(
                                this::end,
                                this::tell,
                                this::announce,
                                this::endWhenIdle,
                                this::obey));
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
        Admission.Allowed allowed = recording.allowed();
        StartupMessage startup = UpstreamLogin.startup(recording.request(), allowed);
        if (!fits(startup)) {
            fail(CloseReason.PROTOCOL_VIOLATION.label(), Refusals.startupTooLong());
            return;
        }
        HostSearch search =
                new HostSearch(
                        edge,
                        client.eventLoop(),
                        new HostSearch.Wanted(
                                allowed.target(),
                                edge.services().targets().health().order(allowed.target()),
                                allowed.target().options().serverRole(),
                                allowed.login(),
                                allowed.databaseRole(),
                                startup),
                        new SearchLog(recording.recorder()),
                        this::onSearched);
        state = recording.onSynced(search);
        search.begin();
    }

    /// Whether a server takes the packet; the broker has written role and database into it.
    private static boolean fits(StartupMessage startup) {
        try {
            return startup.encode().hasRemaining();
        } catch (IllegalArgumentException tooLong) {
            return false;
        }
    }

    private void onSearched(HostSearch.Outcome outcome) {
        if (!(state instanceof ConnectionState.ConnectingUpstream connecting)) {
            return;
        }
        switch (outcome) {
            case HostSearch.Outcome.Found found -> guarded(() -> relay(connecting, found));
            case HostSearch.Outcome.RefusedByTarget(byte[] error) ->
                    guarded(() -> {
                        ByteBuffer bytes = ByteBuffer.wrap(error);
                        connecting.recorder().append(Origin.BACKEND, bytes);
                        client.write(BrokerMessages.buffer(bytes));
                        close(CloseReason.TARGET_REFUSED.label(), "the target refused the login");
                    });
            case HostSearch.Outcome.Failed(CloseReason reason, Refusal refusal) ->
                    fail(reason.label(), refusal);
        }
    }

    private void relay(ConnectionState.ConnectingUpstream from, HostSearch.Outcome.Found found)
            throws RecorderException {
        SessionRecorder recorder = from.recorder();
        LoginOutcome.LoggedIn login = found.loggedIn();
        Channel target = found.connection().channel();
        CancelRouter.Key key =
                edge.cancels()
                        .register(
                                login,
                                from.request().version(),
                                found.connection().route(),
                                this::cancelRequested);
        Relay relay =
                new Relay(
                        from.allowed(),
                        client,
                        target,
                        recorder,
                        new RelayExits(
                                () -> edge.cancels().cancel(client.eventLoop(), key),
                                BrokerMessages.report("server_version", login.serverVersion()),
                                this::onRelayEnded));
        state = from.onReady(relay, key);
        new Welcome(recorder, client)
                .say(from.request(), found, key, from.allowed().terms().greeting());
        target.pipeline().replace(found.login(), "backend", new BackendHandler(relay));
        if (login.rest().isReadable()) {
            relay.onTargetData(login.rest());
        } else {
            login.rest().release();
        }
        client.flush();
        frontend.begin(relay);
        if (state instanceof ConnectionState.Relaying) {
            new SessionWatch(
                            relay,
                            from.allowed(),
                            !from.request().replication().isEmpty(),
                            edge.services().sources(),
                            client.eventLoop())
                    .start();
        }
    }

    private CompletableFuture<Boolean> cancelRequested(CancelRouter.Requester by) {
        CompletableFuture<Boolean> isForTarget = new CompletableFuture<>();
        client.eventLoop()
                .execute(() -> {
                    onCancelRequest(by);
                    isForTarget.complete(
                            !(state instanceof ConnectionState.Relaying relaying)
                                    || relaying.relay().holding().onCancelRequest());
                });
        return isForTarget;
    }

    private void onCancelRequest(CancelRouter.Requester by) {
        if (state instanceof ConnectionState.Relaying relaying) {
            String session = relaying.allowed().session();
            edge.waiting()
                    .execute(() ->
                            edge.services()
                                    .attempts()
                                    .cancelAsked(
                                            by.address(),
                                            session,
                                            by.isEncrypted(),
                                            by.certificate()));
            guarded(() ->
                    relaying.recorder()
                            .append(
                                    FactKind.CANCEL_REQUESTED,
                                    Map.of(
                                            "address",
                                            by.address(),
                                            "tls",
                                            by.isEncrypted(),
                                            "certificate",
                                            by.certificate())));
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

    private void tell(String message, String detail) {
        if (state instanceof ConnectionState.Relaying relaying) {
            relaying.relay().tell(message, detail);
        }
    }

    private void announce(Announcement announcement) {
        if (state instanceof ConnectionState.Relaying relaying) {
            relaying.relay().holding().announce(announcement);
        }
    }

    private SessionOrder.Outcome obey(SessionOrder order) {
        return state instanceof ConnectionState.Relaying relaying
                ? relaying.relay().holding().obey(order)
                : SessionOrder.Outcome.NOT_RELAYING;
    }

    private void endWhenIdle(Refusal word, String notice) {
        if (state instanceof ConnectionState.Relaying relaying) {
            relaying.relay().endWhenIdle(word, notice);
        } else {
            fail(word.code(), word);
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
        if (state instanceof ConnectionState.ConnectingUpstream connecting) {
            connecting.search().abandon();
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
            session.release();
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
