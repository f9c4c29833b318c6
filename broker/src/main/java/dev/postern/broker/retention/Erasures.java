package dev.postern.broker.retention;

import dev.postern.broker.audit.Actor;
import dev.postern.broker.audit.AuditCode;
import dev.postern.broker.audit.AuditTrail;
import dev.postern.broker.base.Clock;
import dev.postern.broker.base.Ulids;
import dev.postern.broker.identity.Person;
import dev.postern.broker.retention.Erasure.State;
import dev.postern.broker.retention.RetentionException.Kind;
import dev.postern.broker.store.sql.SessionRow;
import dev.postern.broker.store.sql.StateStore;
import dev.postern.keys.Tombstone;

import java.io.IOException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Erasing the content of recorded sessions: one person asks, another confirms, then the key is destroyed.
///
/// What remains is proof: the recording's ciphertext and its chain, its leaves in the site log, who was connected
/// where and when. The steps of a confirmed erasure are, in this order: the audit event that it is confirmed, the row
/// that says so, the tombstone, the key, the index, the audit event that it is done, the row that says so. Each may be
/// repeated, so [#finish] completes after a crash what was confirmed before it. One thread at a time decides.
public final class Erasures {

    private static final int LONGEST_BASIS = 200;

    private final StateStore store;
    private final Holds holds;
    private final SessionContent content;
    private final AuditTrail audit;
    private final Clock clock;
    private final Ulids ulids;

    public Erasures(
            StateStore store,
            Holds holds,
            SessionContent content,
            AuditTrail audit,
            Clock clock,
            Ulids ulids) {
        this.store = store;
        this.holds = holds;
        this.content = content;
        this.audit = audit;
        this.clock = clock;
        this.ulids = ulids;
    }

    /// Asks for the content of an ended session to be erased.
    ///
    /// @param legalBasis the law or contract that asks for it, 1 to 200 characters
    /// @throws RetentionException if the session runs, is held, is asked for already, or a text is missing or too long
    public synchronized Erasure ask(
            Person person, SessionRow session, String reason, String legalBasis, String address)
            throws RetentionException {
        String basis = legalBasis.strip();
        if (basis.isEmpty() || basis.length() > LONGEST_BASIS) {
            throw new RetentionException(
                    Kind.BAD_INPUT,
                    "A legal basis of 1 to " + LONGEST_BASIS + " characters is needed.",
                    "Name the law or the contract, for example \"GDPR Art. 17\".");
        }
        if (session.lifetime().state().equals("live")) {
            throw new RetentionException(
                    Kind.STILL_RUNNING,
                    "Session " + session.id() + " is still running.",
                    "Wait for its end, or end it: postern sessions end " + session.id());
        }
        Erasure erasure =
                new Erasure(
                        ulids.next(),
                        Erasure.Subject.of(session),
                        basis,
                        State.PENDING,
                        Deed.of(person, clock.now(), reason),
                        null,
                        null);
        holds.refuseHeld(erasure.subject());
        refuseSecond(erasure.subject());
        write(AuditCode.ERASURE_ASKED, erasure, erasure.asked(), address, "asked for");
        store.write(rows -> {
            rows.retention().addErasure(erasure.row());
            return erasure;
        });
        return erasure;
    }

    /// Confirms an erasure that another person asked for, and erases.
    ///
    /// @param id the erasure's id, or its last 8 characters
    /// @throws RetentionException if there is none, it is decided, a hold forbids it, or `person` may not
    /// @throws IOException        if a file could not be destroyed: the erasure is confirmed and is finished later
    public synchronized Erasure confirm(Person person, String id, String reason, String address)
            throws RetentionException, IOException {
        Erasure erasure = pending(id);
        Deed deed = Deed.of(person, clock.now(), reason.isBlank() ? "confirmed" : reason);
        if (erasure.asked().isBy(person)) {
            throw refused(
                    erasure,
                    deed,
                    address,
                    "You asked for it yourself; another person confirms.",
                    "Ask somebody else whose role has `erase-recordings`.");
        }
        if (erasure.subject().personId().equals(person.id())) {
            throw refused(
                    erasure,
                    deed,
                    address,
                    "It is your own session; another person confirms.",
                    "Ask somebody else whose role has `erase-recordings`.");
        }
        holds.unlessHeld(
                erasure.subject(),
                () -> {
                    write(AuditCode.ERASURE_CONFIRMED, erasure, deed, address, "confirmed");
                    decide(erasure, State.CONFIRMED, deed);
                    erase(erasure.confirmed(deed));
                });
        return find(erasure.id());
    }

    /// Rejects an erasure; the one who asked may do so too.
    ///
    /// @throws RetentionException if there is none or it is decided
    public synchronized Erasure reject(Person person, String id, String reason, String address)
            throws RetentionException {
        Erasure erasure = pending(id);
        Deed deed = Deed.of(person, clock.now(), reason);
        write(AuditCode.ERASURE_REJECTED, erasure, deed, address, "rejected");
        decide(erasure, State.REJECTED, deed);
        return find(erasure.id());
    }

    /// All erasures, the newest first.
    public List<Erasure> all() {
        return store.read(rows -> rows.retention().erasures()).stream().map(Erasure::of).toList();
    }

    /// Does what was confirmed before a crash, and removes from other stores what was erased when nobody saw to that. A hold
    /// that was placed since wins: those wait. One that fails does not keep the others from being done.
    ///
    /// @return how many were done
    /// @throws IOException if some could not be done; they are tried again by the next call
    public synchronized int finish() throws IOException {
        content.keys().finishDestructions();
        int done = 0;
        Failures failures = new Failures();
        for (var row : store.read(rows -> rows.retention().erasuresIn(State.CONFIRMED.word()))) {
            Erasure erasure = Erasure.of(row);
            if (failures.tried(() -> finish(erasure))) {
                done++;
            }
        }
        for (var row : store.read(rows -> rows.retention().erasuresIn(State.DONE.word()))) {
            Erasure erasure = Erasure.of(row);
            if (content.elsewhere().mayHold(erasure.subject().session())) {
                failures.tried(() -> keepOnlyHere(erasure));
            }
        }
        failures.raise();
        return done;
    }

    private boolean finish(Erasure erasure) throws IOException {
        try {
            holds.unlessHeld(erasure.subject(), () -> erase(erasure));
            return true;
        } catch (RetentionException held) {
            audit.write(
                    AuditCode.ERASURE_REFUSED,
                    null,
                    "",
                    erasure.subject().target(),
                    erasure.subject().session(),
                    Map.of("erasure", erasure.id(), "code", held.kind().code()),
                    held.text());
            return false;
        }
    }

    private boolean keepOnlyHere(Erasure erasure) throws IOException {
        try {
            holds.unlessHeld(
                    erasure.subject(), () -> content.keepOnlyHere(erasure.subject().session()));
            return true;
        } catch (RetentionException held) {
            return false;
        }
    }

    private void erase(Erasure erasure) throws IOException {
        Deed decided = erasure.decided();
        String by =
                erasure.asked().by().name()
                        + (decided == null ? "" : ", confirmed by " + decided.by().name());
        content.erase(
                new Tombstone(
                        erasure.subject().session(),
                        clock.now().truncatedTo(ChronoUnit.SECONDS),
                        by,
                        erasure.asked().reason(),
                        erasure.legalBasis()));
        write(
                AuditCode.RECORDING_ERASED,
                erasure,
                decided == null ? erasure.asked() : decided,
                "",
                "erased the content by");
        store.write(rows -> {
            rows.retention().finishErasure(erasure.id(), Deed.micros(clock.now()));
            return erasure;
        });
    }

    private void decide(Erasure erasure, State state, Deed deed) {
        boolean first =
                store.write(rows ->
                        rows.retention().decideErasure(erasure.id(), state.word(), deed.columns()));
        if (!first) {
            throw new IllegalStateException(
                    "erasure " + erasure.id() + " was decided by somebody else at the same time");
        }
    }

    private Erasure pending(String id) throws RetentionException {
        Erasure erasure = find(id);
        Deed decided = erasure.decided();
        if (decided != null) {
            throw new RetentionException(
                    Kind.NOT_PENDING,
                    "The erasure was "
                            + (erasure.state() == State.REJECTED ? "rejected" : "confirmed")
                            + " by "
                            + decided.by().name()
                            + " on "
                            + decided.at()
                            + ".",
                    "");
        }
        return erasure;
    }

    private Erasure find(String id) throws RetentionException {
        return all().stream()
                .filter(erasure -> erasure.id().endsWith(id))
                .findFirst()
                .orElseThrow(() ->
                        new RetentionException(
                                Kind.NOT_FOUND,
                                "There is no erasure " + id + ".",
                                "List them: postern admin erase ls"));
    }

    private void refuseSecond(Erasure.Subject subject) throws RetentionException {
        Optional<Erasure> other =
                all().stream()
                        .filter(e -> e.state() != State.REJECTED)
                        .filter(e -> e.subject().session().equals(subject.session()))
                        .findFirst();
        if (other.isPresent()) {
            throw new RetentionException(
                    Kind.ALREADY_ASKED,
                    other.get().asked().by().name()
                            + " asked for it on "
                            + other.get().asked().at()
                            + "; that erasure is "
                            + other.get().state().word()
                            + ".",
                    "See it: postern admin erase ls");
        }
    }

    private RetentionException refused(
            Erasure erasure, Deed deed, String address, String why, String hint) {
        audit.write(
                AuditCode.ERASURE_REFUSED,
                deed.by(),
                address,
                erasure.subject().target(),
                erasure.subject().session(),
                Map.of("erasure", erasure.id(), "code", Kind.SECOND_PERSON_NEEDED.code()),
                deed.by().name() + " tried to confirm erasure " + erasure.id() + ": " + why);
        return new RetentionException(Kind.SECOND_PERSON_NEEDED, why, hint);
    }

    private void write(AuditCode code, Erasure erasure, Deed deed, String address, String did) {
        Actor by = deed.by();
        audit.write(
                code,
                by,
                address,
                erasure.subject().target(),
                erasure.subject().session(),
                Map.of(
                        "erasure",
                        erasure.id(),
                        "legalBasis",
                        erasure.legalBasis(),
                        "askedBy",
                        erasure.asked().by().email(),
                        "reason",
                        deed.reason()),
                by.name()
                        + " "
                        + did
                        + " the erasure of session "
                        + erasure.subject().session()
                        + " ("
                        + erasure.legalBasis()
                        + "): "
                        + deed.reason());
    }
}
