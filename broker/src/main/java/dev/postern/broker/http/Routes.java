package dev.postern.broker.http;

/// A group of routes that belong together.
@FunctionalInterface
public interface Routes {

    /// Declares every route of the group, each with who may call it.
    void addTo(RouteTable table);
}
