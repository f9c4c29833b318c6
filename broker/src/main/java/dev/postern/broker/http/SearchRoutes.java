package dev.postern.broker.http;

import dev.postern.broker.search.SavedSearch;
import dev.postern.broker.search.SavedSearches;
import dev.postern.broker.search.SearchException;
import dev.postern.filter.FilterException;

import io.javalin.http.Context;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Searches that people saved. They are read here and run by the lists, with the rights of whoever asks those.
public final class SearchRoutes implements Routes {

    private static final String SEARCHES = "/api/v1/searches";
    private static final String SEARCH = SEARCHES + "/{id}";
    private static final String ID = "id";

    private final SavedSearches searches;

    public SearchRoutes(SavedSearches searches) {
        this.searches = searches;
    }

    @Override
    public void addTo(RouteTable table) {
        table.get(SEARCHES, Right.SIGNED_IN, this::list);
        table.post(SEARCHES, Right.SIGNED_IN, this::save);
        table.get(SEARCH, Right.SIGNED_IN, this::show);
        table.patch(SEARCH, Right.SIGNED_IN, this::change);
        table.delete(SEARCH, Right.SIGNED_IN, this::delete);
    }

    private void list(Context context) {
        Caller caller = Caller.of(context);
        SavedSearches.Listed listed = searches.of(caller.person());
        List<Map<String, Object>> items = new ArrayList<>();
        listed.own().forEach(search -> items.add(view(search, caller)));
        listed.shared().forEach(search -> items.add(view(search, caller)));
        context.json(Map.of("items", items, "partial", listed.partial()));
    }

    private void save(Context context) {
        Caller caller = Caller.of(context);
        Body body = ApiJson.body(context, Body.class);
        SavedSearches.Wanted wanted =
                new SavedSearches.Wanted(
                        text(body.name()),
                        kind(body.kind()),
                        text(body.filter()),
                        Boolean.TRUE.equals(body.shared()));
        try {
            SavedSearch search = searches.save(caller.person(), wanted, caller.address());
            context.status(201).json(view(search, caller));
        } catch (FilterException e) {
            throw RecordingRoutes.badFilter(e);
        } catch (SearchException e) {
            throw refusal(e);
        }
    }

    private void show(Context context) {
        Caller caller = Caller.of(context);
        try {
            context.json(view(searches.find(caller.person(), context.pathParam(ID)), caller));
        } catch (SearchException e) {
            throw refusal(e);
        }
    }

    private void change(Context context) {
        Caller caller = Caller.of(context);
        Body body = ApiJson.body(context, Body.class);
        SavedSearches.Change change =
                new SavedSearches.Change(body.name(), body.filter(), body.shared());
        try {
            context.json(
                    view(
                            searches.change(
                                    caller.person(),
                                    context.pathParam(ID),
                                    change,
                                    caller.address()),
                            caller));
        } catch (FilterException e) {
            throw RecordingRoutes.badFilter(e);
        } catch (SearchException e) {
            throw refusal(e);
        }
    }

    private void delete(Context context) {
        Caller caller = Caller.of(context);
        try {
            searches.delete(caller.person(), context.pathParam(ID), caller.address());
            context.status(204);
        } catch (SearchException e) {
            throw refusal(e);
        }
    }

    private static String text(@Nullable String given) {
        return given == null ? "" : given;
    }

    private static SavedSearch.Kind kind(@Nullable String word) {
        return SavedSearch.Kind.of(text(word))
                .orElseThrow(() ->
                        ApiException.badInput(
                                "`kind` is none that is known.", "Give sessions or statements."));
    }

    private static ApiException refusal(SearchException e) {
        int status =
                switch (e.kind()) {
                    case BAD_INPUT -> 400;
                    case NOT_YOURS -> 403;
                    case NOT_FOUND -> 404;
                    case NAME_TAKEN, TOO_MANY -> 409;
                };
        return new ApiException(status, e.kind().code(), e.text(), e.hint());
    }

    /// SEARCH.
    private static Map<String, Object> view(SavedSearch search, Caller caller) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("id", search.id());
        view.put("name", search.name());
        view.put("kind", search.kind().word());
        view.put("filter", search.filter());
        view.put("shared", search.shared());
        view.put("owner", search.owner());
        view.put("own", search.owner().id().equals(caller.person().id()));
        view.put("savedAt", search.savedAt());
        view.put("changedAt", search.changedAt());
        return view;
    }

    record Body(
            @Nullable String name,
            @Nullable String kind,
            @Nullable String filter,
            @Nullable Boolean shared) {}
}
