package dev.postern.broker.access;

import static dev.postern.broker.access.AccessException.Kind.BAD_INPUT;
import static dev.postern.broker.access.AccessException.Kind.NOT_ALLOWED;
import static dev.postern.broker.access.AccessException.Kind.NOT_NEEDED;
import static dev.postern.broker.access.AccessException.Kind.REVIEW_MISSING;
import static dev.postern.broker.access.AccessException.Kind.TICKET_MISSING;

import dev.postern.broker.access.AccessRequest.Demands;
import dev.postern.broker.access.AccessRequest.Wish;
import dev.postern.broker.audit.AuditCode;
import dev.postern.broker.audit.AuditTrail;
import dev.postern.broker.base.Clock;
import dev.postern.broker.base.Ulids;
import dev.postern.broker.identity.Person;
import dev.postern.broker.policy.AccessPolicy;
import dev.postern.broker.policy.Circumstances;
import dev.postern.broker.policy.Decision;
import dev.postern.broker.policy.Terms;
import dev.postern.broker.store.sql.RequestRow;
import dev.postern.broker.store.sql.RequestRow.DecisionColumns;
import dev.postern.broker.store.sql.RequestRow.PersonColumns;
import dev.postern.broker.store.sql.RequestRow.WishColumns;
import dev.postern.broker.store.sql.StateStore;
import dev.postern.broker.target.Target;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/// Makes requests: checks them against the policy, and grants those at once that the policy grants by itself and those
/// that break the glass.
public final class Asking {

    private static final Logger LOG = LoggerFactory.getLogger(Asking.class);

    private static final int LONGEST_TEXT = 1000;
    private static final int SHORT_ID_FROM = 18;
    private static final Duration FURTHEST = Duration.ofDays(90);
    private static final Duration SHORTEST_DECISION = Duration.ofMinutes(1);
    private static final Duration REVIEW_WITHIN = Duration.ofHours(24);

    private final StateStore store;
    private final AccessRequests requests;
    private final AccessPolicy policy;
    private final AuditTrail audit;
    private final Clock clock;
    private final Ulids ulids;

    public Asking(
            StateStore store,
            AccessRequests requests,
            AccessPolicy policy,
            AuditTrail audit,
            Clock clock,
            Ulids ulids) {
        this.store = store;
        this.requests = requests;
        this.policy = policy;
        this.audit = audit;
        this.clock = clock;
        this.ulids = ulids;
    }

    /// What is asked for.
    ///
    /// @param ttl how long from the approval, or from [Wish#notBefore] on; at least a second
    /// @param decideWithin after how long it ends if nobody has decided it, null for as long as the policy waits
    public record Asked(
            String databaseRole,
            String reason,
            Duration ttl,
            Wish wish,
            @Nullable Duration decideWithin) {

        public Asked(String databaseRole, String reason, Duration ttl, Wish wish) {
            this(databaseRole, reason, ttl, wish, null);
        }
    }

    /// Asks for access.
    ///
    /// @throws AccessException if something is missing, the policy has no such rule, or access is open or asked for
    ///     anyway
    public AccessRequest create(Person person, Target target, Asked asked, String address)
            throws AccessException {
        checkReason(asked.reason());
        Terms terms = terms(person, target, asked);
        AccessRequests.checkTtl(asked.ttl(), terms.longestGrant());
        checkDecideWithin(asked.decideWithin(), terms.automatic().lapseAfter());
        checkTicket(asked.wish().ticket(), terms);
        checkBeginning(asked.wish());
        if (asked.wish().breakGlass()) {
            checkBreakGlass(person, target, terms);
        } else if (asked.wish().follows().isEmpty()) {
            checkNews(person, target, asked);
        }
        return write(person, target, asked, terms, address);
    }

    private AccessRequest write(
            Person person, Target target, Asked asked, Terms terms, String address) {
        Instant now = clock.now().truncatedTo(ChronoUnit.MICROS);
        RequestRow row = row(person, target, asked, demands(person, target, asked, terms), now);
        boolean isAutomatic =
                terms.automatic().approveUpTo().compareTo(asked.ttl()) >= 0
                        && !(decision(person, target, asked, new Circumstances(now, address))
                                instanceof Decision.Denied);
        return store.write(rows -> {
            rows.requests().add(row);
            AccessRequest made = RequestMapping.brief(row, now);
            audit.write(
                    RequestEvents.of(
                            AuditCode.REQUEST_CREATED,
                            person,
                            made,
                            address,
                            "asked for",
                            asked.reason()));
            if (asked.wish().breakGlass()) {
                breakGlass(rows, person, made, address, now);
            } else if (isAutomatic) {
                approveByPolicy(rows, made, address, now);
            }
            return RequestMapping.read(rows, row.id(), now);
        });
    }

    /// Grants at once, and says so where it cannot be overlooked.
    private void breakGlass(
            StateStore.Rows rows, Person person, AccessRequest made, String address, Instant now) {
        audit.write(
                RequestEvents.of(
                        AuditCode.REQUEST_BROKE_GLASS,
                        person,
                        made,
                        address,
                        "BROKE THE GLASS for",
                        made.reason()));
        LOG.atWarn()
                .addKeyValue("identity", person.id())
                .addKeyValue("target", made.target())
                .addKeyValue("code", AuditCode.REQUEST_BROKE_GLASS.text())
                .log("Access was granted without an approval; it must be reviewed");
        decide(rows, made, now, new Decider("break-glass", "break-glass (no approval)"));
    }

    private void approveByPolicy(
            StateStore.Rows rows, AccessRequest made, String address, Instant now) {
        audit.write(
                RequestEvents.of(
                        AuditCode.REQUEST_APPROVED,
                        null,
                        made,
                        address,
                        "approved, by the rule of role " + made.demands().role() + ",",
                        made.reason()));
        decide(
                rows,
                made,
                now,
                new Decider("policy", "the policy (" + made.demands().role() + ")"));
    }

    private static void decide(
            StateStore.Rows rows, AccessRequest made, Instant now, Decider decider) {
        rows.requests()
                .decide(
                        made.id(),
                        made.version(),
                        "approved",
                        new DecisionColumns(
                                RequestMapping.micros(now),
                                decider.id(),
                                decider.name(),
                                "",
                                null,
                                RequestMapping.micros(
                                        RequestMapping.grantEnd(made, made.ttl(), now))));
    }

    private record Decider(String id, String name) {}

    private Decision decision(
            Person person, Target target, Asked asked, Circumstances circumstances) {
        String database = asked.wish().database();
        return database.isEmpty()
                ? policy.decideAnyDatabase(person, target, asked.databaseRole(), circumstances)
                : policy.decide(person, target, database, asked.databaseRole(), circumstances);
    }

    private Terms terms(Person person, Target target, Asked asked) throws AccessException {
        String role = asked.databaseRole();
        return switch (decision(person, target, asked, Circumstances.ANY)) {
            case Decision.Open open ->
                    throw new AccessException(
                            NOT_NEEDED,
                            role
                                    + " on "
                                    + target.name()
                                    + " is open to you by role "
                                    + open.role(),
                            "Run: postern db connect " + target.name() + " --as " + role);
            case Decision.Denied denied ->
                    throw new AccessException(
                            NOT_ALLOWED,
                            role + " on " + target.name() + " cannot be asked for: " + denied.why(),
                            "Run: postern access explain me "
                                    + target.name()
                                    + " --as "
                                    + role
                                    + ", or see what you may use: postern db ls");
            case Decision.NeedsRequest needs -> needs.terms();
        };
    }

    private Demands demands(Person person, Target target, Asked asked, Terms terms) {
        String role =
                decision(person, target, asked, Circumstances.ANY)
                                instanceof Decision.NeedsRequest needs
                        ? needs.role()
                        : "";
        return new Demands(
                role,
                terms.approvals(),
                terms.reviewers(),
                terms.longestGrant(),
                terms.automatic().extendUpTo(),
                asked.decideWithin() == null
                        ? terms.automatic().lapseAfter()
                        : asked.decideWithin());
    }

    private RequestRow row(
            Person person, Target target, Asked asked, Demands demands, Instant now) {
        String id = ulids.next();
        Instant notBefore = asked.wish().notBefore();
        return new RequestRow(
                id,
                id.substring(SHORT_ID_FROM),
                new PersonColumns(person.issuer(), person.subject(), person.name(), person.email()),
                target.name(),
                asked.databaseRole(),
                asked.reason().strip(),
                asked.ttl().toSeconds(),
                "pending",
                1,
                RequestMapping.micros(now),
                null,
                null,
                new WishColumns(
                        asked.wish().database(),
                        notBefore == null ? null : RequestMapping.micros(notBefore),
                        asked.wish().ticket(),
                        asked.wish().singleUse(),
                        asked.wish().breakGlass(),
                        asked.wish().follows(),
                        RequestMapping.json(asked.wish().scope()),
                        RequestMapping.json(demands)),
                null);
    }

    /// A live grant is used again, and who has asked need not ask twice.
    private void checkNews(Person person, Target target, Asked asked) throws AccessException {
        Optional<AccessRequest> grant =
                requests.grant(
                        person, target.name(), asked.databaseRole(), asked.wish().database());
        Instant end = grant.map(AccessRequest::grantEndsAt).orElse(null);
        if (grant.isPresent() && end != null && asked.wish().notBefore() == null) {
            throw new AccessException(
                    NOT_NEEDED,
                    "You have a grant for "
                            + asked.databaseRole()
                            + " on "
                            + target.name()
                            + " until "
                            + GrantText.time(end)
                            + " (request "
                            + grant.get().shortId()
                            + ").",
                    "Run: postern db connect "
                            + target.name()
                            + " --as "
                            + asked.databaseRole()
                            + ", or for longer: postern request extend "
                            + grant.get().shortId());
        }
        Optional<AccessRequest> waiting =
                requests.waiting(person, target.name(), asked.databaseRole())
                        .filter(request -> request.wish().equals(asked.wish()));
        if (waiting.isPresent()) {
            throw new AccessException(
                    NOT_NEEDED,
                    "You have asked for it already: request " + waiting.get().shortId() + ".",
                    "See how it stands: postern request show " + waiting.get().shortId());
        }
    }

    private void checkBreakGlass(Person person, Target target, Terms terms) throws AccessException {
        if (!terms.breakGlass()) {
            throw new AccessException(
                    NOT_ALLOWED,
                    "No rule lets you break the glass for " + target.name() + ".",
                    "Ask for approval: postern request create "
                            + target.name()
                            + " --reason \"...\"; or ask an administrator for a rule with"
                            + " `break-glass: true`");
        }
        Instant due = clock.now().minus(REVIEW_WITHIN);
        Optional<AccessRequest> unreviewed =
                requests.newest().stream()
                        .filter(request ->
                                request.requester().id().equals(person.id())
                                        && request.lacksReview()
                                        && request.createdAt().isBefore(due))
                        .findFirst();
        if (unreviewed.isPresent()) {
            throw new AccessException(
                    REVIEW_MISSING,
                    "Your break-glass access "
                            + unreviewed.get().shortId()
                            + " of "
                            + GrantText.time(unreviewed.get().createdAt())
                            + " was not reviewed within 24 hours.",
                    "Ask somebody with the role "
                            + String.join(" or ", policy.approverRoles(target.name()))
                            + " to run: postern request review "
                            + unreviewed.get().shortId()
                            + " --outcome ok --reason \"...\"");
        }
    }

    private void checkBeginning(Wish wish) throws AccessException {
        Instant notBefore = wish.notBefore();
        if (notBefore != null && notBefore.isAfter(clock.now().plus(FURTHEST))) {
            throw new AccessException(
                    BAD_INPUT,
                    "A grant begins within "
                            + FURTHEST.toDays()
                            + " days; "
                            + GrantText.time(notBefore)
                            + " was asked for.",
                    "Choose an earlier --not-before.");
        }
    }

    private static void checkDecideWithin(@Nullable Duration wished, Duration longest)
            throws AccessException {
        if (wished != null
                && (wished.compareTo(SHORTEST_DECISION) < 0 || wished.compareTo(longest) > 0)) {
            throw new AccessException(
                    BAD_INPUT,
                    "A request here waits for a decision for 1 to "
                            + longest.toMinutes()
                            + " minutes; "
                            + wished
                            + " was asked for.",
                    "Use --decide-within " + longest.toMinutes() + "m or less.");
        }
    }

    private static void checkTicket(@Nullable String ticket, Terms terms) throws AccessException {
        String text = ticket == null ? "" : ticket;
        String pattern = terms.ticketPattern();
        if (text.length() > LONGEST_TEXT || (!pattern.isEmpty() && !text.matches(pattern))) {
            throw new AccessException(
                    TICKET_MISSING,
                    text.isEmpty()
                            ? "A request here needs a ticket."
                            : "\"" + text + "\" is no ticket that is accepted here.",
                    "Give one of the form " + pattern + ": --ticket ...");
        }
    }

    private static void checkReason(String reason) throws AccessException {
        if (reason.isBlank() || reason.length() > LONGEST_TEXT) {
            throw new AccessException(
                    BAD_INPUT,
                    reason.isBlank()
                            ? "A request needs a reason."
                            : "The reason has "
                                    + reason.length()
                                    + " characters; at most "
                                    + LONGEST_TEXT
                                    + " fit.",
                    "Say in a sentence what you need the access for: --reason \"...\"");
        }
    }
}
