package dev.postern.broker.review;

import dev.postern.broker.audit.AuditCode;
import dev.postern.broker.audit.AuditTrail;
import dev.postern.broker.base.Clock;
import dev.postern.broker.base.Ulids;
import dev.postern.broker.identity.Person;
import dev.postern.broker.review.ReviewException.Kind;
import dev.postern.broker.store.sql.OutcomeRows;
import dev.postern.broker.store.sql.ReviewRow;
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
import java.util.stream.Collectors;

/// Who reviewed which session, with what outcome. One review of a session stands at a time, and never one by the person
/// whose session it is.
public final class Reviews {

    private static final Logger LOG = LoggerFactory.getLogger(Reviews.class);

    private final StateStore store;
    private final OutcomeRows index;
    private final AuditTrail audit;
    private final Clock clock;
    private final Ulids ulids;

    /// @param index is kept up with what stands, so that filters find sessions by it
    public Reviews(
            StateStore store, OutcomeRows index, AuditTrail audit, Clock clock, Ulids ulids) {
        this.store = store;
        this.index = index;
        this.audit = audit;
        this.clock = clock;
        this.ulids = ulids;
    }

    /// Brings the index up with the state, as after it was made anew.
    ///
    /// @return of how many sessions it knew otherwise
    public int reindex() {
        return index.putAll(store.read(rows -> rows.reviews().outcomes()));
    }

    /// The reviews of these sessions that stand, by session.
    ///
    /// @param sessions at most 1000
    public Map<String, Review> standing(Collection<String> sessions) {
        if (sessions.isEmpty()) {
            return Map.of();
        }
        return store.read(rows -> rows.reviews().standing(sessions)).stream()
                .map(Review::of)
                .collect(Collectors.toMap(Review::session, review -> review));
    }

    /// The reviews of a session, the oldest first, those that were taken back too.
    public List<Review> of(String session) {
        return store.read(rows -> rows.reviews().of(session)).stream().map(Review::of).toList();
    }

    /// Refuses a session that `person` may not review as it is.
    ///
    /// @throws ReviewException if it runs, or is their own
    public void check(Person person, SessionRow session) throws ReviewException {
        refuseOwn(person, session);
        if (session.lifetime().state().equals("live")) {
            throw new ReviewException(
                    Kind.STILL_RUNNING,
                    "Session " + session.id() + " is still running.",
                    "Review it when it has ended; notes can be written now.");
        }
    }

    /// Notes that `person` reviewed a session.
    ///
    /// @throws ReviewException if it runs, is their own, or a review of it stands
    public Review done(Person person, SessionRow session, Review.Finding finding, String address)
            throws ReviewException {
        check(person, session);
        ReviewRow row =
                new ReviewRow(
                        ulids.next(),
                        session.id(),
                        session.who().personId(),
                        finding.outcome().word(),
                        Checklist.write(finding.checklist()),
                        Signature.of(person, clock.now()).columns(),
                        null);
        Review review = Review.of(row);
        Optional<ReviewRow> before =
                store.write(rows -> {
                    List<ReviewRow> standing = rows.reviews().standing(List.of(session.id()));
                    if (standing.isEmpty()) {
                        rows.reviews().add(row);
                        audit.write(
                                rows,
                                event(
                                        AuditCode.SESSION_REVIEWED,
                                        review,
                                        review.reviewed(),
                                        session,
                                        address));
                    }
                    return standing.stream().findFirst();
                });
        if (before.isPresent()) {
            Review other = Review.of(before.get());
            throw new ReviewException(
                    Kind.ALREADY_REVIEWED,
                    other.reviewed().by().name()
                            + " reviewed it on "
                            + other.reviewed().at()
                            + ": "
                            + other.outcome().word()
                            + ".",
                    "Take that back first: postern review undo " + session.id());
        }
        index(session.id(), finding.outcome().word());
        return review;
    }

    /// Takes the review of a session back.
    ///
    /// @throws ReviewException if none stands, or it is the person's own session
    public Review takeBack(Person person, SessionRow session, String address)
            throws ReviewException {
        refuseOwn(person, session);
        Signature signature = Signature.of(person, clock.now());
        Optional<Review> taken =
                store.write(rows -> {
                    Optional<Review> standing =
                            rows.reviews().standing(List.of(session.id())).stream()
                                    .map(Review::of)
                                    .findFirst()
                                    .filter(review ->
                                            rows.reviews()
                                                    .takeBack(review.id(), signature.columns()));
                    standing.ifPresent(review ->
                            audit.write(
                                    rows,
                                    event(
                                            AuditCode.SESSION_REVIEW_TAKEN_BACK,
                                            review,
                                            signature,
                                            session,
                                            address)));
                    return standing;
                });
        Review review =
                taken.orElseThrow(() ->
                        new ReviewException(
                                Kind.NOT_REVIEWED,
                                "Nobody has reviewed session " + session.id() + ".",
                                "Review it: postern review done " + session.id()));
        index(session.id(), null);
        return new Review(
                review.id(),
                review.session(),
                review.outcome(),
                review.checklist(),
                review.reviewed(),
                signature);
    }

    /// The truth is written when this is called: an index that cannot be written is brought up at the next start.
    private void index(String session, @Nullable String outcome) {
        try {
            index.put(session, outcome);
        } catch (StoreException e) {
            LOG.atWarn()
                    .addKeyValue("session", session)
                    .setCause(e)
                    .log("filters by review will find a session wrongly until the next start");
        }
    }

    /// Whether it is the person's own session, by what tells one person from another and by e-mail.
    static boolean isOwn(Person person, SessionRow session) {
        return session.who().personId().equals(person.id())
                || (!person.email().isBlank()
                        && person.email().equalsIgnoreCase(session.who().email()));
    }

    private static void refuseOwn(Person person, SessionRow session) throws ReviewException {
        if (isOwn(person, session)) {
            throw new ReviewException(
                    Kind.OWN_SESSION,
                    "It is your own session; another person reviews it.",
                    "Ask somebody else whose role has `see-all-sessions`.");
        }
    }

    private static AuditTrail.NewEvent event(
            AuditCode code,
            Review review,
            Signature signature,
            SessionRow session,
            String address) {
        boolean isDone = code == AuditCode.SESSION_REVIEWED;
        String outcome = review.outcome().word();
        return new AuditTrail.NewEvent(
                code,
                signature.by(),
                address,
                session.where().target(),
                session.id(),
                Map.of(
                        "review",
                        review.id(),
                        "outcome",
                        outcome,
                        "reviewer",
                        review.reviewed().by().email()),
                signature.by().name()
                        + (isDone ? " reviewed session " : " took back the review of session ")
                        + session.id()
                        + " of "
                        + session.who().name()
                        + ": "
                        + outcome
                        + ".");
    }
}
