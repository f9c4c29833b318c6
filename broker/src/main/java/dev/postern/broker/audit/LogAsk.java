package dev.postern.broker.audit;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

/// Something that others ask the thread of the site log to do at its next look. Who asks before it looks shares the
/// answer.
final class LogAsk {

    private static final int LONGEST_SECONDS = 20;

    private final String what;
    private final AtomicReference<@Nullable CompletableFuture<Void>> asked =
            new AtomicReference<>();

    /// @param what as in "no ... could be made"
    LogAsk(String what) {
        this.what = what;
    }

    /// Asks and waits for the answer.
    ///
    /// @param wake makes the thread look
    /// @throws AuditException if it was not done
    void await(Runnable wake) {
        CompletableFuture<Void> own = new CompletableFuture<>();
        CompletableFuture<Void> others = asked.compareAndExchange(null, own);
        wake.run();
        try {
            (others == null ? own : others).get(LONGEST_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AuditException("interrupted while a " + what + " was being made", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new AuditException("no " + what + " could be made: " + e.getMessage(), e);
        }
    }

    /// Whether somebody waits. Called by the thread alone, like [#take].
    boolean isAsked() {
        return asked.get() != null;
    }

    /// What is to be kept or broken when it is done; who asks from now on has to wait for the next.
    CompletableFuture<Void> take() {
        CompletableFuture<Void> taken = asked.getAndSet(null);
        return taken == null ? new CompletableFuture<>() : taken;
    }
}
