package dev.postern.broker.http;

import dev.postern.broker.audit.Actor;
import dev.postern.broker.audit.AuditCode;
import dev.postern.broker.audit.AuditTrail;
import dev.postern.broker.identity.Person;
import dev.postern.broker.session.LiveSession;
import dev.postern.broker.session.SessionRegistry;

import io.javalin.http.Context;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Ending sessions that run.
public final class LiveSessionRoutes implements Routes {

    private static final String ADMIN_SHUTDOWN = "57P01";
    private static final int SHORTEST_PREFIX = 8;

    private final SessionRegistry sessions;
    private final AuditTrail trail;

    public LiveSessionRoutes(SessionRegistry sessions, AuditTrail trail) {
        this.sessions = sessions;
        this.trail = trail;
    }

    @Override
    public void addTo(RouteTable table) {
        table.post("/api/v1/sessions/{id}/end", Right.SIGNED_IN, this::end);
    }

    private void end(Context context) {
        Caller caller = Caller.of(context);
        Person person = caller.person();
        LiveSession session = find(context.pathParam("id").toUpperCase(Locale.ROOT), caller);
        EndBody body =
                context.body().isBlank() ? new EndBody(null) : context.bodyAsClass(EndBody.class);
        String reason = body.reason() == null ? "" : body.reason().strip();
        trail.write(
                AuditCode.SESSION_END_ASKED,
                new Actor(person.id(), person.name(), person.email()),
                caller.address(),
                String.valueOf(session.facts().get("target")),
                session.id(),
                Map.of("reason", reason),
                person.name()
                        + " ended session "
                        + session.id()
                        + (reason.isEmpty() ? "." : ": " + reason));
        session.end(
                "terminated",
                ADMIN_SHUTDOWN,
                "this session was ended by " + person.name(),
                reason.isEmpty() ? "" : "The reason given: " + reason);
        context.status(204);
    }

    private LiveSession find(String prefix, Caller caller) {
        List<LiveSession> found =
                prefix.length() < SHORTEST_PREFIX
                        ? List.of()
                        : sessions.all().stream()
                                .filter(session -> session.id().startsWith(prefix))
                                .filter(session -> mayEnd(caller, session))
                                .toList();
        if (found.size() != 1) {
            throw ApiException.notFound(
                    found.isEmpty()
                            ? "There is no running session " + prefix + " that you may end."
                            : "Several running sessions begin with "
                                    + prefix
                                    + ": give more of the id.");
        }
        return found.getFirst();
    }

    private static boolean mayEnd(Caller caller, LiveSession session) {
        return caller.rights().endSessions()
                || (session.facts().get("person") instanceof Map<?, ?> person
                        && caller.person().id().equals(person.get("id")));
    }

    record EndBody(@Nullable String reason) {}
}
