package dev.postern.broker.mask;

import dev.postern.broker.audit.Actor;
import dev.postern.broker.audit.AuditCode;
import dev.postern.broker.audit.AuditTrail;
import dev.postern.broker.base.Clock;
import dev.postern.broker.base.Ulids;
import dev.postern.broker.identity.Person;
import dev.postern.broker.mask.UnmaskException.Kind;
import dev.postern.broker.mask.Unmasking.Deed;
import dev.postern.broker.mask.Unmasking.State;
import dev.postern.broker.store.sql.SessionRow;
import dev.postern.broker.store.sql.StateStore;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// Lets people see masked values for a time, with a reason. Values of the class `restricted` are shown when a second person
/// agrees. Each step is in the audit trail before it counts; an end comes by the clock alone.
public final class Unmaskings {

    /// The time of a wish that names none.
    public static final Duration DEFAULT_TIME = Duration.ofMinutes(15);

    private static final Duration LONGEST = Duration.ofHours(8);
    private static final Duration SHORTEST = Duration.ofMinutes(1);

    /// A wish that nobody decides for so long is over.
    private static final Duration LONGEST_PENDING = Duration.ofDays(1);

    private static final int LONGEST_REASON = 1000;
    private static final String DECIDERS =
            "Ask somebody whose role may decide requests for the target.";

    private final StateStore store;
    private final AuditTrail audit;
    private final Clock clock;
    private final Ulids ulids;

    public Unmaskings(StateStore store, AuditTrail audit, Clock clock, Ulids ulids) {
        this.store = store;
        this.audit = audit;
        this.clock = clock;
        this.ulids = ulids;
    }

    /// Asks to see values of a session. What is not restricted is shown on return.
    ///
    /// @throws UnmaskException if a text is missing or too long, or the time too long or short
    Unmasking ask(
            Person person, SessionRow session, Unmasking.Wish wish, String reason, String address)
            throws UnmaskException {
        if (wish.lasts().compareTo(SHORTEST) < 0 || wish.lasts().compareTo(LONGEST) > 0) {
            throw new UnmaskException(
                    Kind.BAD_INPUT,
                    "Values are shown for one minute to eight hours, not for "
                            + wish.lasts().toMinutes()
                            + " minutes.",
                    "Give a time such as 15m, or none for 15 minutes.");
        }
        Deed asked = deed(person, reason);
        boolean isWaiting = wish.isRestrictedToo();
        Unmasking unmasking =
                new Unmasking(
                        ulids.next(),
                        new Unmasking.Subject(
                                session.id(), session.where().target(), session.who().personId()),
                        wish,
                        isWaiting ? State.PENDING : State.GRANTED,
                        isWaiting ? null : asked.at().plus(wish.lasts()),
                        asked,
                        null);
        write(
                isWaiting ? AuditCode.UNMASK_ASKED : AuditCode.UNMASK_STARTED,
                unmasking,
                asked,
                address,
                isWaiting ? "asks to see" : "sees");
        store.write(rows -> {
            rows.unmaskings().add(unmasking.row());
            return unmasking;
        });
        return unmasking;
    }

    /// Approves what another person asked for; the time begins now.
    ///
    /// @param mayDecide whether `person` decides requests for a target
    /// @throws UnmaskException if there is none, it is decided or too old, or `person` may not
    public Unmasking approve(
            Person person, String id, String reason, Predicate<String> mayDecide, String address)
            throws UnmaskException {
        Unmasking unmasking = pending(id);
        Deed decided = deed(person, reason.isBlank() ? "approved" : reason);
        if (unmasking.asked().isBy(person)) {
            throw refused(unmasking, decided, address, "You asked for it yourself.");
        }
        if (unmasking.subject().personId().equals(person.id())) {
            throw refused(unmasking, decided, address, "It is your own session.");
        }
        if (!mayDecide.test(unmasking.subject().target())) {
            throw refused(
                    unmasking,
                    decided,
                    address,
                    "None of your roles decides requests for "
                            + unmasking.subject().target()
                            + ".");
        }
        write(AuditCode.UNMASK_APPROVED, unmasking, decided, address, "approved seeing");
        return decide(
                unmasking, State.GRANTED, decided.at().plus(unmasking.wish().lasts()), decided);
    }

    /// Rejects it; the one who asked may do so too.
    ///
    /// @param mayDecide whether `person` decides requests for a target
    /// @throws UnmaskException if there is none, it is decided, or `person` may not
    public Unmasking reject(
            Person person, String id, String reason, Predicate<String> mayDecide, String address)
            throws UnmaskException {
        Unmasking unmasking = pending(id);
        Deed decided = deed(person, reason);
        if (!unmasking.asked().isBy(person) && !mayDecide.test(unmasking.subject().target())) {
            throw refused(
                    unmasking,
                    decided,
                    address,
                    "None of your roles decides requests for "
                            + unmasking.subject().target()
                            + ".");
        }
        write(AuditCode.UNMASK_REJECTED, unmasking, decided, address, "rejected seeing");
        return decide(unmasking, State.REJECTED, Instant.EPOCH, decided);
    }

    /// The newest ones that `person` asked for or decides.
    public List<Unmasking> of(Person person, Predicate<String> mayDecide) {
        return all().stream()
                .filter(one -> one.asked().isBy(person) || mayDecide.test(one.subject().target()))
                .toList();
    }

    /// Those of `person` on a session that are in force now.
    public List<Unmasking> inForce(Person person, String session) {
        long now = Unmasking.micros(clock.now());
        return store.read(rows -> rows.unmaskings().inForce(session, person.id(), now)).stream()
                .map(Unmasking::of)
                .toList();
    }

    /// Whether a wish waits for a second person at this moment.
    public boolean isPending(Unmasking unmasking) {
        return unmasking.state() == State.PENDING
                && clock.now().isBefore(unmasking.asked().at().plus(LONGEST_PENDING));
    }

    private List<Unmasking> all() {
        return store.read(rows -> rows.unmaskings().newest()).stream().map(Unmasking::of).toList();
    }

    private Unmasking find(String id) throws UnmaskException {
        Optional<Unmasking> found =
                id.length() < 8
                        ? Optional.empty()
                        : all().stream().filter(one -> one.id().endsWith(id)).findFirst();
        return found.orElseThrow(() ->
                new UnmaskException(
                        Kind.NOT_FOUND,
                        "There is no unmasking " + id + ".",
                        "List them: postern unmask ls"));
    }

    private Unmasking pending(String id) throws UnmaskException {
        Unmasking unmasking = find(id);
        if (!isPending(unmasking)) {
            Deed decided = unmasking.decided();
            throw new UnmaskException(
                    Kind.NOT_PENDING,
                    decided != null
                            ? "It was "
                                    + (unmasking.state() == State.REJECTED
                                            ? "rejected"
                                            : "approved")
                                    + " by "
                                    + decided.by().name()
                                    + " on "
                                    + decided.at()
                                    + "."
                            : unmasking.state() == State.GRANTED
                                    ? "It needs no second person."
                                    : "Nobody decided it within a day, so it is over.",
                    "Ask anew: postern unmask " + unmasking.subject().session());
        }
        return unmasking;
    }

    private Unmasking decide(Unmasking unmasking, State state, Instant endsAt, Deed decided)
            throws UnmaskException {
        boolean first =
                store.write(rows ->
                        rows.unmaskings()
                                .decide(
                                        unmasking.id(),
                                        state.word(),
                                        Unmasking.micros(endsAt),
                                        decided.columns()));
        if (!first) {
            throw new UnmaskException(
                    Kind.NOT_PENDING, "Somebody else decided it at the same time.", "");
        }
        return find(unmasking.id());
    }

    private Deed deed(Person person, String reason) throws UnmaskException {
        String stripped = reason.strip();
        if (stripped.isEmpty() || stripped.length() > LONGEST_REASON) {
            throw new UnmaskException(
                    Kind.BAD_INPUT,
                    "A reason of 1 to "
                            + LONGEST_REASON
                            + " characters is needed, got "
                            + stripped.length()
                            + ".",
                    "Say why: it stands in the audit trail.");
        }
        return new Deed(
                clock.now().truncatedTo(ChronoUnit.MICROS),
                new Actor(person.id(), person.name(), person.email()),
                stripped);
    }

    private UnmaskException refused(Unmasking unmasking, Deed deed, String address, String why) {
        audit.write(
                AuditCode.UNMASK_REFUSED,
                deed.by(),
                address,
                unmasking.subject().target(),
                unmasking.subject().session(),
                Map.of("unmasking", unmasking.id(), "code", Kind.SECOND_PERSON_NEEDED.code()),
                deed.by().name() + " tried to decide unmasking " + unmasking.id() + ": " + why);
        return new UnmaskException(
                Kind.SECOND_PERSON_NEEDED, why + " Another person decides.", DECIDERS);
    }

    private void write(AuditCode code, Unmasking unmasking, Deed deed, String address, String did) {
        Unmasking.Wish wish = unmasking.wish();
        audit.write(
                code,
                deed.by(),
                address,
                unmasking.subject().target(),
                unmasking.subject().session(),
                Map.of(
                        "unmasking",
                        unmasking.id(),
                        "scope",
                        wish.scope().kind(),
                        "subject",
                        wish.scope().subject(),
                        "restricted",
                        wish.isRestrictedToo(),
                        "minutes",
                        wish.lasts().toMinutes(),
                        "askedBy",
                        unmasking.asked().by().email(),
                        "reason",
                        deed.reason()),
                deed.by().name()
                        + " "
                        + did
                        + " masked values of session "
                        + unmasking.subject().session()
                        + " ("
                        + (wish.scope().kind() + " " + wish.scope().subject()).strip()
                        + ", "
                        + wish.lasts().toMinutes()
                        + " min): "
                        + deed.reason());
    }
}
