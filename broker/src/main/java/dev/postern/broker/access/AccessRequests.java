package dev.postern.broker.access;

import static dev.postern.broker.access.AccessException.Kind.BAD_INPUT;
import static dev.postern.broker.access.AccessException.Kind.NOT_ALLOWED;
import static dev.postern.broker.access.AccessException.Kind.NOT_NEEDED;

import dev.postern.broker.audit.Actor;
import dev.postern.broker.audit.AuditCode;
import dev.postern.broker.audit.AuditTrail;
import dev.postern.broker.base.Clock;
import dev.postern.broker.base.Ulids;
import dev.postern.broker.identity.Person;
import dev.postern.broker.policy.AccessPolicy;
import dev.postern.broker.policy.Decision;
import dev.postern.broker.store.sql.RequestRow;
import dev.postern.broker.store.sql.RequestRow.PersonColumns;
import dev.postern.broker.store.sql.StateStore;
import dev.postern.broker.target.Target;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Requests for temporary access, and the grants that approved ones are. Deciding them is [Decisions]'.
///
/// Whether a grant has ended is a comparison with the clock at every use; nothing sweeps.
public final class AccessRequests {

    /// How long a grant lasts if nobody says.
    public static final Duration DEFAULT_TTL = Duration.ofHours(1);

    private static final int LONGEST_REASON = 1000;
    private static final Duration LATELY = Duration.ofMinutes(5);
    private static final int NEWEST = 500;
    private static final int SHORTEST_PREFIX = 4;
    private static final int SHORT_ID_FROM = 18;
    private static final Pattern ID_CHARACTERS = Pattern.compile("[0-9A-Z]{4,26}");

    private final StateStore store;
    private final AccessPolicy policy;
    private final AuditTrail audit;
    private final Clock clock;
    private final Ulids ulids;

    public AccessRequests(
            StateStore store, AccessPolicy policy, AuditTrail audit, Clock clock, Ulids ulids) {
        this.store = store;
        this.policy = policy;
        this.audit = audit;
        this.clock = clock;
        this.ulids = ulids;
    }

    /// Asks for access.
    ///
    /// @param ttl how long from the approval on; at least a second
    /// @throws AccessException if the reason is missing, the policy has no such rule, or access is open anyway
    public AccessRequest create(
            Person person,
            Target target,
            String databaseRole,
            String reason,
            Duration ttl,
            String address)
            throws AccessException {
        checkReason(reason);
        switch (policy.decideAnyDatabase(person, target, databaseRole)) {
            case Decision.Open open ->
                    throw new AccessException(
                            NOT_NEEDED,
                            databaseRole
                                    + " on "
                                    + target.name()
                                    + " is open to you by role "
                                    + open.role(),
                            "Run: postern db connect " + target.name() + " --as " + databaseRole);
            case Decision.Denied denied ->
                    throw new AccessException(
                            NOT_ALLOWED,
                            databaseRole
                                    + " on "
                                    + target.name()
                                    + " cannot be asked for: "
                                    + denied.why(),
                            "Run: postern db ls");
            case Decision.NeedsRequest needs -> checkTtl(ttl, needs.longestGrant());
        }
        String id = ulids.next();
        Instant now = clock.now();
        RequestRow row =
                new RequestRow(
                        id,
                        id.substring(SHORT_ID_FROM),
                        new PersonColumns(
                                person.issuer(), person.subject(), person.name(), person.email()),
                        target.name(),
                        databaseRole,
                        reason.strip(),
                        ttl.toSeconds(),
                        "pending",
                        1,
                        RequestMapping.micros(now),
                        null,
                        null);
        return store.write(rows -> {
            rows.requests().add(row);
            audit.write(
                    new AuditTrail.NewEvent(
                            AuditCode.REQUEST_CREATED,
                            new Actor(person.id(), person.name(), person.email()),
                            address,
                            target.name(),
                            null,
                            Map.of(
                                    "request",
                                    id,
                                    "role",
                                    databaseRole,
                                    "ttlSeconds",
                                    ttl.toSeconds(),
                                    "reason",
                                    reason),
                            person.email()
                                    + " asked for "
                                    + databaseRole
                                    + " on "
                                    + target.name()
                                    + " (request "
                                    + row.shortId()
                                    + ")"));
            return RequestMapping.request(row, List.of(), now);
        });
    }

    /// The newest requests, whoever may see them.
    public List<AccessRequest> newest() {
        Instant now = clock.now();
        return store.read(rows ->
                rows.requests().newest(NEWEST).stream()
                        .map(row ->
                                RequestMapping.request(
                                        row, rows.requests().sessionsOf(row.id()), now))
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
                                .map(row ->
                                        RequestMapping.request(
                                                row, rows.requests().sessionsOf(row.id()), now))
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

    /// The grant of `person` for a database role that lasts longest, if one is active now.
    public Optional<AccessRequest> grant(Person person, String target, String databaseRole) {
        return grants(person, target).stream()
                .filter(grant -> grant.databaseRole().equals(databaseRole))
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
                        .map(row -> RequestMapping.request(row, List.of(), now))
                        .toList());
    }

    /// Whether the grant of this request is active now.
    public boolean isActive(String request) {
        Instant now = clock.now();
        return store.read(rows -> rows.requests().find(request))
                .map(row -> RequestMapping.request(row, List.of(), now).state())
                .filter(state -> state == AccessRequest.State.ACTIVE)
                .isPresent();
    }

    /// What the sessions of grants read that were revoked within the last minutes, by request; by whichever broker.
    public Map<String, String> endedLately() {
        Instant now = clock.now();
        Map<String, String> texts = new LinkedHashMap<>();
        store.read(rows -> rows.requests().revokedSince(RequestMapping.micros(now.minus(LATELY))))
                .forEach(row -> {
                    AccessRequest request = RequestMapping.request(row, List.of(), now);
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
            boolean active =
                    rows.requests()
                            .find(grant)
                            .map(row -> RequestMapping.request(row, List.of(), now).state())
                            .filter(state -> state == AccessRequest.State.ACTIVE)
                            .isPresent();
            if (!active) {
                throw new IllegalStateException(
                        "grant " + grant + " ended while a connection was judged by it");
            }
            rows.requests().linkSession(grant, session, RequestMapping.micros(now));
            return session;
        });
    }

    private static void checkReason(String reason) throws AccessException {
        if (reason.isBlank() || reason.length() > LONGEST_REASON) {
            throw new AccessException(
                    BAD_INPUT,
                    reason.isBlank()
                            ? "A request needs a reason."
                            : "The reason has "
                                    + reason.length()
                                    + " characters; at most "
                                    + LONGEST_REASON
                                    + " fit.",
                    "Say in a sentence what you need the access for: --reason \"...\"");
        }
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
