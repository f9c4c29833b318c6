package dev.postern.broker.http;

import dev.postern.broker.access.AccessException;
import dev.postern.broker.access.AccessRequest;
import dev.postern.broker.access.AccessRequests;
import dev.postern.broker.access.Decisions;
import dev.postern.broker.target.Target;

import io.javalin.http.Context;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Asking for temporary access, deciding, revoking.
public final class RequestRoutes implements Routes {

    private static final String ONE = "/api/v1/requests/{id}";

    private final List<Target> targets;
    private final AccessRequests requests;
    private final Decisions decisions;

    public RequestRoutes(List<Target> targets, AccessRequests requests, Decisions decisions) {
        this.targets = List.copyOf(targets);
        this.requests = requests;
        this.decisions = decisions;
    }

    @Override
    public void addTo(RouteTable table) {
        table.get("/api/v1/requests", Right.SIGNED_IN, this::list);
        table.post("/api/v1/requests", Right.SIGNED_IN, this::create);
        table.get(ONE, Right.SIGNED_IN, this::show);
        table.post(ONE + "/approve", Right.SIGNED_IN, context -> decide(context, this::approve));
        table.post(ONE + "/deny", Right.SIGNED_IN, context -> decide(context, this::deny));
        table.post(ONE + "/revoke", Right.SIGNED_IN, context -> decide(context, this::revoke));
    }

    private void list(Context context) {
        Caller caller = Caller.of(context);
        String state = context.queryParam("state");
        boolean mine = "true".equals(context.queryParam("mine"));
        List<Map<String, Object>> items = new ArrayList<>();
        for (AccessRequest request : requests.newest()) {
            boolean matches =
                    (state == null || state.equals(stateOf(request)))
                            && (!mine || isOwn(caller, request));
            if (matches && isVisible(caller, request)) {
                items.add(view(caller, request));
            }
        }
        Map<String, @Nullable Object> page = new LinkedHashMap<>();
        page.put("items", items);
        page.put("nextCursor", null);
        page.put("total", items.size());
        context.json(page);
    }

    private void create(Context context) {
        Caller caller = Caller.of(context);
        CreateBody body = context.bodyAsClass(CreateBody.class);
        Target target =
                targets.stream()
                        .filter(t -> t.name().equals(body.target()))
                        .findFirst()
                        .orElseThrow(() ->
                                ApiException.notFound(
                                        "There is no target \""
                                                + body.target()
                                                + "\" that you may ask for."));
        Duration ttl = body.ttl() == null ? AccessRequests.DEFAULT_TTL : duration(body.ttl());
        try {
            AccessRequest made =
                    requests.create(
                            caller.person(),
                            target,
                            body.databaseRole() == null ? "" : body.databaseRole(),
                            body.reason() == null ? "" : body.reason(),
                            ttl,
                            caller.address());
            context.status(201).json(view(caller, made));
        } catch (AccessException e) {
            throw refusal(e);
        }
    }

    private void show(Context context) {
        Caller caller = Caller.of(context);
        context.json(view(caller, find(context, caller)));
    }

    private void decide(Context context, Act act) {
        Caller caller = Caller.of(context);
        AccessRequest request = find(context, caller);
        DecisionBody body =
                context.body().isBlank()
                        ? new DecisionBody(null, null)
                        : context.bodyAsClass(DecisionBody.class);
        try {
            context.json(view(caller, act.on(caller, request, body)));
        } catch (AccessException e) {
            throw refusal(e);
        }
    }

    private AccessRequest approve(Caller caller, AccessRequest request, DecisionBody body)
            throws AccessException {
        Duration ttl = body.ttl() == null ? null : duration(body.ttl());
        return decisions.approve(caller.person(), request, body.reason(), ttl, caller.address());
    }

    private AccessRequest deny(Caller caller, AccessRequest request, DecisionBody body)
            throws AccessException {
        return decisions.deny(caller.person(), request, body.reason(), caller.address());
    }

    private AccessRequest revoke(Caller caller, AccessRequest request, DecisionBody body)
            throws AccessException {
        return decisions.revoke(caller.person(), request, body.reason(), caller.address());
    }

    private AccessRequest find(Context context, Caller caller) {
        AccessRequest request;
        try {
            request = requests.find(context.pathParam("id").toUpperCase(Locale.ROOT));
        } catch (AccessException e) {
            throw refusal(e);
        }
        if (!isVisible(caller, request)) {
            throw ApiException.notFound(
                    "There is no request " + context.pathParam("id") + " that you may see.");
        }
        return request;
    }

    private boolean isVisible(Caller caller, AccessRequest request) {
        return isOwn(caller, request)
                || caller.rights().seeAllSessions()
                || decisions.mayDecideFor(caller.person(), request.target());
    }

    private static boolean isOwn(Caller caller, AccessRequest request) {
        return request.requester().id().equals(caller.person().id());
    }

    private static String stateOf(AccessRequest request) {
        return request.state().name().toLowerCase(Locale.ROOT);
    }

    private Map<String, Object> view(Caller caller, AccessRequest request) {
        Decisions.Verdict verdict = decisions.judge(caller.person(), request);
        Map<String, @Nullable Object> view = new LinkedHashMap<>();
        view.put("id", request.id());
        view.put("shortId", request.shortId());
        view.put(
                "requester",
                Map.of(
                        "id", request.requester().id(),
                        "name", request.requester().name(),
                        "email", request.requester().email()));
        view.put("target", request.target());
        view.put("databaseRole", request.databaseRole());
        view.put("reason", request.reason());
        view.put("ttlSeconds", request.ttl().toSeconds());
        view.put("state", stateOf(request));
        view.put("createdAt", request.createdAt());
        addDeed(view, "decided", "decisionReason", request.decision());
        addDeed(view, "revoked", "revocationReason", request.revocation());
        view.put("grantEndsAt", request.grantEndsAt());
        view.put("sessions", request.sessions());
        view.put("canDecide", verdict.canDecide());
        view.put("why", verdict.why());
        @SuppressWarnings("unchecked") // absent values are JSON null
        Map<String, Object> json = (Map<String, Object>) (Map<String, ?>) view;
        return json;
    }

    private static void addDeed(
            Map<String, @Nullable Object> view,
            String verb,
            String reason,
            AccessRequest.@Nullable Deed deed) {
        view.put(verb + "At", deed == null ? null : deed.at());
        view.put(
                verb + "By",
                deed == null
                        ? null
                        : Map.of(
                                "id", deed.byId(), "name", deed.byName(), "email", deed.byEmail()));
        view.put(reason, deed == null ? null : deed.reason());
    }

    static Duration duration(String text) {
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException e) {
            throw ApiException.badInput(
                    "The duration \"" + text + "\" cannot be read.",
                    "Write it as ISO 8601, such as PT1H or PT30M.");
        }
    }

    static ApiException refusal(AccessException e) {
        int status =
                switch (e.kind()) {
                    case BAD_INPUT, NOT_NEEDED, AMBIGUOUS -> 400;
                    case NOT_ALLOWED, OWN_REQUEST, NOT_APPROVER -> 403;
                    case NOT_PENDING, NOT_ACTIVE -> 409;
                    case NOT_FOUND -> 404;
                };
        return new ApiException(status, e.kind().code(), e.text(), e.hint());
    }

    /// What is done to a request.
    @FunctionalInterface
    private interface Act {
        AccessRequest on(Caller caller, AccessRequest request, DecisionBody body)
                throws AccessException;
    }

    record CreateBody(
            @Nullable String target,
            @Nullable String databaseRole,
            @Nullable String reason,
            @Nullable String ttl) {}

    record DecisionBody(@Nullable String reason, @Nullable String ttl) {}
}
