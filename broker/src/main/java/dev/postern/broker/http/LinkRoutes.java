package dev.postern.broker.http;

import dev.postern.broker.link.ShortLink;
import dev.postern.broker.link.ShortLinks;
import dev.postern.broker.store.sql.SessionRow;
import dev.postern.position.Position;
import dev.postern.position.PositionException;

import io.javalin.http.Context;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.Map;

/// Short links to moments. One that is opened says where the moment is and nothing of it: the session is then asked for
/// with the rights of whoever opened it.
public final class LinkRoutes implements Routes {

    private static final String LINKS = "/api/v1/links";

    private final RecordingAccess access;
    private final ShortLinks links;
    private final Site site;

    public LinkRoutes(RecordingAccess access, ShortLinks links, Site site) {
        this.access = access;
        this.links = links;
        this.site = site;
    }

    @Override
    public void addTo(RouteTable table) {
        table.post(LINKS, Right.SIGNED_IN, this::make);
        table.get(LINKS + "/{id}", Right.SIGNED_IN, this::open);
    }

    private void make(Context context) {
        Caller caller = Caller.of(context);
        Body body = ApiJson.body(context, Body.class);
        String wanted = body.session();
        if (wanted == null || wanted.isBlank()) {
            throw ApiException.badInput(
                    "`session` is missing.", "Give the id of the session that the link is to.");
        }
        SessionRow session = access.find(caller, wanted);
        ShortLink link =
                links.make(caller.person(), session.id(), place(body.position()))
                        .orElseThrow(() ->
                                ApiException.conflict(
                                        "too_many_links",
                                        "You have "
                                                + ShortLinks.MOST
                                                + " short links that work, which is the limit.",
                                        "Send the long link, or wait: each ends "
                                                + ShortLinks.LIFETIME.toDays()
                                                + " days after it was made."));
        context.status(201).json(view(link));
    }

    private static @Nullable Position place(@Nullable String position) {
        if (position == null || position.isBlank()) {
            return null;
        }
        try {
            return Position.parse(position.startsWith("#") ? position.substring(1) : position);
        } catch (PositionException e) {
            throw ApiException.badInput(
                    "`position` is none, at character " + (e.at() + 1) + ": " + e.text() + ".",
                    e.hint());
        }
    }

    private void open(Context context) {
        String id = context.pathParam("id");
        context.json(
                view(
                        links.find(id)
                                .orElseThrow(() ->
                                        new ApiException(
                                                404,
                                                "link_not_found",
                                                "There is no short link " + id + " that works now.",
                                                "Short links end after "
                                                        + ShortLinks.LIFETIME.toDays()
                                                        + " days: ask whoever gave it to you for"
                                                        + " the long one, which stays."))));
    }

    private Map<String, @Nullable Object> view(ShortLink link) {
        Position place = link.place();
        Map<String, @Nullable Object> view = new LinkedHashMap<>();
        view.put("id", link.id());
        view.put("url", site.url() + "/m/" + link.id());
        view.put("session", link.session());
        view.put("position", place == null ? null : place.text());
        view.put("endsAt", link.endsAt());
        return view;
    }

    private record Body(@Nullable String session, @Nullable String position) {}
}
