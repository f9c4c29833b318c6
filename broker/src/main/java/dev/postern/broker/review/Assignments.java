package dev.postern.broker.review;

import dev.postern.broker.audit.Actor;
import dev.postern.broker.audit.AuditCode;
import dev.postern.broker.audit.AuditTrail;
import dev.postern.broker.base.Clock;
import dev.postern.broker.identity.Person;
import dev.postern.broker.identity.Rights;
import dev.postern.broker.review.ReviewException.Kind;
import dev.postern.broker.store.sql.AssignmentRow;
import dev.postern.broker.store.sql.DueRows;
import dev.postern.broker.store.sql.SessionRow;
import dev.postern.broker.store.sql.StateStore;
import dev.postern.broker.store.sql.StoreException;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Who is to review which session. It binds nobody: whoever may review may review it all the same.
public final class Assignments {

    private static final Logger LOG = LoggerFactory.getLogger(Assignments.class);

    private final StateStore store;
    private final DueRows index;
    private final AuditTrail audit;
    private final Clock clock;
    private final Reviewers reviewers;

    /// @param index is kept up with who is to review what, so that the queue finds sessions by it
    public Assignments(
            StateStore store, DueRows index, AuditTrail audit, Clock clock, Reviewers reviewers) {
        this.store = store;
        this.index = index;
        this.audit = audit;
        this.clock = clock;
        this.reviewers = reviewers;
    }

    /// Who may review.
    ///
    /// @param byEmail somebody who has signed in, as of their newest sign-in
    public record Reviewers(Function<String, Optional<Person>> byEmail, Rights rights) {}

    /// Brings the index up with the state, as after it was made anew.
    ///
    /// @return of how many sessions it knew otherwise
    public int reindex() {
        return index.assignAll(store.read(rows -> rows.reviews().assignees()));
    }

    /// Who is to review these sessions, by session.
    ///
    /// @param sessions at most 1000
    public Map<String, Actor> of(Collection<String> sessions) {
        if (sessions.isEmpty()) {
            return Map.of();
        }
        return store.read(rows -> rows.reviews().assignments(sessions)).stream()
                .collect(
                        Collectors.toMap(
                                AssignmentRow::session,
                                row ->
                                        new Actor(
                                                row.to().id(), row.to().name(), row.to().email())));
    }

    /// Notes that `to` is to review a session.
    ///
    /// @param to `me`, the e-mail of somebody who has signed in, or null for nobody in particular
    /// @return who is to review it now, or null
    /// @throws ReviewException if the session runs, is reviewed, or is their own, or if they may not review
    public @Nullable Actor assign(
            Person by, SessionRow session, @Nullable String to, String address)
            throws ReviewException {
        if (session.lifetime().state().equals("live")) {
            throw new ReviewException(
                    Kind.STILL_RUNNING,
                    "Session " + session.id() + " is still running.",
                    "Assign it when it has ended.");
        }
        if (!store.read(rows -> rows.reviews().standing(List.of(session.id()))).isEmpty()) {
            throw new ReviewException(
                    Kind.ALREADY_REVIEWED,
                    "Session " + session.id() + " is reviewed.",
                    "Take the review back first: postern review undo " + session.id());
        }
        Person reviewer = to == null ? null : reviewer(by, to);
        if (reviewer != null && Reviews.isOwn(reviewer, session)) {
            throw new ReviewException(
                    Kind.OWN_SESSION,
                    "It is "
                            + (isSame(by, reviewer) ? "your" : reviewer.name() + "'s")
                            + " own session; another person reviews it.",
                    "Assign it to somebody else whose role has `see-all-sessions`.");
        }
        Signature signature = Signature.of(by, clock.now());
        store.write(rows -> {
            if (reviewer == null) {
                rows.reviews().unassign(session.id());
            } else {
                rows.reviews()
                        .assign(
                                new AssignmentRow(
                                        session.id(),
                                        session.who().personId(),
                                        new AssignmentRow.To(
                                                reviewer.id(), reviewer.name(), reviewer.email()),
                                        signature.columns()));
            }
            audit.write(rows, event(signature, session, reviewer, address));
            return true;
        });
        index(session.id(), reviewer == null ? null : reviewer.id());
        return reviewer == null
                ? null
                : new Actor(reviewer.id(), reviewer.name(), reviewer.email());
    }

    private Person reviewer(Person by, String to) throws ReviewException {
        if (to.equals("me") || to.equalsIgnoreCase(by.email())) {
            return by;
        }
        Person person =
                reviewers
                        .byEmail()
                        .apply(to)
                        .orElseThrow(() ->
                                new ReviewException(
                                        Kind.NOT_FOUND,
                                        "Nobody with the e-mail \"" + to + "\" is signed in.",
                                        "Groups come with a sign-in: ask the person to sign in"
                                                + " once."));
        if (!reviewers.rights().of(person).seeAllSessions()) {
            throw new ReviewException(
                    Kind.NOT_A_REVIEWER,
                    person.name() + " may not review sessions.",
                    "Assign it to somebody whose role has `see-all-sessions`.");
        }
        return person;
    }

    private static boolean isSame(Person one, Person other) {
        return one.id().equals(other.id());
    }

    /// The truth is written when this is called: an index that cannot be written is brought up at the next start.
    private void index(String session, @Nullable String person) {
        try {
            index.assign(session, person);
        } catch (StoreException e) {
            LOG.atWarn()
                    .addKeyValue("session", session)
                    .setCause(e)
                    .log("the review queue will have a session wrongly until the next start");
        }
    }

    private static AuditTrail.NewEvent event(
            Signature signature, SessionRow session, @Nullable Person to, String address) {
        return new AuditTrail.NewEvent(
                AuditCode.SESSION_REVIEW_ASSIGNED,
                signature.by(),
                address,
                session.where().target(),
                session.id(),
                Map.of("to", to == null ? "" : to.email()),
                signature.by().name()
                        + " assigned the review of session "
                        + session.id()
                        + " of "
                        + session.who().name()
                        + " to "
                        + (to == null ? "nobody in particular" : to.name())
                        + ".");
    }
}
