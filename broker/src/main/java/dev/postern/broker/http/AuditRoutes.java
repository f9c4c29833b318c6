package dev.postern.broker.http;

import dev.postern.broker.audit.Actor;
import dev.postern.broker.audit.AuditCode;
import dev.postern.broker.audit.AuditEvent;
import dev.postern.broker.audit.AuditTrail;

import io.javalin.http.Context;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The audit trail, newest first; reading it is an event too.
public final class AuditRoutes implements Routes {

    private static final int DEFAULT_LIMIT = 50;
    private static final int LARGEST_LIMIT = 500;

    private final AuditTrail trail;

    public AuditRoutes(AuditTrail trail) {
        this.trail = trail;
    }

    @Override
    public void addTo(RouteTable table) {
        table.get("/api/v1/audit", Right.SEE_ALL_SESSIONS, this::list);
    }

    private void list(Context context) {
        Caller caller = Caller.of(context);
        long before = number(context, "cursor", Long.MAX_VALUE, 1, Long.MAX_VALUE);
        int limit = (int) number(context, "limit", DEFAULT_LIMIT, 1, LARGEST_LIMIT);
        if (before == Long.MAX_VALUE) {
            trail.write(
                    AuditCode.AUDIT_VIEWED,
                    new Actor(
                            caller.person().id(), caller.person().name(), caller.person().email()),
                    caller.address(),
                    null,
                    null,
                    Map.of(),
                    caller.person().name() + " read the audit trail.");
        }
        List<AuditEvent> events = trail.newest(before, limit + 1);
        Map<String, @Nullable Object> page = new LinkedHashMap<>();
        page.put("items", events.stream().limit(limit).map(AuditRoutes::view).toList());
        page.put("nextCursor", events.size() > limit ? "" + events.get(limit - 1).id() : null);
        page.put("total", trail.count());
        context.json(page);
    }

    private static Map<String, @Nullable Object> view(AuditEvent event) {
        Map<String, @Nullable Object> view = new LinkedHashMap<>();
        view.put("id", event.id());
        view.put("at", event.at());
        view.put("code", event.code());
        view.put("person", event.person());
        view.put("address", event.address());
        view.put("target", event.target());
        view.put("session", event.session());
        view.put("detail", event.detail());
        view.put("text", event.text());
        return view;
    }

    private static long number(Context context, String name, long preset, long least, long most) {
        String text = context.queryParam(name);
        if (text == null || text.isEmpty()) {
            return preset;
        }
        if (!text.matches("\\d{1,18}")
                || Long.parseLong(text) < least
                || Long.parseLong(text) > most) {
            throw ApiException.badInput(
                    "The parameter " + name + " is \"" + text + "\".",
                    "Give a whole number from " + least + " to " + most + ".");
        }
        return Long.parseLong(text);
    }
}
