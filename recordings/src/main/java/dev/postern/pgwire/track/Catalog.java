package dev.postern.pgwire.track;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// The prepared statements and portals of a session by name, as the server has confirmed them, the oldest first.
final class Catalog {
    private final Map<String, PreparedStatement> statements = new LinkedHashMap<>();
    private final Map<String, Portal> portals = new LinkedHashMap<>();
    private final Consumer<Portal> onPortalClosed;

    Catalog(Consumer<Portal> onPortalClosed) {
        this.onPortalClosed = onPortalClosed;
    }

    @Nullable PreparedStatement statement(String name) {
        return statements.get(name);
    }

    @Nullable Portal portal(String name) {
        return portals.get(name);
    }

    /// All that have a name; the unnamed one has the empty name.
    Collection<PreparedStatement> statements() {
        return Collections.unmodifiableCollection(statements.values());
    }

    Collection<Portal> portals() {
        return Collections.unmodifiableCollection(portals.values());
    }

    void put(PreparedStatement statement) {
        statements.put(statement.name, statement);
    }

    void put(Portal portal) {
        closePortal(portal.bind.portal());
        portals.put(portal.bind.portal(), portal);
    }

    void closeStatement(String name) {
        statements.remove(name);
    }

    void closeAllStatements() {
        statements.clear();
    }

    void closePortal(String name) {
        Portal closed = portals.remove(name);
        if (closed != null) {
            onPortalClosed.accept(closed);
        }
    }

    void closeAllPortals() {
        List<Portal> all = new ArrayList<>(portals.values());
        portals.clear();
        all.forEach(onPortalClosed);
    }
}
