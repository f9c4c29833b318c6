package dev.postern.broker.http;

import dev.postern.broker.access.AccessException;
import dev.postern.broker.access.AccessRequest;
import dev.postern.broker.access.Lock;
import dev.postern.broker.access.Locks;

import io.javalin.http.Context;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Keeping people, roles, targets, grants and sessions from access.
public final class LockRoutes implements Routes {

    private static final String LOCKS = "/api/v1/locks";

    private final Locks locks;
    private final Runnable changed;

    /// @param changed is told after a lock was placed, so that sessions end at once
    public LockRoutes(Locks locks, Runnable changed) {
        this.locks = locks;
        this.changed = changed;
    }

    @Override
    public void addTo(RouteTable table) {
        table.get(LOCKS, Right.PLACE_LOCKS, this::list);
        table.post(LOCKS, Right.PLACE_LOCKS, this::place);
        table.post(LOCKS + "/{id}/lift", Right.PLACE_LOCKS, this::lift);
    }

    private void list(Context context) {
        Map<String, @Nullable Object> page = new LinkedHashMap<>();
        List<Map<String, @Nullable Object>> items =
                locks.newest().stream().map(LockRoutes::view).toList();
        page.put("items", items);
        page.put("nextCursor", null);
        page.put("total", items.size());
        context.json(page);
    }

    private void place(Context context) {
        Caller caller = Caller.of(context);
        PlaceBody body = ApiJson.body(context, PlaceBody.class);
        try {
            Lock lock =
                    locks.place(
                            caller.person(),
                            Lock.Subjects.of(caller.person(), caller.rights().roles()),
                            new Locks.Wanted(
                                    scope(body.scope()),
                                    text(body.subject()),
                                    body.ttl() == null ? null : RequestRoutes.duration(body.ttl()),
                                    text(body.reason())),
                            caller.address());
            changed.run();
            context.status(201).json(view(lock));
        } catch (AccessException e) {
            throw RequestRoutes.refusal(e);
        }
    }

    private void lift(Context context) {
        Caller caller = Caller.of(context);
        String reason =
                context.body().isBlank()
                        ? ""
                        : text(ApiJson.body(context, LiftBody.class).reason());
        try {
            context.json(
                    view(
                            locks.lift(
                                    caller.person(),
                                    context.pathParam("id"),
                                    reason,
                                    caller.address())));
        } catch (AccessException e) {
            throw RequestRoutes.refusal(e);
        }
    }

    private static Lock.Scope scope(@Nullable String text) {
        return Arrays.stream(Lock.Scope.values())
                .filter(scope -> scope.text().equals(text))
                .findFirst()
                .orElseThrow(() ->
                        ApiException.badInput(
                                "A lock cannot be on \"" + text + "\".",
                                "Choose person, role, target, grant or session."));
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text.strip();
    }

    private static Map<String, @Nullable Object> view(Lock lock) {
        Map<String, @Nullable Object> view = new LinkedHashMap<>();
        view.put("id", lock.id());
        view.put("scope", lock.scope().text());
        view.put("subject", lock.subject());
        view.put("endsAt", lock.endsAt());
        view.put("placed", view(lock.placed()));
        AccessRequest.Deed lifted = lock.lifted();
        view.put("lifted", lifted == null ? null : view(lifted));
        return view;
    }

    private static Map<String, @Nullable Object> view(AccessRequest.Deed deed) {
        Map<String, @Nullable Object> view = new LinkedHashMap<>();
        view.put("at", deed.at());
        view.put("by", Map.of("id", deed.byId(), "name", deed.byName(), "email", deed.byEmail()));
        view.put("reason", deed.reason());
        return view;
    }

    record PlaceBody(
            @Nullable String scope,
            @Nullable String subject,
            @Nullable String ttl,
            @Nullable String reason) {}

    record LiftBody(@Nullable String reason) {}
}
