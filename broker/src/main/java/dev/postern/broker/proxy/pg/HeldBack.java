package dev.postern.broker.proxy.pg;

import io.netty.channel.EventLoop;

import java.util.concurrent.TimeUnit;

/// Asks after a client that is held back because its target reads nothing.
///
/// Such a client is not read either, and its last packet waits behind what it sent: whether it is still there shows only
/// when something is sent to it, because the system of one that has gone answers with a reset. Confined to the session's
/// event loop.
@SuppressWarnings("FutureReturnValueIgnored") // the event loop runs it or ends
final class HeldBack {

    private static final long STILL_MILLIS = 3_000;

    private final EventLoop loop;
    private final FrontendStream frontend;
    private final Runnable ask;
    private boolean isWatched;

    /// @param ask sends the client something that tells it nothing new
    HeldBack(EventLoop loop, FrontendStream frontend, Runnable ask) {
        this.loop = loop;
        this.frontend = frontend;
        this.ask = ask;
    }

    /// Begins to watch if the client is held back.
    void look() {
        if (!isWatched && frontend.isHeldBack()) {
            isWatched = true;
            long seen = frontend.totalBytes();
            loop.schedule(() -> lookAgain(seen), STILL_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void lookAgain(long seen) {
        isWatched = false;
        if (frontend.isHeldBack() && frontend.totalBytes() == seen) {
            ask.run();
        }
        look();
    }
}
