package dev.postern.broker.target;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// What is known of the hosts of all targets from logins that tried them; thread-safe.
public final class TargetHealth {

    private final Map<Key, Finding> findings = new ConcurrentHashMap<>();
    private final Listener listener;

    /// Knows of nothing, and tells nobody.
    public TargetHealth() {
        this((target, host, finding) -> {});
    }

    /// @param listener is told when the state of a host changes
    public TargetHealth(Listener listener) {
        this.listener = listener;
    }

    /// Is told when a host has another state than before, and of the first one if it is down.
    @FunctionalInterface
    public interface Listener {
        void changed(String target, Target.Host host, Finding finding);
    }

    private record Key(String target, Target.Host host) {}

    /// What a login found at one host.
    ///
    /// @param state what it is
    /// @param text  for people: why it cannot be used, or what it is
    /// @param at    when
    public record Finding(State state, String text, Instant at) {}

    /// What a host is.
    public enum State {
        /// It let the broker in and takes writes.
        PRIMARY,
        /// It let the broker in and is in recovery.
        STANDBY,
        /// It let the broker in and does not say which of both it is.
        UP,
        /// It did not let the broker in.
        DOWN
    }

    /// Notes what was found.
    public void found(String target, Target.Host host, Finding finding) {
        Finding before = findings.put(new Key(target, host), finding);
        if (before == null ? finding.state() == State.DOWN : before.state() != finding.state()) {
            listener.changed(target, host, finding);
        }
    }

    /// What is known of a host.
    public Optional<Finding> of(String target, Target.Host host) {
        return Optional.ofNullable(findings.get(new Key(target, host)));
    }

    /// The hosts of `target` in the order to be tried: as configured, but those that would not do at the last login
    /// behind all others.
    public List<Target.Host> order(Target target) {
        if (target.hosts().size() == 1) {
            return target.hosts();
        }
        return target.hosts().stream()
                .sorted(Comparator.comparing(host -> !mayServe(target, host)))
                .toList();
    }

    private boolean mayServe(Target target, Target.Host host) {
        return of(target.name(), host)
                .map(finding ->
                        switch (finding.state()) {
                            case UP -> true;
                            case DOWN -> false;
                            case PRIMARY -> target.options().serverRole().accepts("off");
                            case STANDBY -> target.options().serverRole().accepts("on");
                        })
                .orElse(true);
    }
}
