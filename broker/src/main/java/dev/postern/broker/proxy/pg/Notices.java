package dev.postern.broker.proxy.pg;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/// What a client is to be told as soon as a message may begin: a few NOTICEs, so that a client that takes nothing holds
/// little back. Confined to the session's event loop.
final class Notices {

    private static final int MOST = 8;

    private final ArrayDeque<ByteBuffer> waiting = new ArrayDeque<>();

    /// Adds one, unless too many wait.
    void add(String message, String detail) {
        if (waiting.size() < MOST) {
            waiting.add(BrokerMessages.notice(message, detail));
        }
    }

    boolean isWaiting() {
        return !waiting.isEmpty();
    }

    /// The first that waits, a whole message.
    ByteBuffer take() {
        return waiting.remove();
    }
}
