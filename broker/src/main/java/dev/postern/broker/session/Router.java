package dev.postern.broker.session;

import dev.postern.broker.target.Target;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/// Finds what a connection is for: a target, and a database of it.
///
/// The target is the certificate's; if that is good for any, then the one whose name stands before the broker's own in the
/// server name that TLS asks for (`orders.db.example.com`), else the one that the database name names.
///
/// The requested database name may be that of a database, the target's name (then the target's first database is
/// meant), or `target/database`. A name that asks for another target than the certificate's is refused.
///
/// @param targets    those in force
/// @param publicHost the name that clients dial, or empty
record Router(Supplier<List<Target>> targets, String publicHost) {

    /// The target in a certificate that is good for any.
    static final String ANY = "*";

    /// The target with this name.
    Optional<Target> target(String name) {
        return targets.get().stream().filter(t -> t.name().equals(name)).findFirst();
    }

    /// The target that a TLS server name asks for, if it asks for one.
    Optional<Target> labelled(String serverName) {
        String suffix = "." + publicHost;
        String name = serverName.toLowerCase(Locale.ROOT);
        return publicHost.isEmpty() || !name.endsWith(suffix)
                ? Optional.empty()
                : target(name.substring(0, name.length() - suffix.length()));
    }

    /// The target that a connection is for, if its certificate is good for any.
    Optional<Target> chosen(String serverName, String database) {
        int slash = database.indexOf('/');
        return labelled(serverName)
                .or(() -> target(slash > 0 ? database.substring(0, slash) : database));
    }

    Route route(Target target, String requested, String user) {
        int slash = requested.indexOf('/');
        if (slash > 0 && target(requested.substring(0, slash)).isPresent()) {
            String named = requested.substring(0, slash);
            return named.equals(target.name())
                    ? database(target, requested.substring(slash + 1))
                    : new Route.Disagrees(named);
        }
        if (isDatabase(target, requested) && !target.databases().contains("*")) {
            return new Route.Found(requested);
        }
        if (requested.equals(target.name())) {
            return target.databases().stream()
                    .filter(name -> !name.equals("*"))
                    .findFirst()
                    .<Route>map(Route.Found::new)
                    .orElseGet(() -> database(target, requested));
        }
        if (target(requested).isPresent() && !requested.equals(user)) {
            return new Route.Disagrees(requested);
        }
        return database(target, requested);
    }

    private static Route database(Target target, String name) {
        return isDatabase(target, name) ? new Route.Found(name) : new Route.Unknown(name);
    }

    private static boolean isDatabase(Target target, String name) {
        return !name.isEmpty()
                && (target.databases().contains(name) || target.databases().contains("*"));
    }

    /// Where a database name leads.
    sealed interface Route {
        record Found(String database) implements Route {}

        record Unknown(String database) implements Route {}

        record Disagrees(String target) implements Route {}
    }
}
