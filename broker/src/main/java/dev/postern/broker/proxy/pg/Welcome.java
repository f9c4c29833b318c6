package dev.postern.broker.proxy.pg;

import dev.postern.broker.record.RecorderException;
import dev.postern.broker.record.SessionRecorder;
import dev.postern.pgwire.ProtocolVersion;
import dev.postern.recording.FactKind;
import dev.postern.recording.format.Origin;

import io.netty.channel.Channel;

import java.nio.ByteBuffer;
import java.util.Map;

/// Tells a client that its session is ready: version, AuthenticationOk, the target's own reports, the cancel key made
/// here, the target's ReadyForQuery. Confined to the session's event loop.
@SuppressWarnings(
        "FutureReturnValueIgnored") // a failed write or close ends the channel, and its handlers
// hear of that
final class Welcome {

    private final SessionRecorder recorder;
    private final Channel client;

    Welcome(SessionRecorder recorder, Channel client) {
        this.recorder = recorder;
        this.client = client;
    }

    /// Records and writes the messages, without a flush.
    ///
    /// @param greeting one line for people, or empty
    void say(
            StartupRequest request,
            HostSearch.Outcome.Found found,
            CancelRouter.Key key,
            String greeting)
            throws RecorderException {
        LoginOutcome.LoggedIn login = found.loggedIn();
        recorder.append(
                FactKind.TARGET_CONNECTED,
                Map.of(
                        "address", found.connection().route().text(),
                        "method", login.method(),
                        "tls", found.connection().certificate() != null,
                        "serverVersion", login.serverVersion()));
        if (request.negotiated()) {
            ProtocolVersion version = request.version();
            write(Origin.BROKER_TO_FRONTEND, BrokerMessages.negotiate(version, request.options()));
        }
        write(Origin.BROKER_TO_FRONTEND, BrokerMessages.authenticationOk());
        if (login.reports().length > 0) {
            write(Origin.BACKEND, ByteBuffer.wrap(login.reports()));
        }
        if (key.targetSecret().length > 0) {
            ByteBuffer keyData = BrokerMessages.keyData(key.processId(), key.clientSecret());
            recorder.append(
                    FactKind.SECRET_OMITTED,
                    Map.of(
                            "message",
                            "BackendKeyData",
                            "length",
                            keyData.remaining(),
                            "processId",
                            key.processId(),
                            "reason",
                            "cancel key of the session"));
            client.write(BrokerMessages.buffer(keyData));
        }
        if (!greeting.isEmpty() && !request.isQuiet()) {
            write(Origin.BROKER_TO_FRONTEND, BrokerMessages.notice(greeting, ""));
        }
        write(Origin.BACKEND, ByteBuffer.wrap(login.ready()));
    }

    private void write(Origin origin, ByteBuffer bytes) throws RecorderException {
        recorder.append(origin, bytes);
        client.write(BrokerMessages.buffer(bytes));
    }
}
