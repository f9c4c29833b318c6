package dev.postern.broker.proxy.pg;

import io.netty.channel.EventLoop;

import java.util.concurrent.TimeUnit;

/// Looks now and then whether a client that has closed its sending side still reads: one that waits for its answer looks
/// like one that was killed. Confined to the session's event loop.
@SuppressWarnings("FutureReturnValueIgnored") // the event loop runs it or ends
final class EndedClient {

    static final long PROBE_MILLIS = 1_000;

    private final Relay relay;
    private final EventLoop loop;

    EndedClient(Relay relay, EventLoop loop) {
        this.relay = relay;
        this.loop = loop;
    }

    void watch() {
        long seen = relay.backendBytes();
        loop.schedule(() -> probe(seen), PROBE_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void probe(long seen) {
        if (relay.isOver()) {
            return;
        }
        if (!relay.isOwed()) {
            // The target closes behind its last answer by itself; it has as long again to do so.
            loop.schedule(relay::giveUpTarget, PROBE_MILLIS, TimeUnit.MILLISECONDS);
            return;
        }
        if (relay.backendBytes() == seen) {
            relay.sayProbe();
        }
        watch();
    }
}
