package dev.postern.broker.http;

import dev.postern.broker.access.ManagedAccess;
import dev.postern.broker.access.ManagedException;
import dev.postern.broker.access.ManagedItem;
import dev.postern.broker.access.ManagedItem.Kind;

import io.javalin.http.Context;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Adding, changing and removing targets and roles while the broker runs.
public final class ManagedRoutes implements Routes {

    private static final String ALL = "/api/v1/admin/";

    private final ManagedAccess managed;

    public ManagedRoutes(ManagedAccess managed) {
        this.managed = managed;
    }

    @Override
    public void addTo(RouteTable table) {
        for (Kind kind : Kind.values()) {
            String path = ALL + kind.text() + "s";
            table.get(path, Right.ADMINISTER, context -> list(context, kind));
            table.post(path, Right.ADMINISTER, context -> put(context, kind));
            table.post(path + "/{name}/remove", Right.ADMINISTER, context -> remove(context, kind));
        }
    }

    private void list(Context context, Kind kind) {
        List<Map<String, @Nullable Object>> items = new ArrayList<>();
        for (String name : managed.configured(kind)) {
            Map<String, @Nullable Object> view = new LinkedHashMap<>();
            view.put("name", name);
            view.put("source", "configuration");
            view.put("state", state(ManagedItem.State.IN_FORCE));
            items.add(view);
        }
        managed.items(kind).forEach(item -> items.add(view(item)));
        context.json(Map.of("items", items));
    }

    private void put(Context context, Kind kind) {
        Caller caller = Caller.of(context);
        Body body = ApiJson.body(context, Body.class);
        String name = body.name() == null ? "" : body.name().strip();
        String definition = body.definition() == null ? "" : body.definition();
        try {
            managed.put(caller.person(), caller.address(), kind, name, definition);
        } catch (ManagedException e) {
            throw refusal(e);
        }
        for (ManagedItem item : managed.items(kind)) {
            if (item.name().equals(name)) {
                context.json(view(item));
            }
        }
    }

    private void remove(Context context, Kind kind) {
        Caller caller = Caller.of(context);
        String name = context.pathParam("name");
        try {
            managed.remove(caller.person(), caller.address(), kind, name);
        } catch (ManagedException e) {
            throw refusal(e);
        }
        context.json(Map.of("name", name, "removed", true));
    }

    private static ApiException refusal(ManagedException e) {
        int status =
                switch (e.kind()) {
                    case UNUSABLE -> 400;
                    case OWN_ROLE -> 403;
                    case NOT_FOUND -> 404;
                    case OFF, CONFIGURED -> 409;
                };
        return new ApiException(status, e.kind().code(), e.text(), e.hint());
    }

    private static String state(ManagedItem.State state) {
        return state.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Map<String, @Nullable Object> view(ManagedItem item) {
        Map<String, @Nullable Object> view = new LinkedHashMap<>();
        view.put("name", item.name());
        view.put("source", "managed");
        view.put("state", state(item.state()));
        view.put("problem", item.problem());
        view.put("definition", item.definition());
        view.put("changedAt", item.changed().at());
        view.put(
                "changedBy",
                Map.of(
                        "id", item.changed().byId(),
                        "name", item.changed().byName(),
                        "email", item.changed().byEmail()));
        return view;
    }

    record Body(@Nullable String name, @Nullable String definition) {}
}
