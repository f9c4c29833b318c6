package dev.postern.broker.review;

import dev.postern.broker.base.Clock;
import dev.postern.broker.index.Filters;
import dev.postern.broker.store.sql.DueRow;
import dev.postern.broker.store.sql.DueRow.Undecided;
import dev.postern.broker.store.sql.DueRows;
import dev.postern.broker.store.sql.IndexQuery;
import dev.postern.broker.store.sql.IndexQuery.Clause;
import dev.postern.broker.store.sql.IndexQuery.Comparison;
import dev.postern.broker.store.sql.IndexQuery.Criterion;
import dev.postern.broker.store.sql.IndexRows;
import dev.postern.broker.store.sql.QueuePage;
import dev.postern.broker.store.sql.SearchBudget;
import dev.postern.broker.store.sql.Sight;
import dev.postern.filter.FilterException;
import dev.postern.keys.DataKeys;
import dev.postern.keys.KeyDestroyedException;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Which sessions wait for a review and until when, as the rules say.
///
/// It is decided once about each session, when it has ended and is indexed; when the rules change, anew about those that
/// nobody has reviewed. Without rules every session waits, without a due time. A session whose access nobody had
/// approved always waits, and is due after [#BREAK_GLASS] at the latest. A session whose number in a sample cannot be told,
/// because its key cannot be had, waits as if it were in it, and is decided anew by the next [#decideAll]; nothing is
/// decided about one whose content is erased.
public final class ReviewQueue {

    /// So long after its end a session whose access nobody had approved is due.
    public static final Duration BREAK_GLASS = Duration.ofHours(24);

    private static final Logger LOG = LoggerFactory.getLogger(ReviewQueue.class);
    private static final int AT_ONCE = 200;
    private static final int ID_DIGITS = 16;

    /// Behind the id of the rules in what was decided without knowing a session's number: it differs from every id.
    private static final String UNKNOWN = "?";

    private final IndexRows index;
    private final DueRows due;
    private final Sampling sampling;
    private final Clock clock;
    private volatile Rules rules;

    /// @param keys tell the numbers of sessions in samples
    public ReviewQueue(IndexRows index, DataKeys keys, Clock clock, List<ReviewRule> rules) {
        this.index = index;
        this.due = index.due();
        this.sampling = new Sampling(keys);
        this.clock = clock;
        this.rules = new Rules(rules);
    }

    /// Rules with what names all of them together.
    private record Rules(List<ReviewRule> list, String id) {
        Rules(List<ReviewRule> list) {
            this(List.copyOf(list), id(list));
        }

        private static String id(List<ReviewRule> list) {
            StringBuilder text = new StringBuilder();
            for (ReviewRule rule : list) {
                text.append(rule.name())
                        .append('\0')
                        .append(rule.sessions())
                        .append('\0')
                        .append(rule.sample())
                        .append('\0')
                        .append(rule.within())
                        .append('\n');
            }
            try {
                byte[] hash =
                        MessageDigest.getInstance("SHA-256")
                                .digest(text.toString().getBytes(StandardCharsets.UTF_8));
                return HexFormat.of().formatHex(hash).substring(0, ID_DIGITS);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every JDK has SHA-256", e);
            }
        }
    }

    /// What holds for the review of one session.
    ///
    /// @param rule       the rule that took it, or null
    /// @param at         when it is due, or null
    /// @param isBreakGlass whether nobody had approved its access
    /// @param checklist  what its review answers
    public record Due(
            @Nullable String rule,
            @Nullable Instant at,
            boolean isBreakGlass,
            boolean waits,
            Checklist checklist) {

        /// Whether it is due at `now`.
        public boolean isOverdue(Instant now) {
            return at != null && now.isAfter(at);
        }
    }

    /// The rules in force.
    public List<ReviewRule> rules() {
        return rules.list();
    }

    /// Takes over changed rules; what they say about sessions is decided by [#decideAll].
    ///
    /// @return whether they decide otherwise than those before
    public boolean configure(List<ReviewRule> changed) {
        Rules before = rules;
        Rules now = new Rules(changed);
        rules = now;
        return !now.id().equals(before.id());
    }

    /// Decides about all sessions that nobody has reviewed and about which the rules of now have not decided. Blocks.
    public synchronized void decideAll() {
        Rules now = rules;
        String after = "";
        List<Undecided> some = due.undecided(now.id(), null, after, AT_ONCE);
        while (!some.isEmpty() && now.id().equals(rules.id())) {
            decide(now, some);
            after = some.getLast().session();
            some = due.undecided(now.id(), null, after, AT_ONCE);
        }
    }

    /// Decides about those of these sessions that have ended and about which nothing is decided. Blocks.
    public synchronized void decide(Collection<String> sessions) {
        Rules now = rules;
        List<String> left = List.copyOf(sessions);
        for (int from = 0; from < left.size(); from += AT_ONCE) {
            List<String> some = left.subList(from, Math.min(left.size(), from + AT_ONCE));
            decide(now, due.undecided(now.id(), some, "", AT_ONCE));
        }
    }

    private void decide(Rules now, List<Undecided> sessions) {
        Map<String, Undecided> left = new LinkedHashMap<>();
        sessions.forEach(session -> left.put(session.session(), session));
        List<DueRow> decided = new ArrayList<>();
        for (ReviewRule rule : now.list()) {
            for (String taken : taken(rule, left.keySet())) {
                Undecided session = left.remove(taken);
                if (session != null) {
                    decided(now, rule, session).ifPresent(decided::add);
                }
            }
        }
        for (Undecided session : left.values()) {
            decided(now, null, session).ifPresent(decided::add);
        }
        if (!decided.isEmpty()) {
            due.put(decided);
        }
    }

    private List<String> taken(ReviewRule rule, Collection<String> sessions) {
        if (sessions.isEmpty()) {
            return List.of();
        }
        try {
            List<Clause> clauses = new ArrayList<>(Filters.parse(rule.sessions(), clock.now()));
            clauses.add(
                    new Clause(
                            sessions.stream()
                                    .map(id ->
                                            new Criterion(
                                                    IndexQuery.Kind.SESSION,
                                                    Comparison.IS,
                                                    id,
                                                    false))
                                    .toList()));
            return index
                    .sessions(
                            new IndexQuery(clauses, Sight.ALL, null, null),
                            null,
                            AT_ONCE,
                            SearchBudget.unlimited())
                    .items()
                    .stream()
                    .map(row -> row.id())
                    .toList();
        } catch (FilterException e) {
            throw new IllegalStateException("the filter of a rule was checked", e);
        }
    }

    private Optional<DueRow> decided(Rules now, @Nullable ReviewRule rule, Undecided session) {
        int sample = sample(now, rule);
        Long draw = session.draw();
        boolean isUnknown = false;
        if (draw == null && sample > 0 && sample < ReviewRule.ALL) {
            try {
                draw = sampling.draw(session.session());
            } catch (KeyDestroyedException e) {
                LOG.atDebug()
                        .addKeyValue("session", session.session())
                        .log("the content of a session is erased; it does not wait for a review");
                return Optional.empty();
            } catch (IOException e) {
                LOG.atWarn()
                        .addKeyValue("session", session.session())
                        .setCause(e)
                        .log(
                                "whether a session is in a sample cannot be told without its key;"
                                        + " it waits for its review, and it is decided anew at the"
                                        + " next start");
                isUnknown = true;
            }
        }
        boolean isIn = isUnknown || sample == ReviewRule.ALL || (draw != null && draw < sample);
        boolean waits = isIn || session.breakGlass();
        Duration within = within(rule, session, isIn);
        Long dueAt = within == null ? null : session.endedAt() + micros(within);
        long rank = session.breakGlass() ? 0 : dueAt != null ? 1 : 2;
        return Optional.of(
                new DueRow(
                        session.session(),
                        isUnknown ? now.id() + UNKNOWN : now.id(),
                        rule == null ? null : rule.name(),
                        waits,
                        session.breakGlass(),
                        dueAt,
                        new DueRow.Place(
                                rank,
                                dueAt == null ? -session.startedAt() : dueAt,
                                session.session()),
                        draw));
    }

    private static int sample(Rules now, @Nullable ReviewRule rule) {
        if (rule != null) {
            return rule.sample();
        }
        return now.list().isEmpty() ? ReviewRule.ALL : 0;
    }

    private static @Nullable Duration within(
            @Nullable ReviewRule rule, Undecided session, boolean isIn) {
        Duration asked = rule != null && isIn ? rule.within() : null;
        if (!session.breakGlass()) {
            return asked;
        }
        return asked != null && asked.compareTo(BREAK_GLASS) < 0 ? asked : BREAK_GLASS;
    }

    private static long micros(Duration duration) {
        return duration.toNanos() / 1_000;
    }

    /// What holds for the review of a session; empty if that is not decided.
    public Optional<Due> due(String session) {
        return due.of(session).map(this::due);
    }

    /// What holds for the review of a session that was found by its row.
    public Due due(DueRow row) {
        Long at = row.dueAt();
        return new Due(
                row.rule(),
                at == null ? null : Instant.EPOCH.plus(at, ChronoUnit.MICROS),
                row.breakGlass(),
                row.waits(),
                checklist(row.rule()));
    }

    private Checklist checklist(@Nullable String rule) {
        return rules.list().stream()
                .filter(one -> one.name().equals(rule))
                .findFirst()
                .map(ReviewRule::checklist)
                .orElse(Checklist.NONE);
    }

    /// The place of a session in the queue, whether it waits or not; empty if nothing is decided about it.
    public Optional<DueRow.Place> place(String session) {
        return due.of(session).map(DueRow::place);
    }

    /// A page of the queue; see [DueRows#page].
    public QueuePage page(
            IndexQuery query,
            DueRows.@Nullable Assigned assigned,
            DueRow.@Nullable Place after,
            int limit,
            SearchBudget budget) {
        return due.page(query, assigned, after, limit, budget);
    }
}
