package dev.postern.broker.retention;

import dev.postern.broker.audit.AuditCode;
import dev.postern.broker.audit.AuditTrail;
import dev.postern.broker.base.Clock;
import dev.postern.broker.base.Ulids;
import dev.postern.broker.identity.Person;
import dev.postern.broker.retention.LegalHold.Scope;
import dev.postern.broker.retention.RetentionException.Kind;
import dev.postern.broker.store.sql.HoldRow;
import dev.postern.broker.store.sql.StateStore;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/// Placing and lifting legal holds.
///
/// A hold wins over everything that destroys: whoever destroys does it within [#unlessHeld], which keeps the lock that
/// placing a hold takes. So a hold that was answered as placed is never too late for a destruction that begins later.
public final class Holds {

    private final StateStore store;
    private final AuditTrail audit;
    private final Clock clock;
    private final Ulids ulids;
    private final ReentrantLock lock = new ReentrantLock();

    public Holds(StateStore store, AuditTrail audit, Clock clock, Ulids ulids) {
        this.store = store;
        this.audit = audit;
        this.clock = clock;
        this.ulids = ulids;
    }

    /// Places a hold.
    ///
    /// @param subject a session's or person's id, or a target's name; must exist as far as the caller can tell
    /// @throws RetentionException if the reason is missing or too long
    public LegalHold place(
            Person person, Scope scope, String subject, String reason, String address)
            throws RetentionException {
        LegalHold hold =
                new LegalHold(
                        ulids.next(), scope, subject, Deed.of(person, clock.now(), reason), null);
        lock.lock();
        try {
            write(AuditCode.HOLD_PLACED, hold, hold.placed(), address, "placed a hold on");
            store.write(rows -> {
                rows.retention()
                        .addHold(
                                new HoldRow(
                                        hold.id(),
                                        scope.word(),
                                        subject,
                                        hold.placed().columns(),
                                        null));
                return hold;
            });
        } finally {
            lock.unlock();
        }
        return hold;
    }

    /// Lifts a hold.
    ///
    /// @param id the id of the hold, or its last 8 characters
    /// @throws RetentionException if there is none, it is lifted, or the reason is missing or too long
    public LegalHold lift(Person person, String id, String reason, String address)
            throws RetentionException {
        Deed lifted = Deed.of(person, clock.now(), reason);
        lock.lock();
        try {
            LegalHold hold =
                    all().stream()
                            .filter(h -> h.id().endsWith(id))
                            .findFirst()
                            .orElseThrow(() ->
                                    new RetentionException(
                                            Kind.NOT_FOUND,
                                            "There is no legal hold " + id + ".",
                                            "List them: postern admin hold ls"));
            Deed before = hold.lifted();
            if (before != null) {
                throw new RetentionException(
                        Kind.ALREADY_LIFTED,
                        "The hold was lifted by " + before.by().name() + " on " + before.at() + ".",
                        "");
            }
            write(AuditCode.HOLD_LIFTED, hold, lifted, address, "lifted the hold on");
            store.write(rows -> rows.retention().liftHold(hold.id(), lifted.columns()));
            return new LegalHold(hold.id(), hold.scope(), hold.subject(), hold.placed(), lifted);
        } finally {
            lock.unlock();
        }
    }

    /// All holds, the newest first, lifted ones too.
    public List<LegalHold> all() {
        return store.read(rows -> rows.retention().holds()).stream().map(LegalHold::of).toList();
    }

    /// A hold on a session, its person or its target.
    public Optional<LegalHold> on(Erasure.Subject subject) {
        return store.read(rows ->
                        rows.retention()
                                .holdOn(subject.session(), subject.personId(), subject.target()))
                .map(LegalHold::of);
    }

    /// Does something that destroys the content of a session, unless a hold forbids it.
    ///
    /// @throws RetentionException if a hold forbids it; nothing was done
    void unlessHeld(Erasure.Subject subject, Destruction destruction)
            throws RetentionException, IOException {
        lock.lock();
        try {
            refuseHeld(subject);
            destruction.run();
        } finally {
            lock.unlock();
        }
    }

    /// Refuses if a hold keeps the session now.
    void refuseHeld(Erasure.Subject subject) throws RetentionException {
        Optional<LegalHold> hold = on(subject);
        if (hold.isPresent()) {
            throw held(subject, hold.get());
        }
    }

    private static RetentionException held(Erasure.Subject subject, LegalHold hold) {
        return new RetentionException(
                Kind.HELD,
                "Session "
                        + subject.session()
                        + " is under the legal hold "
                        + hold.id()
                        + " on "
                        + hold.scope().word()
                        + " "
                        + hold.subject()
                        + ", placed by "
                        + hold.placed().by().name()
                        + " on "
                        + hold.placed().at()
                        + ": "
                        + hold.placed().reason(),
                "The hold must be lifted first: postern admin hold lift " + hold.id());
    }

    private void write(AuditCode code, LegalHold hold, Deed deed, String address, String did) {
        audit.write(
                code,
                deed.by(),
                address,
                hold.scope() == Scope.TARGET ? hold.subject() : null,
                hold.scope() == Scope.SESSION ? hold.subject() : null,
                Map.of(
                        "hold",
                        hold.id(),
                        "scope",
                        hold.scope().word(),
                        "subject",
                        hold.subject(),
                        "reason",
                        deed.reason()),
                deed.by().name()
                        + " "
                        + did
                        + " "
                        + hold.scope().word()
                        + " "
                        + hold.subject()
                        + ": "
                        + deed.reason());
    }

    /// Something that destroys.
    interface Destruction {
        void run() throws RetentionException, IOException;
    }
}
