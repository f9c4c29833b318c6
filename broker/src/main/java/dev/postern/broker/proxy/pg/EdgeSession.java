package dev.postern.broker.proxy.pg;

import dev.postern.broker.session.Admission;
import dev.postern.broker.session.LiveSession;

import io.netty.channel.EventLoop;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Map;
import java.util.function.BiConsumer;

/// A session of this edge, as the rest of the broker may touch it; thread-safe.
final class EdgeSession implements LiveSession {

    private final Admission.Allowed allowed;
    private final EventLoop loop;
    private final BiConsumer<String, Refusal> onEnd;

    /// @param onEnd ends the session, on `loop`, with a reason and a last word
    EdgeSession(Admission.Allowed allowed, EventLoop loop, BiConsumer<String, Refusal> onEnd) {
        this.allowed = allowed;
        this.loop = loop;
        this.onEnd = onEnd;
    }

    /// Gives the session's place back.
    void release() {
        allowed.terms().lease().release();
    }

    @Override
    public String id() {
        return allowed.session();
    }

    @Override
    public @Nullable String grant() {
        return allowed.grant();
    }

    @Override
    public Instant endsAt() {
        return allowed.endsAt();
    }

    @Override
    public String endReason() {
        return allowed.endReason();
    }

    @Override
    public Map<String, Object> facts() {
        return allowed.facts();
    }

    @Override
    public void end(String reason, String sqlState, String message, String detail) {
        Refusal word = new Refusal(reason, sqlState, message, detail, "");
        loop.execute(() -> onEnd.accept(reason, word));
    }
}
