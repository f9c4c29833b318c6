package dev.postern.broker.store.sql;

import static dev.postern.broker.store.sql.tables.index.tables.SessionOutcome.SESSION_OUTCOME;

import dev.postern.broker.store.sql.SessionSummary.Count;
import dev.postern.broker.store.sql.tables.index.tables.records.SessionRecord;

import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Counts sessions by what they have in common. Not thread-safe.
final class SessionCounts {

    private static final int VALUES_PER_FACET = 12;

    /// Facets whose values are words of the grammar: all of them are told.
    private static final Set<String> OF_WORDS = Set.of("state", "end", "review", "risk", "has");

    /// So many sessions are asked about at once.
    private static final int AT_ONCE = 1_000;

    private final Map<Long, String> words;
    private final Map<String, String> outcomes;
    private final long now;
    private final Map<Long, List<String>> groups = new HashMap<>();
    private final Map<String, Map<String, Long>> counts = new LinkedHashMap<>();
    private final List<Long> starts = new ArrayList<>();
    private final List<Boolean> troubled = new ArrayList<>();
    private long undigested;

    private SessionCounts(Map<Long, String> words, Map<String, String> outcomes, long now) {
        this.words = words;
        this.outcomes = outcomes;
        this.now = now;
    }

    /// Counts sessions, of which at most `most` are wanted.
    ///
    /// @param words of the terms of the sessions
    /// @param now   until when sessions that run are measured, microseconds since 1970
    static SessionSummary summary(
            DSLContext sql, SessionSearch.Some some, Map<Long, String> words, int most, long now) {
        List<SessionRecord> found = some.found();
        List<SessionRecord> counted = found.subList(0, Math.min(most, found.size()));
        SessionCounts counts = new SessionCounts(words, outcomes(sql, counted), now);
        counted.forEach(counts::add);
        return counts.summary(found.size() > most || some.stopped() != null);
    }

    private static Map<String, String> outcomes(DSLContext sql, List<SessionRecord> sessions) {
        Map<String, String> outcomes = new HashMap<>();
        for (int from = 0; from < sessions.size(); from += AT_ONCE) {
            List<SessionRecord> some =
                    sessions.subList(from, Math.min(from + AT_ONCE, sessions.size()));
            outcomes.putAll(
                    sql.select(SESSION_OUTCOME.SESSION_ID, SESSION_OUTCOME.OUTCOME)
                            .from(SESSION_OUTCOME)
                            .where(
                                    SESSION_OUTCOME.SESSION_ID.in(
                                            some.stream().map(SessionRecord::getId).toList()))
                            .fetchMap(SESSION_OUTCOME.SESSION_ID, SESSION_OUTCOME.OUTCOME));
        }
        return outcomes;
    }

    private void add(SessionRecord row) {
        starts.add(row.getStartedAt());
        troubled.add(row.getErrors() > 0);
        add("user", row.getPersonEmail());
        groups.computeIfAbsent(row.getGroupsTerm(), term -> PersonGroups.read(words.get(term)))
                .forEach(group -> add("group", group));
        add("target", row.getTarget());
        add("db", words.getOrDefault(row.getDatabaseTerm(), ""));
        add("role", words.getOrDefault(row.getRoleTerm(), ""));
        add("app", words.getOrDefault(row.getApplicationTerm(), ""));
        add("state", row.getState());
        SessionEnd end = SessionEnd.of(row.getEndReason());
        add("end", end == null ? "" : end.word());
        add("review", outcomes.getOrDefault(row.getId(), "open"));
        String grant = row.getGrantId();
        if (grant != null) {
            add(
                    "request",
                    grant.substring(Math.max(0, grant.length() - SessionConditions.SHORT_ID)));
        }
        add("ticket", words.getOrDefault(row.getTicketTerm(), ""));
        Long ended = row.getEndedAt();
        add(SessionRange.LENGTHS, (ended == null ? now : ended) - row.getStartedAt());
        add(SessionRange.RETURNED, row.getRowsReturned());
        add(SessionRange.BYTES, row.getBackendBytes());
        if (row.getErrors() > 0) {
            add("has", "error");
        }
        if (row.getWrites() > 0) {
            add("has", "write");
        }
        SessionDigest digest = SessionDigest.of(row.getContents(), row.getSpark());
        SessionRisk.Found risk = SessionRisk.of(row.getBreakGlass(), digest);
        if (risk != null) {
            add("risk", risk.risk().word());
        }
        if (row.getBreakGlass()) {
            add("has", "breakglass");
        }
        contents(digest);
    }

    private void contents(@Nullable SessionDigest digest) {
        if (digest == null) {
            undigested++;
            return;
        }
        digest.traits().forEach(trait -> add("has", trait.word()));
        if (digest.rolledBack()) {
            add("tx", "rolledback");
        }
        if (digest.denied()) {
            add("error", SessionDigest.DENIED);
        }
    }

    private void add(List<SessionRange> ranges, long value) {
        for (SessionRange range : ranges) {
            if (range.holds(value)) {
                add(range.key(), range.terms());
            }
        }
    }

    private void add(String facet, String value) {
        if (!value.isEmpty()) {
            counts.computeIfAbsent(facet, name -> new HashMap<>()).merge(value, 1L, Long::sum);
        }
    }

    private SessionSummary summary(boolean partial) {
        Map<String, List<Count>> facets = new HashMap<>();
        counts.forEach((facet, values) -> facets.put(facet, mostFrequent(facet, values)));
        for (List<SessionRange> ranges :
                List.of(SessionRange.LENGTHS, SessionRange.RETURNED, SessionRange.BYTES)) {
            String key = ranges.getFirst().key();
            Map<String, Long> values = counts.getOrDefault(key, Map.of());
            if (!values.isEmpty()) {
                facets.put(key, inOrder(ranges, values));
            }
        }
        facets.computeIfPresent("risk", (facet, found) -> bySize(found));
        return new SessionSummary(facets, starts, troubled, undigested, partial);
    }

    private static List<Count> bySize(List<Count> risks) {
        return risks.stream()
                .sorted(Comparator.comparing(risk -> SessionRisk.named(risk.value())))
                .toList();
    }

    private static List<Count> inOrder(List<SessionRange> ranges, Map<String, Long> values) {
        return ranges.stream()
                .map(SessionRange::terms)
                .filter(values::containsKey)
                .map(terms -> new Count(terms, values.getOrDefault(terms, 0L)))
                .toList();
    }

    private static List<Count> mostFrequent(String facet, Map<String, Long> values) {
        return values.entrySet().stream()
                .map(e -> new Count(e.getKey(), e.getValue()))
                .sorted(
                        Comparator.comparingLong(Count::sessions)
                                .reversed()
                                .thenComparing(Count::value))
                .limit(OF_WORDS.contains(facet) ? Long.MAX_VALUE : VALUES_PER_FACET)
                .toList();
    }
}
