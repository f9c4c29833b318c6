package dev.postern.broker.audit;

import dev.postern.broker.base.Clock;
import dev.postern.broker.store.sql.AuditRow;
import dev.postern.broker.store.sql.StateStore;
import dev.postern.json.Json;
import dev.postern.json.MalformedJsonException;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The broker's own actions, each row hashed together with the hash of the row before it.
///
/// An event is on disk when `write` returns. Whoever cannot write one must not do what it is about.
public final class AuditTrail {

    private static final int VERIFY_BATCH = 1000;
    private static final int LONGEST_PAGE = 500;

    private final StateStore store;
    private final Clock clock;

    public AuditTrail(StateStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /// Writes one event in a transaction of its own; it is durable when this returns. Blocks.
    ///
    /// @param address where the request came from, or empty
    /// @param detail  texts, numbers, booleans, lists and maps of them; no secrets
    /// @param sentence what happened, for people
    /// @throws dev.postern.broker.store.sql.StoreException if it could not be written: refuse what it is about
    public void write(
            AuditCode code,
            @Nullable Actor person,
            String address,
            @Nullable String target,
            @Nullable String session,
            Map<String, ? extends @Nullable Object> detail,
            String sentence) {
        var event = new NewEvent(code, person, address, target, session, detail, sentence);
        store.write(rows -> write(rows, event));
    }

    /// Writes one event within a transaction that does what the event is about.
    public AuditEvent write(StateStore.Rows rows, NewEvent event) {
        Optional<AuditRow> last = rows.audit().last();
        Instant now = clock.now().truncatedTo(ChronoUnit.MICROS);
        Actor person = event.person();
        AuditRow unsigned =
                new AuditRow(
                        last.map(AuditRow::id).orElse(0L) + 1,
                        ChronoUnit.MICROS.between(Instant.EPOCH, now),
                        event.code().text(),
                        person == null ? null : person.id(),
                        person == null ? null : person.name(),
                        person == null ? null : person.email(),
                        event.address(),
                        event.target(),
                        event.session(),
                        Json.write(event.detail()),
                        event.sentence(),
                        last.map(AuditRow::rowHash).orElseGet(AuditHash::ofNothing),
                        new byte[0]);
        AuditRow row = AuditHash.signed(unsigned);
        rows.audit().add(row);
        return event(row);
    }

    /// At most `limit` events, newest first.
    ///
    /// @param beforeId only events with a smaller id; `Long.MAX_VALUE` for the newest
    public List<AuditEvent> newest(long beforeId, int limit) {
        int rowsWanted = Math.clamp(limit, 1, LONGEST_PAGE);
        return store.read(rows -> rows.audit().before(beforeId, rowsWanted)).stream()
                .map(AuditTrail::event)
                .toList();
    }

    /// How many events there are.
    public long count() {
        return store.read(rows -> rows.audit().last().map(AuditRow::id).orElse(0L));
    }

    /// The id of the first event that does not follow from the one before it, or nothing if the chain holds.
    public Optional<Long> firstBroken() {
        List<AuditRow> batch = new ArrayList<>();
        byte[] previous = AuditHash.ofNothing();
        long id = 0;
        do {
            long after = id;
            batch.clear();
            batch.addAll(store.read(rows -> rows.audit().after(after, VERIFY_BATCH)));
            for (AuditRow row : batch) {
                id++;
                if (row.id() != id || !AuditHash.follows(row, previous)) {
                    return Optional.of(id);
                }
                previous = row.rowHash();
            }
        } while (!batch.isEmpty());
        return Optional.empty();
    }

    private static AuditEvent event(AuditRow row) {
        String id = row.personId();
        String name = row.personName();
        String email = row.personEmail();
        try {
            return new AuditEvent(
                    row.id(),
                    Instant.EPOCH.plus(row.occurredAt(), ChronoUnit.MICROS),
                    row.code(),
                    id == null || name == null || email == null ? null : new Actor(id, name, email),
                    row.address(),
                    row.target(),
                    row.session(),
                    Json.readObject(row.detail()),
                    row.sentence());
        } catch (MalformedJsonException e) {
            throw new IllegalStateException(
                    "audit event " + row.id() + " has a detail that is not JSON", e);
        }
    }

    /// An event that is about to be written.
    public record NewEvent(
            AuditCode code,
            @Nullable Actor person,
            String address,
            @Nullable String target,
            @Nullable String session,
            Map<String, ? extends @Nullable Object> detail,
            String sentence) {}
}
