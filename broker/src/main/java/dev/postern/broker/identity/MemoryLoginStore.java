package dev.postern.broker.identity;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Keeps sign-ins in memory: a restart of the broker ends them all.
public final class MemoryLoginStore implements LoginStore {

    private final Map<String, Login> byTokenHash = new ConcurrentHashMap<>();

    @Override
    public void add(String tokenHash, Login login) {
        byTokenHash.put(tokenHash, login);
    }

    @Override
    public Optional<Login> findByTokenHash(String tokenHash) {
        return Optional.ofNullable(byTokenHash.get(tokenHash));
    }

    @Override
    public Optional<Login> findById(String id) {
        return byTokenHash.values().stream().filter(l -> l.id().equals(id)).findAny();
    }

    @Override
    public void remove(String id) {
        byTokenHash.values().removeIf(l -> l.id().equals(id));
    }

    @Override
    public void removeExpiredBefore(Instant time) {
        byTokenHash.values().removeIf(l -> l.expiresAt().isBefore(time));
    }
}
