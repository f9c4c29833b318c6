package dev.postern.broker.access;

import static dev.postern.broker.access.AccessException.Kind.BAD_INPUT;
import static dev.postern.broker.access.AccessException.Kind.NOT_FOUND;

import dev.postern.broker.audit.Actor;
import dev.postern.broker.audit.AuditCode;
import dev.postern.broker.audit.AuditTrail;
import dev.postern.broker.base.Clock;
import dev.postern.broker.base.Ulids;
import dev.postern.broker.identity.Person;
import dev.postern.broker.store.sql.DeedColumns;
import dev.postern.broker.store.sql.LockRow;
import dev.postern.broker.store.sql.StateStore;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Places, lifts and finds locks.
///
/// A decision reads the database: one that cannot be read refuses. The sessions that run are compared with
/// [#current], which the broker that placed a lock sees at once and others at their next [#refresh].
public final class Locks {

    private static final int LONGEST_REASON = 1000;
    private static final int NEWEST = 500;
    private static final int SHORT_ID_FROM = 18;

    private final StateStore store;
    private final AuditTrail audit;
    private final Clock clock;
    private final Ulids ulids;
    private volatile List<Lock> current = List.of();

    public Locks(StateStore store, AuditTrail audit, Clock clock, Ulids ulids) {
        this.store = store;
        this.audit = audit;
        this.clock = clock;
        this.ulids = ulids;
    }

    /// Places a lock; it holds when this returns.
    ///
    /// @throws AccessException if subject or reason is missing, or it would lock out `person`
    public Lock place(Person person, Lock.Subjects own, Wanted wanted, String address)
            throws AccessException {
        check(wanted);
        Instant now = clock.now();
        Duration ttl = wanted.ttl();
        Instant endsAt = ttl == null ? null : now.plus(ttl);
        String id = ulids.next();
        DeedColumns placed = deed(person, now, wanted.reason());
        LockRow row =
                new LockRow(
                        id,
                        wanted.scope().text(),
                        wanted.subject(),
                        endsAt == null ? null : RequestMapping.micros(endsAt),
                        placed,
                        null);
        Lock lock = lock(row);
        if (lock.covers(own)) {
            throw new AccessException(
                    BAD_INPUT,
                    "This lock would lock you out too: you are "
                            + own.personEmail()
                            + " with the roles "
                            + String.join(", ", own.roles())
                            + ".",
                    "Ask another person with the right place-locks to place it.");
        }
        store.write(rows -> {
            rows.locks().add(row);
            audit.write(
                    event(
                            AuditCode.LOCK_PLACED,
                            person,
                            address,
                            lock,
                            wanted.reason(),
                            "placed a lock on "));
            return id;
        });
        refresh();
        return lock;
    }

    /// Lifts a lock.
    ///
    /// @param id the whole id, or its last 8 characters
    /// @throws AccessException if there is no such lock that holds
    public Lock lift(Person person, String id, String reason, String address)
            throws AccessException {
        Instant now = clock.now();
        Lock lock = find(id);
        DeedColumns lifted = deed(person, now, reason);
        boolean done =
                store.write(rows -> {
                    boolean won = rows.locks().lift(lock.id(), lifted);
                    if (won) {
                        audit.write(
                                event(
                                        AuditCode.LOCK_LIFTED,
                                        person,
                                        address,
                                        lock,
                                        reason,
                                        "lifted the lock on "));
                    }
                    return won;
                });
        if (!done) {
            throw new AccessException(
                    AccessException.Kind.NOT_ACTIVE,
                    "The lock was already lifted.",
                    "Run: postern lock ls");
        }
        refresh();
        return store.read(rows -> rows.locks().find(lock.id())).map(Locks::lock).orElse(lock);
    }

    /// The newest locks first, lifted and ended ones too.
    public List<Lock> newest() {
        return store.read(rows -> rows.locks().newest(NEWEST).stream().map(Locks::lock).toList());
    }

    /// The oldest lock that holds now on one of these, from the database.
    public Optional<Lock> on(Lock.Subjects subjects) {
        Instant now = clock.now();
        return store.read(rows -> rows.locks().active(RequestMapping.micros(now))).stream()
                .map(Locks::lock)
                .filter(lock -> lock.covers(subjects))
                .findFirst();
    }

    /// As [#on], from what [#refresh] read last; for comparing all sessions again and again.
    public Optional<Lock> current(Lock.Subjects subjects) {
        Instant now = clock.now();
        return current.stream()
                .filter(lock -> lock.holdsAt(now) && lock.covers(subjects))
                .findFirst();
    }

    /// Reads the locks that hold now.
    public void refresh() {
        Instant now = clock.now();
        current =
                store.read(rows -> rows.locks().active(RequestMapping.micros(now))).stream()
                        .map(Locks::lock)
                        .toList();
    }

    private Lock find(String id) throws AccessException {
        String wanted = id.toUpperCase(Locale.ROOT);
        return newest().stream()
                .filter(lock ->
                        lock.id().equals(wanted)
                                || lock.id().substring(SHORT_ID_FROM).equals(wanted))
                .findFirst()
                .orElseThrow(() ->
                        new AccessException(
                                NOT_FOUND, "There is no lock " + id + ".", "Run: postern lock ls"));
    }

    private static void check(Wanted wanted) throws AccessException {
        if (wanted.subject().isBlank()) {
            throw new AccessException(
                    BAD_INPUT,
                    "A lock needs a subject.",
                    "Give a person's e-mail, the name of a role or target, or the id of a grant or"
                            + " session.");
        }
        if (wanted.reason().isBlank() || wanted.reason().length() > LONGEST_REASON) {
            throw new AccessException(
                    BAD_INPUT,
                    "A lock needs a reason of at most " + LONGEST_REASON + " characters.",
                    "Say why; those who are kept out read it: --reason \"...\"");
        }
        Duration ttl = wanted.ttl();
        if (ttl != null && (ttl.isNegative() || ttl.isZero())) {
            throw new AccessException(
                    BAD_INPUT, "A lock lasts at least a second.", "Use for example --ttl 1h");
        }
    }

    private static AuditTrail.NewEvent event(
            AuditCode code, Person person, String address, Lock lock, String reason, String did) {
        Map<String, Object> detail = new LinkedHashMap<>();
        detail.put("lock", lock.id());
        detail.put("scope", lock.scope().text());
        detail.put("subject", lock.subject());
        detail.put("reason", reason);
        return new AuditTrail.NewEvent(
                code,
                new Actor(person.id(), person.name(), person.email()),
                address,
                lock.scope() == Lock.Scope.TARGET ? lock.subject() : null,
                lock.scope() == Lock.Scope.SESSION ? lock.subject() : null,
                detail,
                person.email() + " " + did + lock.scope().text() + " " + lock.subject());
    }

    private static DeedColumns deed(Person person, Instant at, String reason) {
        return new DeedColumns(
                RequestMapping.micros(at), person.id(), person.name(), person.email(), reason);
    }

    private static Lock lock(LockRow row) {
        Long endsAt = row.endsAt();
        DeedColumns lifted = row.lifted();
        return new Lock(
                row.id(),
                Lock.Scope.valueOf(row.scope().toUpperCase(Locale.ROOT)),
                row.subject(),
                endsAt == null ? null : RequestMapping.instant(endsAt),
                deed(row.placed()),
                lifted == null ? null : deed(lifted));
    }

    private static AccessRequest.Deed deed(DeedColumns columns) {
        return new AccessRequest.Deed(
                RequestMapping.instant(columns.at()),
                columns.byId(),
                columns.byName(),
                columns.byEmail(),
                columns.reason());
    }

    /// A lock to place.
    ///
    /// @param ttl how long, or null until it is lifted
    public record Wanted(Lock.Scope scope, String subject, @Nullable Duration ttl, String reason) {}
}
