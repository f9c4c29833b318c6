package dev.postern.broker.session;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/// A running session, as the rest of the broker may touch it.
public interface LiveSession {

    /// The session's ULID.
    String id();

    /// The access request it lives by, or null.
    @Nullable String grant();

    /// When it must end.
    Instant endsAt();

    /// The text of the FATAL at that time.
    String endReason();

    /// The `SESSION_STARTED` facts.
    Map<String, Object> facts();

    /// Tells the client something as soon as a message may begin: a NOTICE. Returns at once; may be called from any
    /// thread.
    void tell(String message, String detail);

    /// Tells the client something about its time, which its recording says too. Returns at once; may be called from any
    /// thread.
    default void announce(Announcement announcement) {
        tell(announcement.text(), announcement.detail());
    }

    /// Ends it: a running statement is cancelled, the client reads FATAL `sqlState` with `message` and `detail`, both
    /// sockets are closed, the recording is closed with `reason`. Returns at once; may be called from any thread and
    /// more than once.
    ///
    /// @param reason a close reason such as `grant-ended`, `terminated`, `shutdown`
    void end(String reason, String sqlState, String message, String detail);

    /// Ends it like [#end] as soon as no statement runs and no transaction is open; until then the client goes on, and
    /// has read a NOTICE. Returns at once; may be called from any thread.
    ///
    /// @param notice for a client that is waited for
    void endWhenIdle(String reason, String sqlState, String message, String notice);

    /// Does what a person orders, and completes with what became of it. Returns at once; may be called from any thread.
    default CompletableFuture<SessionOrder.Outcome> obey(SessionOrder order) {
        return CompletableFuture.completedFuture(SessionOrder.Outcome.NOT_RELAYING);
    }

    /// The order by which it is held, or null.
    default @Nullable SessionOrder held() {
        return null;
    }
}
