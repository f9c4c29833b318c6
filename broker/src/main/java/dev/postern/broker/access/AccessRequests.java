package dev.postern.broker.access;

import static dev.postern.broker.access.AccessException.Kind.BAD_INPUT;

import dev.postern.broker.access.AccessRequest.State;
import dev.postern.broker.audit.AuditTrail;
import dev.postern.broker.base.Clock;
import dev.postern.broker.identity.Person;
import dev.postern.broker.store.sql.RequestRow;
import dev.postern.broker.store.sql.StateStore;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Requests for temporary access, and the grants that approved ones are. Making them is [Asking]'s, deciding them
/// [Decisions]'.
///
/// Whether a grant has begun or ended is a comparison with the clock at every use; nothing sweeps, and nothing is ever
/// deleted.
public final class AccessRequests {

    /// How long a grant lasts if nobody says.
    public static final Duration DEFAULT_TTL = Duration.ofHours(1);

    private static final Duration LATELY = Duration.ofMinutes(5);
    private static final int NEWEST = 500;
    private static final int SHORTEST_PREFIX = 4;
    private static final Pattern ID_CHARACTERS = Pattern.compile("[0-9A-Z]{4,26}");

    private final StateStore store;
    private final AuditTrail audit;
    private final Clock clock;

    public AccessRequests(StateStore store, AuditTrail audit, Clock clock) {
        this.store = store;
        this.audit = audit;
        this.clock = clock;
    }

    /// The newest requests, whoever may see them.
    public List<AccessRequest> newest() {
        Instant now = clock.now();
        return store.read(rows ->
                rows.requests().newest(NEWEST).stream()
                        .map(row -> RequestMapping.read(rows, row, now))
                        .toList());
    }

    /// The request with this id, or the only one whose id or short id starts so.
    ///
    /// @throws AccessException if there is none, or more than one
    public AccessRequest find(String prefix) throws AccessException {
        String wanted = prefix.toUpperCase(Locale.ROOT);
        if (!ID_CHARACTERS.matcher(wanted).matches()) {
            throw new AccessException(
                    BAD_INPUT,
                    "A request is named by at least "
                            + SHORTEST_PREFIX
                            + " letters or digits of its id.",
                    "Run: postern request ls");
        }
        Instant now = clock.now();
        List<AccessRequest> found =
                store.read(rows ->
                        rows.requests().startingWith(wanted).stream()
                                .map(row -> RequestMapping.read(rows, row, now))
                                .toList());
        return switch (found.size()) {
            case 1 -> found.getFirst();
            case 0 ->
                    throw new AccessException(
                            AccessException.Kind.NOT_FOUND,
                            "There is no request " + prefix + ".",
                            "Run: postern request ls");
            default ->
                    throw new AccessException(
                            AccessException.Kind.AMBIGUOUS,
                            "More than one request starts with " + prefix + ".",
                            "Give more characters of its id.");
        };
    }

    /// The grant of `person` for a database role on a database that lasts longest, if one is active now.
    public Optional<AccessRequest> grant(
            Person person, String target, String databaseRole, String database) {
        return grants(person, target).stream()
                .filter(grant -> grant.databaseRole().equals(databaseRole))
                .filter(grant ->
                        grant.wish().database().isEmpty()
                                || grant.wish().database().equals(database))
                .findFirst();
    }

    /// The active grants of `person` for a target, the latest end first.
    public List<AccessRequest> grants(Person person, String target) {
        Instant now = clock.now();
        return store.read(rows ->
                rows
                        .requests()
                        .grantsOf(person.issuer(), person.subject(), RequestMapping.micros(now))
                        .stream()
                        .filter(row -> row.target().equals(target))
                        .map(row -> RequestMapping.brief(row, now))
                        .filter(grant -> grant.state() == State.ACTIVE)
                        .toList());
    }

    /// The newest request of `person` for a database role that is pending, or whose grant begins later.
    public Optional<AccessRequest> waiting(Person person, String target, String databaseRole) {
        Instant now = clock.now();
        return store.read(rows ->
                rows.requests().undecidedOf(person.issuer(), person.subject()).stream()
                        .filter(row ->
                                row.target().equals(target)
                                        && row.databaseRole().equals(databaseRole))
                        .map(row -> RequestMapping.brief(row, now))
                        .filter(request ->
                                request.state() == State.PENDING
                                        || request.state() == State.APPROVED)
                        .findFirst());
    }

    /// Whether the grant of this request is active now.
    public boolean isActive(String request) {
        Instant now = clock.now();
        return store.read(rows -> rows.requests().find(request))
                .map(row -> RequestMapping.brief(row, now).state())
                .filter(state -> state == State.ACTIVE)
                .isPresent();
    }

    /// What the sessions of grants read that were revoked within the last minutes, by request; by whichever broker.
    public Map<String, String> endedLately() {
        Instant now = clock.now();
        Map<String, String> texts = new LinkedHashMap<>();
        store.read(rows -> rows.requests().revokedSince(RequestMapping.micros(now.minus(LATELY))))
                .forEach(row -> {
                    AccessRequest request = RequestMapping.brief(row, now);
                    AccessRequest.Deed deed = request.revocation();
                    if (deed != null) {
                        texts.put(
                                request.id(),
                                GrantText.revoked(
                                        request, deed.byName(), deed.at(), deed.reason()));
                    }
                });
        return texts;
    }

    /// When the active grants end, by request.
    public Map<String, Instant> grantEnds() {
        Instant now = clock.now();
        Map<String, Instant> ends = new LinkedHashMap<>();
        store.read(rows -> rows.requests().activeEnds(RequestMapping.micros(now)))
                .forEach((id, micros) -> ends.put(id, RequestMapping.instant(micros)));
        return ends;
    }

    /// Links a connection that lives by a grant to it, then writes that it was let in. Connections that come together
    /// share the sync of their events.
    ///
    /// @param grant the request's id, or null
    /// @throws IllegalStateException if the grant has ended meanwhile: the connection must be refused
    public void admit(AuditTrail.NewEvent event, @Nullable String grant, String session) {
        if (grant != null) {
            link(grant, session);
        }
        audit.write(event);
    }

    private void link(String grant, String session) {
        Instant now = clock.now();
        store.write(rows -> {
            Optional<RequestRow> row = rows.requests().find(grant);
            boolean active =
                    row.map(found -> RequestMapping.brief(found, now).state())
                            .filter(state -> state == State.ACTIVE)
                            .isPresent();
            boolean isTaken =
                    row.isPresent()
                            && row.get().wish().singleUse()
                            && !rows.requests().useUp(grant, session);
            if (!active || isTaken) {
                throw new IllegalStateException(
                        "grant " + grant + " ended while a connection was judged by it");
            }
            rows.requests().linkSession(grant, session, RequestMapping.micros(now));
            return session;
        });
    }

    static void checkTtl(Duration ttl, Duration longest) throws AccessException {
        if (ttl.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new AccessException(
                    BAD_INPUT,
                    "A grant lasts at least a second; " + ttl + " was asked for.",
                    "Use for example --ttl 1h");
        }
        if (ttl.compareTo(longest) > 0) {
            throw new AccessException(
                    BAD_INPUT,
                    "A grant here lasts at most "
                            + longest.toMinutes()
                            + " minutes; "
                            + ttl.toMinutes()
                            + " minutes were asked for.",
                    "Use --ttl " + longest.toMinutes() + "m or less");
        }
    }
}
