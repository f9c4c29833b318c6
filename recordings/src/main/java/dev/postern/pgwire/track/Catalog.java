package dev.postern.pgwire.track;

import dev.postern.event.SessionEvent.Column;
import dev.postern.pgwire.FrontendMessage.Describe;
import dev.postern.pgwire.FrontendMessage.ObjectKind;

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

    /// A Describe was answered with columns. Drivers describe one portal of a prepared statement and then bind others to
    /// it without asking, so the statement has them too.
    void described(Describe describe, List<Column> columns, long message) {
        Portal portal = null;
        PreparedStatement statement = statements.get(describe.name());
        if (describe.kind() == ObjectKind.PORTAL) {
            portal = portals.get(describe.name());
            statement = portal == null ? null : portal.statement;
        }
        if (portal != null) {
            portal.columns = columns;
            portal.columnsMessage = message;
        }
        // The unknown statement is one object for all sessions.
        if (statement != null && statement != PreparedStatement.UNKNOWN) {
            statement.columns = columns;
            statement.columnsMessage = message;
        }
    }

    /// A Describe of a statement was answered with the types of its parameters.
    void described(Describe describe, List<Integer> parameterTypes) {
        PreparedStatement statement = statements.get(describe.name());
        if (statement != null) {
            statement.parameterTypes = parameterTypes;
        }
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
