package dev.postern.broker.policy;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// When and from where a rule that allows counts; one that denies has none.
///
/// @param hours    times of the week; empty for any time
/// @param networks networks that the client must be in one of; empty for any
public record Conditions(List<Hours> hours, List<Network> networks) {

    /// Always and from everywhere.
    public static final Conditions NONE = new Conditions(List.of(), List.of());

    public Conditions {
        hours = List.copyOf(hours);
        networks = List.copyOf(networks);
    }

    /// Why the rule does not count now and from there, or nothing if it does.
    Optional<String> unmet(Circumstances circumstances) {
        if (!circumstances.isKnown()) {
            return Optional.empty();
        }
        if (!hours.isEmpty() && hours.stream().noneMatch(h -> h.contain(circumstances.now()))) {
            return Optional.of(
                    "only at "
                            + hours.stream()
                                    .map(Hours::toString)
                                    .collect(Collectors.joining(", ")));
        }
        if (!networks.isEmpty()
                && networks.stream().noneMatch(n -> n.contains(circumstances.address()))) {
            return Optional.of(
                    "only from "
                            + networks.stream()
                                    .map(Network::toString)
                                    .collect(Collectors.joining(", "))
                            + ", not from "
                            + circumstances.address());
        }
        return Optional.empty();
    }
}
