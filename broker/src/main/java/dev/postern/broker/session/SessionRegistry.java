package dev.postern.broker.session;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// The sessions that are running in this broker.
public final class SessionRegistry {

    private final Map<String, LiveSession> sessions = new ConcurrentHashMap<>();

    /// Adds a session that has been admitted and is about to relay.
    public void add(LiveSession session) {
        sessions.put(session.id(), session);
    }

    /// Takes out a session that has ended.
    public void remove(LiveSession session) {
        sessions.remove(session.id(), session);
    }

    /// The session with this id, if it is running.
    public Optional<LiveSession> find(String id) {
        return Optional.ofNullable(sessions.get(id));
    }

    /// All running sessions, at this moment.
    public Collection<LiveSession> all() {
        return List.copyOf(sessions.values());
    }

    /// The running sessions that live by this grant.
    public List<LiveSession> livingBy(String grant) {
        return sessions.values().stream().filter(s -> grant.equals(s.grant())).toList();
    }
}
