package dev.postern.broker.http;

import io.javalin.http.Handler;
import io.javalin.http.HandlerType;

import java.util.ArrayList;
import java.util.List;

/// Every route of the broker, with the right it demands: nothing is served that is not in here.
public final class RouteTable {

    private final List<Route> routes = new ArrayList<>();

    /// Declares a route that answers GET.
    public void get(String path, Right right, Handler handler) {
        add(HandlerType.GET, path, right, handler);
    }

    /// Declares a route that answers POST.
    public void post(String path, Right right, Handler handler) {
        add(HandlerType.POST, path, right, handler);
    }

    /// Declares a route that answers PATCH.
    public void patch(String path, Right right, Handler handler) {
        add(HandlerType.PATCH, path, right, handler);
    }

    /// Declares a route that answers DELETE.
    public void delete(String path, Right right, Handler handler) {
        add(HandlerType.DELETE, path, right, handler);
    }

    private void add(HandlerType method, String path, Right right, Handler handler) {
        routes.add(new Route(method, path, right, handler));
    }

    /// All declared routes, in the order of declaration.
    public List<Route> routes() {
        return List.copyOf(routes);
    }

    /// One route.
    public record Route(HandlerType method, String path, Right right, Handler handler) {}
}
