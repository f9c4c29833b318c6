package dev.postern.broker.http;

import dev.postern.broker.audit.Actor;
import dev.postern.broker.audit.AuditCode;
import dev.postern.broker.audit.AuditTrail;
import dev.postern.broker.base.Clock;
import dev.postern.broker.identity.Person;
import dev.postern.broker.session.LiveSession;
import dev.postern.broker.session.SessionOrder;
import dev.postern.broker.session.SessionOrder.Kind;
import dev.postern.broker.session.SessionRegistry;

import io.javalin.http.Context;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Ending sessions that run, holding them, letting them go on, and cancelling what they run.
public final class LiveSessionRoutes implements Routes {

    private static final String ADMIN_SHUTDOWN = "57P01";
    private static final int SHORTEST_PREFIX = 8;
    private static final int MAX_REASON_CHARS = 500;
    private static final long ANSWER_SECONDS = 10;

    private final SessionRegistry sessions;
    private final AuditTrail trail;
    private final Clock clock;

    public LiveSessionRoutes(SessionRegistry sessions, AuditTrail trail, Clock clock) {
        this.sessions = sessions;
        this.trail = trail;
        this.clock = clock;
    }

    @Override
    public void addTo(RouteTable table) {
        table.post("/api/v1/sessions/{id}/end", Right.SIGNED_IN, this::end);
        table.post("/api/v1/sessions/{id}/cancel", Right.SIGNED_IN, this::cancel);
        table.post("/api/v1/sessions/{id}/hold", Right.SIGNED_IN, this::hold);
        table.post("/api/v1/sessions/{id}/resume", Right.SIGNED_IN, this::resume);
    }

    private void end(Context context) {
        Caller caller = Caller.of(context);
        Person person = caller.person();
        LiveSession session = find(context, caller, true, "end");
        String reason = reason(context);
        audit(
                caller,
                session,
                AuditCode.SESSION_END_ASKED,
                reason,
                "ended session " + session.id());
        var _ =
                session.obey(
                        new SessionOrder(
                                Kind.END,
                                new SessionOrder.By(person.id(), person.name(), person.email()),
                                reason,
                                clock.now()));
        session.end(
                "terminated",
                ADMIN_SHUTDOWN,
                "this session was ended by " + person.name(),
                reason.isEmpty() ? "" : "The reason given: " + reason);
        context.status(204);
    }

    private void cancel(Context context) throws InterruptedException {
        Caller caller = Caller.of(context);
        LiveSession session = find(context, caller, true, "cancel a statement of");
        order(
                context,
                session,
                Kind.CANCEL,
                AuditCode.STATEMENT_CANCEL_ASKED,
                "asked to cancel the running statement of session " + session.id());
    }

    private void hold(Context context) throws InterruptedException {
        LiveSession session = find(context, Caller.of(context), false, "hold");
        order(
                context,
                session,
                Kind.HOLD,
                AuditCode.SESSION_HOLD_ASKED,
                "asked to hold session " + session.id());
    }

    private void resume(Context context) throws InterruptedException {
        Caller caller = Caller.of(context);
        LiveSession session = find(context, caller, false, "let go on");
        SessionOrder held = session.held();
        if (isOwn(caller, session)
                && held != null
                && !held.by().id().equals(caller.person().id())) {
            throw ApiException.forbidden(
                    "own_session",
                    "This is your own session, and " + held.by().name() + " holds it.",
                    "Ask " + held.by().name() + " to let it go on.");
        }
        order(
                context,
                session,
                Kind.RESUME,
                AuditCode.SESSION_RESUME_ASKED,
                "asked to let session " + session.id() + " go on");
    }

    private void order(Context context, LiveSession session, Kind kind, AuditCode code, String deed)
            throws InterruptedException {
        Caller caller = Caller.of(context);
        Person person = caller.person();
        String reason = reason(context);
        if (reason.isEmpty()) {
            throw ApiException.badInput(
                    "A reason is needed.",
                    "Give `reason`: the person whose session it is reads it.");
        }
        audit(caller, session, code, reason, deed);
        SessionOrder order =
                new SessionOrder(
                        kind,
                        new SessionOrder.By(person.id(), person.name(), person.email()),
                        reason,
                        clock.now());
        answer(obeyed(session, order));
        Map<String, @Nullable Object> view = new LinkedHashMap<>();
        view.put("session", session.id());
        view.put("held", held(session));
        context.json(view);
    }

    private static SessionOrder.Outcome obeyed(LiveSession session, SessionOrder order)
            throws InterruptedException {
        try {
            return session.obey(order).get(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new ApiException(
                    503,
                    "session_busy",
                    "The session has not answered.",
                    "Look at it, and try again.");
        }
    }

    private static void answer(SessionOrder.Outcome outcome) {
        switch (outcome) {
            case DONE -> {}
            case NOTHING_RUNS ->
                    throw ApiException.conflict(
                            "nothing_runs", "The session runs no statement now.", "");
            case HELD_ALREADY ->
                    throw ApiException.conflict("held_already", "The session is held already.", "");
            case NOT_HELD ->
                    throw ApiException.conflict("not_held", "The session is not held.", "");
            case NOT_RELAYING ->
                    throw ApiException.conflict(
                            "not_relaying",
                            "The session is only beginning, or has just ended.",
                            "Look at it, and try again.");
        }
    }

    /// HELD of a session: `since`, `by`, `reason`; null if it is not held.
    static @Nullable Map<String, Object> held(@Nullable LiveSession session) {
        SessionOrder order = session == null ? null : session.held();
        if (order == null) {
            return null;
        }
        Map<String, Object> by = new LinkedHashMap<>();
        by.put("id", order.by().id());
        by.put("name", order.by().name());
        by.put("email", order.by().email());
        Map<String, Object> held = new LinkedHashMap<>();
        held.put("since", ApiJson.time(order.at()));
        held.put("by", by);
        held.put("reason", order.reason());
        return held;
    }

    private void audit(
            Caller caller, LiveSession session, AuditCode code, String reason, String deed) {
        Person person = caller.person();
        trail.write(
                code,
                new Actor(person.id(), person.name(), person.email()),
                caller.address(),
                String.valueOf(session.facts().get("target")),
                session.id(),
                Map.of("reason", reason),
                person.name() + " " + deed + (reason.isEmpty() ? "." : ": " + reason));
    }

    private static String reason(Context context) {
        ReasonBody body =
                context.body().isBlank()
                        ? new ReasonBody(null)
                        : context.bodyAsClass(ReasonBody.class);
        String reason = body.reason() == null ? "" : body.reason().strip();
        if (reason.length() > MAX_REASON_CHARS) {
            throw ApiException.badInput(
                    "The reason has "
                            + reason.length()
                            + " characters; at most "
                            + MAX_REASON_CHARS
                            + " are taken.",
                    "");
        }
        return reason;
    }

    /// @param ownToo whether the caller's own sessions count without the right to end others'
    private LiveSession find(Context context, Caller caller, boolean ownToo, String deed) {
        String prefix = context.pathParam("id").toUpperCase(Locale.ROOT);
        List<LiveSession> found =
                prefix.length() < SHORTEST_PREFIX
                        ? List.of()
                        : sessions.all().stream()
                                .filter(session -> session.id().startsWith(prefix))
                                .filter(session ->
                                        caller.rights().endSessions()
                                                || (ownToo && isOwn(caller, session)))
                                .toList();
        if (found.size() != 1) {
            throw ApiException.notFound(
                    found.isEmpty()
                            ? "There is no running session "
                                    + prefix
                                    + " that you may "
                                    + deed
                                    + "."
                            : "Several running sessions begin with "
                                    + prefix
                                    + ": give more of the id.");
        }
        return found.getFirst();
    }

    private static boolean isOwn(Caller caller, LiveSession session) {
        return session.facts().get("person") instanceof Map<?, ?> person
                && caller.person().id().equals(person.get("id"));
    }

    record ReasonBody(@Nullable String reason) {}
}
