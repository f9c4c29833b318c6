package dev.postern.broker.proxy.pg;

import dev.postern.broker.record.SessionRecorder;
import dev.postern.broker.session.Admission;

import org.jspecify.annotations.Nullable;

/// How far a client connection has come; each state holds only what is valid in it.
///
/// ```
/// AwaitingStartup -> Authorizing -> Recording -> ConnectingUpstream -> Relaying -> Closed
/// ```
///
/// Each may go to [Closed]. What comes before a start-up packet is [TlsNegotiation]'s. [ConnectionStateMachine] owns
/// the
/// state and makes the moves.
sealed interface ConnectionState {

    /// The recording that is open, or null if none is.
    default @Nullable SessionRecorder recorder() {
        return null;
    }

    /// TLS and the start-up packet are not complete.
    record AwaitingStartup() implements ConnectionState {
        Authorizing onStartup(StartupRequest request) {
            return new Authorizing(request);
        }
    }

    /// The gatekeeper decides.
    record Authorizing(StartupRequest request) implements ConnectionState {
        Recording onAllowed(Admission.Allowed allowed, SessionRecorder recorder) {
            return new Recording(request, allowed, recorder);
        }
    }

    /// The recording is open, its beginning is not yet durable; no target socket exists.
    record Recording(StartupRequest request, Admission.Allowed allowed, SessionRecorder recorder)
            implements ConnectionState {
        ConnectingUpstream onSynced(HostSearch search) {
            return new ConnectingUpstream(request, allowed, recorder, search);
        }
    }

    /// A host of the target is being looked for, and the broker logs in to it.
    record ConnectingUpstream(
            StartupRequest request,
            Admission.Allowed allowed,
            SessionRecorder recorder,
            HostSearch search)
            implements ConnectionState {
        Relaying onReady(Relay relay, CancelRouter.Key key) {
            return new Relaying(allowed, recorder, relay, key);
        }
    }

    /// Bytes flow both ways.
    record Relaying(
            Admission.Allowed allowed, SessionRecorder recorder, Relay relay, CancelRouter.Key key)
            implements ConnectionState {}

    /// Nothing happens any more.
    record Closed() implements ConnectionState {}
}
