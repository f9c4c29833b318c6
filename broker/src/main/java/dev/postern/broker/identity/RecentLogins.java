package dev.postern.broker.identity;

import dev.postern.broker.base.Ticker;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Sign-ins as they were read at most [#FRESH] ago, so that many connections of one person are one look into the database.
///
/// What ends here is forgotten at once; what ends in another broker is seen a quarter of a second later. A sign-in that
/// cannot be read is an error, as without this. Thread-safe.
public final class RecentLogins implements LoginStore {

    static final Duration FRESH = Duration.ofMillis(250);
    private static final int MOST = 1024;

    private final LoginStore store;
    private final Ticker ticker;
    private final Map<String, Read> read = new LinkedHashMap<>();
    private long removals;

    /// @param store where they are kept; every removal in this process goes through this object
    public RecentLogins(LoginStore store, Ticker ticker) {
        this.store = store;
        this.ticker = ticker;
    }

    private record Read(Login login, long atNanos) {}

    @Override
    public void add(String tokenHash, Login login) {
        store.add(tokenHash, login);
    }

    @Override
    public Optional<Login> findByTokenHash(String tokenHash) {
        return store.findByTokenHash(tokenHash);
    }

    @Override
    public Optional<Login> findById(String id) {
        long now = ticker.nanos();
        long before;
        synchronized (this) {
            Read recent = read.get(id);
            if (recent != null && now - recent.atNanos() < FRESH.toNanos()) {
                return Optional.of(recent.login());
            }
            read.remove(id);
            before = removals;
        }
        Optional<Login> found = store.findById(id);
        synchronized (this) {
            // What was removed while it was read is not kept.
            if (found.isPresent() && before == removals) {
                read.put(id, new Read(found.get(), now));
                while (read.size() > MOST) {
                    read.remove(read.keySet().iterator().next());
                }
            }
        }
        return found;
    }

    @Override
    public void remove(String id) {
        forget();
        store.remove(id);
        forget();
    }

    @Override
    public void removeExpiredBefore(Instant time) {
        forget();
        store.removeExpiredBefore(time);
        forget();
    }

    private synchronized void forget() {
        removals++;
        read.clear();
    }
}
