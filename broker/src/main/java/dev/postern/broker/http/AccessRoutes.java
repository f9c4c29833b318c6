package dev.postern.broker.http;

/// temporary
public final class AccessRoutes implements Routes {
    @Override
    public void addTo(RouteTable table) {}
}
