package dev.postern.broker.app;

import dev.postern.broker.audit.Actor;
import dev.postern.broker.audit.AuditCode;
import dev.postern.broker.audit.AuditException;
import dev.postern.broker.audit.AuditTrail;
import dev.postern.broker.record.Durability;
import dev.postern.broker.record.Recorder;
import dev.postern.broker.record.RecorderException;
import dev.postern.broker.record.SessionRecorder;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;

/// Writes `session.start` to the site log before a recording is handed out: from then on its absence shows.
///
/// The recording is begun first, so that a broker that is killed in between leaves a recording too many, never a start
/// without one.
final class LoggedRecorder implements Recorder {

    private static final List<String> KEPT =
            List.of("target", "database", "databaseRole", "grant", "certificate", "login", "key");

    private final Recorder recorder;
    private final AuditTrail audit;

    LoggedRecorder(Recorder recorder, AuditTrail audit) {
        this.recorder = recorder;
        this.audit = audit;
    }

    @Override
    public SessionRecorder open(
            String session, Map<String, Object> facts, Durability durability, Executor loop)
            throws RecorderException {
        SessionRecorder opened = recorder.open(session, facts, durability, loop);
        try {
            audit.write(start(session, facts, durability));
            return opened;
        } catch (AuditException e) {
            loop.execute(() ->
                    opened.close(
                            Map.of(
                                    "reason",
                                    "audit-failed",
                                    "text",
                                    "the start could not be logged")));
            throw new RecorderException(
                    RecorderException.Kind.IO_ERROR,
                    "the start of the session could not be logged: " + e.getMessage(),
                    e);
        }
    }

    @Override
    public @Nullable RecorderException refusal() {
        return recorder.refusal();
    }

    private static AuditTrail.NewEvent start(
            String session, Map<String, Object> facts, Durability durability) {
        Map<String, @Nullable Object> detail = new LinkedHashMap<>();
        KEPT.forEach(name -> {
            if (facts.containsKey(name)) {
                detail.put(name, facts.get(name));
            }
        });
        detail.put("durability", durability.name());
        Map<?, ?> person = facts.get("person") instanceof Map<?, ?> who ? who : Map.of();
        Map<?, ?> client = facts.get("client") instanceof Map<?, ?> from ? from : Map.of();
        Actor actor =
                person.isEmpty()
                        ? null
                        : new Actor(
                                text(person, "id"), text(person, "name"), text(person, "email"));
        return new AuditTrail.NewEvent(
                AuditCode.SESSION_START,
                actor,
                text(client, "address"),
                facts.get("target") instanceof String target ? target : null,
                session,
                detail,
                (actor == null ? "Somebody" : actor.email())
                        + " begins a session with "
                        + facts.get("target")
                        + "/"
                        + facts.get("database")
                        + " as "
                        + facts.get("databaseRole"));
    }

    private static String text(Map<?, ?> members, String name) {
        return members.get(name) instanceof String value ? value : "";
    }

    @Override
    public void close() {
        recorder.close();
    }
}
