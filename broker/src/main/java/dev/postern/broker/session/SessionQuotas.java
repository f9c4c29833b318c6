package dev.postern.broker.session;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/// Counts the sessions that fall under each quota; thread-safe.
public final class SessionQuotas {

    private final Map<String, Integer> inUse = new HashMap<>();

    /// A number of sessions that may run at once.
    ///
    /// @param key  what it counts: one counter for all quotas with this key
    /// @param most at least 1
    /// @param name as in the configuration, and whose it is, for people
    record Quota(String key, int most, String name) {}

    /// The answer to a wish for a place under several quotas.
    sealed interface Answer {
        /// A place under each of them.
        record Taken(Lease lease) implements Answer {}

        /// One of them is used up; none was taken.
        record UsedUp(Quota quota) implements Answer {}
    }

    /// A place under quotas; whoever holds it gives it back once the session is over.
    @FunctionalInterface
    public interface Lease {

        /// A lease of nothing.
        Lease NONE = () -> {};

        /// Gives the place back; further calls do nothing.
        void release();
    }

    /// Takes a place under all of `quotas`, or under none.
    synchronized Answer take(List<Quota> quotas) {
        Optional<Quota> usedUp =
                quotas.stream()
                        .filter(quota -> inUse.getOrDefault(quota.key(), 0) >= quota.most())
                        .findFirst();
        if (usedUp.isPresent()) {
            return new Answer.UsedUp(usedUp.get());
        }
        quotas.forEach(quota -> inUse.merge(quota.key(), 1, Integer::sum));
        AtomicBoolean isReleased = new AtomicBoolean();
        return new Answer.Taken(() -> {
            if (!isReleased.getAndSet(true)) {
                release(quotas);
            }
        });
    }

    private synchronized void release(List<Quota> quotas) {
        quotas.forEach(quota ->
                inUse.computeIfPresent(quota.key(), (_, used) -> used == 1 ? null : used - 1));
    }
}
