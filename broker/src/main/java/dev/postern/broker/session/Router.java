package dev.postern.broker.session;

import dev.postern.broker.target.Target;

import java.util.List;
import java.util.Optional;

/// Finds what a connection is for: the certificate's target, and a database of it.
///
/// The requested database name may be that of a database, the target's name (then the target's first database is
/// meant), or `target/database`. A name that asks for another target than the certificate's is refused.
record Router(List<Target> targets) {

    Router {
        targets = List.copyOf(targets);
    }

    /// The target with this name.
    Optional<Target> target(String name) {
        return targets.stream().filter(t -> t.name().equals(name)).findFirst();
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
