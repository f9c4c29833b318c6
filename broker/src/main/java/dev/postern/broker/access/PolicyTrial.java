package dev.postern.broker.access;

import dev.postern.broker.identity.Person;
import dev.postern.broker.policy.AccessPolicy;
import dev.postern.broker.policy.Circumstances;
import dev.postern.broker.policy.Decision;
import dev.postern.broker.store.sql.SessionRow;
import dev.postern.broker.target.Target;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Judges recorded sessions by roles that are not in force: which of them would have been refused.
///
/// Each is judged at its own time and from its own address, with the groups of its person's newest sign-in that is kept:
/// groups come with a sign-in and are not in recordings.
public final class PolicyTrial {

    private final AccessPolicy policy;
    private final List<Target> targets;
    private final Function<String, Optional<Person>> people;

    /// @param people somebody by e-mail, as of the newest sign-in
    public PolicyTrial(
            AccessPolicy policy, List<Target> targets, Function<String, Optional<Person>> people) {
        this.policy = policy;
        this.targets = List.copyOf(targets);
        this.people = people;
    }

    /// What the roles say of a session.
    public Verdict judge(SessionRow session) {
        SessionRow.Where where = session.where();
        Optional<Target> target =
                targets.stream().filter(t -> t.name().equals(where.target())).findFirst();
        Optional<Person> person =
                people.apply(session.who().email())
                        .filter(p -> p.id().equals(session.who().personId()));
        if (target.isEmpty()) {
            return new Verdict(
                    Outcome.UNKNOWN, "there is no target " + where.target() + " any more");
        }
        if (person.isEmpty()) {
            return new Verdict(
                    Outcome.UNKNOWN,
                    "the groups of "
                            + session.who().email()
                            + " are not known: no sign-in is kept");
        }
        Instant at = Instant.EPOCH.plus(session.lifetime().startedAt(), ChronoUnit.MICROS);
        Decision decision =
                policy.decide(
                        person.get(),
                        target.get(),
                        where.database(),
                        where.role(),
                        Circumstances.of(at, where.clientAddress()));
        return switch (decision) {
            case Decision.Open open -> new Verdict(Outcome.ALLOWED, "role " + open.role());
            case Decision.NeedsRequest needs ->
                    session.who().grant() != null
                            ? new Verdict(Outcome.ALLOWED, "role " + needs.role() + ", by a grant")
                            : new Verdict(
                                    Outcome.NEEDS_REQUEST,
                                    "role "
                                            + needs.role()
                                            + " allows it on request, and it had no grant");
            case Decision.Denied denied -> new Verdict(Outcome.REFUSED, denied.why());
        };
    }

    /// What becomes of a session, and why.
    public record Verdict(Outcome outcome, String why) {}

    /// What becomes of a session.
    public enum Outcome {
        ALLOWED,
        /// Somebody would have to approve first.
        NEEDS_REQUEST,
        REFUSED,
        /// It cannot be judged.
        UNKNOWN
    }
}
