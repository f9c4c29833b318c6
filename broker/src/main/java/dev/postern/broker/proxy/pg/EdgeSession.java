package dev.postern.broker.proxy.pg;

import dev.postern.broker.session.Admission;
import dev.postern.broker.session.Announcement;
import dev.postern.broker.session.LiveSession;
import dev.postern.broker.session.SessionOrder;

import io.netty.channel.EventLoop;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

/// A session of this edge, as the rest of the broker may touch it; thread-safe.
final class EdgeSession implements LiveSession {

    private final Admission.Allowed allowed;
    private final EventLoop loop;
    private final Orders orders;
    private volatile @Nullable SessionOrder held;

    /// What the session's connection can be told, on `loop` only.
    ///
    /// @param end         a reason and a last word
    /// @param tell        a message and its detail
    /// @param announce    what stands in the recording too
    /// @param endWhenIdle a last word, and a notice for a client that is waited for
    /// @param obey        somebody's order; answers what became of it
    record Orders(
            BiConsumer<String, Refusal> end,
            BiConsumer<String, String> tell,
            Consumer<Announcement> announce,
            BiConsumer<Refusal, String> endWhenIdle,
            Function<SessionOrder, SessionOrder.Outcome> obey) {}

    EdgeSession(Admission.Allowed allowed, EventLoop loop, Orders orders) {
        this.allowed = allowed;
        this.loop = loop;
        this.orders = orders;
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
    public void tell(String message, String detail) {
        loop.execute(() -> orders.tell().accept(message, detail));
    }

    @Override
    public void announce(Announcement announcement) {
        loop.execute(() -> orders.announce().accept(announcement));
    }

    @Override
    public void end(String reason, String sqlState, String message, String detail) {
        Refusal word = new Refusal(reason, sqlState, message, detail, "");
        loop.execute(() -> orders.end().accept(reason, word));
    }

    @Override
    public void endWhenIdle(String reason, String sqlState, String message, String notice) {
        Refusal word = new Refusal(reason, sqlState, message, "", "");
        loop.execute(() -> orders.endWhenIdle().accept(word, notice));
    }

    @Override
    public CompletableFuture<SessionOrder.Outcome> obey(SessionOrder order) {
        CompletableFuture<SessionOrder.Outcome> outcome = new CompletableFuture<>();
        loop.execute(() -> {
            SessionOrder.Outcome done = orders.obey().apply(order);
            if (done == SessionOrder.Outcome.DONE) {
                held =
                        switch (order.kind()) {
                            case CANCEL, END -> held;
                            case HOLD -> order;
                            case RESUME -> null;
                        };
            }
            outcome.complete(done);
        });
        return outcome;
    }

    @Override
    public @Nullable SessionOrder held() {
        return held;
    }
}
