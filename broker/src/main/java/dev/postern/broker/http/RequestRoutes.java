package dev.postern.broker.http;

import dev.postern.broker.access.AccessException;
import dev.postern.broker.access.AccessRequest;
import dev.postern.broker.access.AccessRequests;
import dev.postern.broker.access.Asking;
import dev.postern.broker.access.Decisions;
import dev.postern.broker.access.Extensions;
import dev.postern.broker.base.Clock;
import dev.postern.broker.identity.Login;
import dev.postern.broker.target.Target;
import dev.postern.sql.AccessScope;
import dev.postern.sql.ScopeException;

import io.javalin.http.Context;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// Asking for temporary access, deciding, making longer, revoking, reviewing.
public final class RequestRoutes implements Routes {

    private static final Duration FRESH = Duration.ofMinutes(5);
    private static final String ONE = "/api/v1/requests/{id}";

    private final Supplier<List<Target>> targets;
    private final AccessRequests requests;
    private final Asking asking;
    private final Decisions decisions;
    private final Extensions extensions;
    private final Clock clock;

    public RequestRoutes(
            Supplier<List<Target>> targets,
            AccessRequests requests,
            Asking asking,
            Decisions decisions,
            Extensions extensions,
            Clock clock) {
        this.targets = targets;
        this.requests = requests;
        this.asking = asking;
        this.decisions = decisions;
        this.extensions = extensions;
        this.clock = clock;
    }

    @Override
    public void addTo(RouteTable table) {
        table.get("/api/v1/requests", Right.SIGNED_IN, this::list);
        table.post("/api/v1/requests", Right.SIGNED_IN, this::create);
        table.get(ONE, Right.SIGNED_IN, this::show);
        table.post(ONE + "/approve", Right.SIGNED_IN, context -> decide(context, this::approve));
        table.post(ONE + "/deny", Right.SIGNED_IN, context -> decide(context, this::deny));
        table.post(ONE + "/revoke", Right.SIGNED_IN, context -> decide(context, this::revoke));
        table.post(ONE + "/extend", Right.SIGNED_IN, context -> decide(context, this::extend));
        table.post(ONE + "/review", Right.SIGNED_IN, context -> decide(context, this::review));
    }

    private void list(Context context) {
        Caller caller = Caller.of(context);
        String state = context.queryParam("state");
        boolean mine = "true".equals(context.queryParam("mine"));
        List<Map<String, @Nullable Object>> items = new ArrayList<>();
        for (AccessRequest request : requests.newest()) {
            boolean matches =
                    (state == null || state.equals(RequestView.stateOf(request)))
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
        Target target = target(text(body.target()));
        Duration ttl = body.ttl() == null ? AccessRequests.DEFAULT_TTL : duration(body.ttl());
        Asking.Asked asked =
                new Asking.Asked(
                        text(body.databaseRole()),
                        text(body.reason()),
                        ttl,
                        new AccessRequest.Wish(
                                text(body.database()),
                                body.notBefore() == null ? null : time(body.notBefore()),
                                text(body.ticket()).strip(),
                                Boolean.TRUE.equals(body.singleUse()),
                                Boolean.TRUE.equals(body.breakGlass()),
                                "",
                                scope(body.scope())),
                        body.decideWithin() == null ? null : duration(body.decideWithin()));
        try {
            AccessRequest made = asking.create(caller.person(), target, asked, caller.address());
            context.status(201).json(view(caller, made));
        } catch (AccessException e) {
            throw refusal(e);
        }
    }

    private Target target(String name) {
        return targets.get().stream()
                .filter(t -> t.name().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new ApiException(
                                404,
                                "not_found",
                                "There is no target \"" + name + "\" that you may ask for.",
                                "See what you may use or ask for: postern db ls"));
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
                        ? new DecisionBody(null, null, null)
                        : context.bodyAsClass(DecisionBody.class);
        try {
            context.json(view(caller, act.on(caller, request, body)));
        } catch (AccessException e) {
            throw refusal(e);
        }
    }

    private AccessRequest approve(Caller caller, AccessRequest request, DecisionBody body)
            throws AccessException {
        checkFresh(caller, request);
        Duration ttl = body.ttl() == null ? null : duration(body.ttl());
        return decisions.approve(caller.person(), request, body.reason(), ttl, caller.address());
    }

    /// A grant for a target that is marked high-risk is given by somebody who has signed in just before, so that neither a
    /// browser that was left open nor a token that was taken gives it.
    private void checkFresh(Caller caller, AccessRequest request) {
        boolean isHighRisk =
                targets.get().stream()
                        .anyMatch(target ->
                                target.name().equals(request.target())
                                        && target.options().highRisk());
        if (isHighRisk && caller.login().kind() == Login.Kind.DEVICE) {
            throw ApiException.forbidden(
                    "fresh_login_needed",
                    "The target "
                            + request.target()
                            + " is marked high-risk: approving takes a sign-in of your browser or"
                            + " terminal; yours is with a device code, which somebody else may have"
                            + " asked you to type in.",
                    "Approve in the web UI, or run postern login on a machine with a browser.");
        }
        Duration age = Duration.between(caller.login().startedAt(), clock.now());
        if (isHighRisk && age.compareTo(FRESH) > 0) {
            throw ApiException.forbidden(
                    "fresh_login_needed",
                    "The target "
                            + request.target()
                            + " is marked high-risk: approving takes a sign-in of the last "
                            + FRESH.toMinutes()
                            + " minutes; yours is "
                            + age.toMinutes()
                            + " minutes old.",
                    "Sign in again and approve then; in a terminal: postern login");
        }
    }

    private AccessRequest deny(Caller caller, AccessRequest request, DecisionBody body)
            throws AccessException {
        return decisions.deny(caller.person(), request, body.reason(), caller.address());
    }

    private AccessRequest revoke(Caller caller, AccessRequest request, DecisionBody body)
            throws AccessException {
        return decisions.revoke(caller.person(), request, body.reason(), caller.address());
    }

    private AccessRequest extend(Caller caller, AccessRequest request, DecisionBody body)
            throws AccessException {
        if (!isOwn(caller, request)) {
            checkFresh(caller, request);
        }
        return extensions.extend(
                caller.person(),
                target(request.target()),
                request,
                body.ttl() == null ? AccessRequests.DEFAULT_TTL : duration(body.ttl()),
                text(body.reason()),
                caller.address());
    }

    private AccessRequest review(Caller caller, AccessRequest request, DecisionBody body)
            throws AccessException {
        return extensions.review(
                caller.person(),
                request,
                text(body.outcome()),
                text(body.reason()),
                caller.address());
    }

    private AccessRequest find(Context context, Caller caller) {
        AccessRequest request;
        try {
            request = requests.find(context.pathParam("id").toUpperCase(Locale.ROOT));
        } catch (AccessException e) {
            throw refusal(e);
        }
        if (!isVisible(caller, request)) {
            throw new ApiException(
                    404,
                    "not_found",
                    "There is no request " + context.pathParam("id") + " that you may see.",
                    "Run: postern request ls");
        }
        return request;
    }

    /// The request with this id, if there is one that the caller may see.
    Optional<Map<String, @Nullable Object>> visible(Caller caller, String id) {
        try {
            AccessRequest request = requests.find(id);
            return isVisible(caller, request)
                    ? Optional.of(view(caller, request))
                    : Optional.empty();
        } catch (AccessException e) {
            return Optional.empty();
        }
    }

    private boolean isVisible(Caller caller, AccessRequest request) {
        return isOwn(caller, request)
                || caller.rights().seeAllSessions()
                || decisions.mayDecideFor(caller.person(), request.target());
    }

    private static boolean isOwn(Caller caller, AccessRequest request) {
        return request.requester().id().equals(caller.person().id());
    }

    private Map<String, @Nullable Object> view(Caller caller, AccessRequest request) {
        return RequestView.of(request, decisions.judge(caller.person(), request));
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static AccessScope scope(@Nullable List<@Nullable String> entries) {
        List<String> texts =
                entries == null ? List.of() : entries.stream().map(RequestRoutes::text).toList();
        try {
            return AccessScope.parse(texts);
        } catch (ScopeException e) {
            throw new ApiException(400, "bad_scope", e.text(), e.hint());
        }
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

    private static Instant time(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw ApiException.badInput(
                    "The time \"" + text + "\" cannot be read.",
                    "Write it as RFC 3339 in UTC, such as 2026-11-21T18:00:00Z.");
        }
    }

    static ApiException refusal(AccessException e) {
        int status =
                switch (e.kind()) {
                    case BAD_INPUT, NOT_NEEDED, AMBIGUOUS, TICKET_MISSING -> 400;
                    case NOT_ALLOWED, OWN_REQUEST, NOT_APPROVER, REVIEW_MISSING -> 403;
                    case NOT_PENDING, NOT_ACTIVE, ALREADY_APPROVED, NOT_REVIEWABLE -> 409;
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
            @Nullable String ttl,
            @Nullable String database,
            @Nullable String notBefore,
            @Nullable String ticket,
            @Nullable List<@Nullable String> scope,
            @Nullable Boolean singleUse,
            @Nullable Boolean breakGlass,
            @Nullable String decideWithin) {}

    record DecisionBody(@Nullable String reason, @Nullable String ttl, @Nullable String outcome) {}
}
