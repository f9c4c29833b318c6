package dev.postern.verify;

import dev.postern.json.Json;
import dev.postern.json.MalformedJsonException;
import dev.postern.sitelog.Finding;
import dev.postern.sitelog.Harm;
import dev.postern.sitelog.SiteLogVerifier;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What the leaves of a site log say about recordings.
final class LoggedSessions implements SiteLogVerifier.LeafListener {

    private static final String START = "session.start";
    private static final String SEALED = "recording.sealed";
    private static final String ERASED = "recording.erased";
    private static final String EXPIRED = "recording.expired";
    private static final String BROKER_STARTED = "broker.started";
    private static final int MAX_FINDINGS = 100;

    private final Map<String, Session> sessions = new HashMap<>();
    private final Map<String, String> byChain = new HashMap<>();
    private final List<Finding> findings = new ArrayList<>();
    private long lastStart = -1;

    /// What is logged of one session. Leaves are numbered from 0; -1 if there is none.
    static final class Session {
        private long start = -1;
        private long sealed = -1;
        private @Nullable Seal seal;
        private boolean erased;
        private boolean expired;

        long start() {
            return start;
        }

        long sealed() {
            return sealed;
        }

        @Nullable Seal seal() {
            return seal;
        }

        /// Whether its content was erased by destroying its key.
        boolean isErased() {
            return erased;
        }

        /// Whether retention deleted it.
        boolean isExpired() {
            return expired;
        }
    }

    @Override
    public void leaf(long index, byte[] entry) {
        Map<String, @Nullable Object> members;
        try {
            members = Json.readObject(entry);
        } catch (MalformedJsonException e) {
            find(index, Harm.FLIP, "leaf " + (index + 1) + " is no audit event: " + e.getMessage());
            return;
        }
        if (!Long.valueOf(index + 1).equals(members.get("id"))) {
            find(
                    index,
                    Harm.REWRITE,
                    "leaf " + (index + 1) + " says that it is number " + members.get("id"));
        }
        String code = members.get("code") instanceof String text ? text : "";
        if (code.equals(BROKER_STARTED)) {
            lastStart = index;
        }
        if (members.get("session") instanceof String session) {
            Map<?, ?> detail = members.get("detail") instanceof Map<?, ?> map ? map : Map.of();
            session(index, session, code, detail);
        }
    }

    private void session(long index, String name, String code, Map<?, ?> detail) {
        switch (code) {
            case START -> sessions.computeIfAbsent(name, key -> new Session()).start = index;
            case SEALED -> {
                Session session = sessions.computeIfAbsent(name, key -> new Session());
                session.sealed = index;
                session.seal = Seal.of(detail).orElse(null);
                if (session.seal != null) {
                    byChain.put(session.seal.chain(), name);
                }
            }
            case ERASED -> sessions.computeIfAbsent(name, key -> new Session()).erased = true;
            case EXPIRED -> sessions.computeIfAbsent(name, key -> new Session()).expired = true;
            default -> {
                // of no importance for recordings
            }
        }
    }

    private void find(long index, Harm harm, String text) {
        if (findings.size() < MAX_FINDINGS) {
            findings.add(new Finding(harm, "site-log", index + 1, text));
        }
    }

    Map<String, Session> all() {
        return sessions;
    }

    @Nullable Session find(String session) {
        return sessions.get(session);
    }

    /// The session whose seal has this last hash, or null.
    @Nullable String withChain(String chain) {
        return byChain.get(chain);
    }

    /// Whether a session began after the last start of the broker: it may still run.
    boolean mayRun(Session session) {
        return session.start > lastStart;
    }

    List<Finding> findings() {
        return findings;
    }
}
