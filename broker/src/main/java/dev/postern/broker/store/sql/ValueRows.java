package dev.postern.broker.store.sql;

import static dev.postern.broker.store.sql.tables.index.tables.Session.SESSION;
import static dev.postern.broker.store.sql.tables.index.tables.ValueFilter.VALUE_FILTER;

import dev.postern.broker.store.value.ValueFilter;
import dev.postern.broker.store.value.ValueQuery;
import dev.postern.broker.store.value.ValueTokenizer;

import org.jooq.Condition;
import org.jooq.Cursor;
import org.jooq.DSLContext;
import org.jooq.Record;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/// Where in which sessions a value may be: what the filters of the index tell.
public final class ValueRows {

    private static final int FETCHED_AT_ONCE = 500;

    private final IndexStore store;
    private final BiFunction<DSLContext, IndexQuery, IndexConditions> conditions;

    ValueRows(IndexStore store, BiFunction<DSLContext, IndexQuery, IndexConditions> conditions) {
        this.store = store;
        this.conditions = conditions;
    }

    /// A maker of tokens for one thread.
    public ValueTokenizer tokenizer() {
        return new ValueTokenizer(store.cipher().valueHash());
    }

    /// The keyed hash by which the audit trail names a value.
    public String auditHash(ValueQuery query) {
        return HexFormat.of()
                .formatHex(store.cipher().auditHash(query.form() + " " + query.normal()));
    }

    /// The places that may hold the value, by session, the newest session first.
    ///
    /// What the filters do not know yet - the end of a running session, a session that was indexed without them - is among
    /// them.
    ///
    /// @param among only sessions that it is about; none of its clauses compares texts
    public Found find(ValueQuery value, IndexQuery among) {
        if (!among.onTexts().isEmpty()) {
            throw new IllegalArgumentException("texts do not tell in which sessions to look");
        }
        List<long[]> wanted = value.tokens(tokenizer());
        return store.read(sql -> find(sql, wanted, conditions.apply(sql, among).onSessions()));
    }

    private static Found find(DSLContext sql, List<long[]> wanted, Condition among) {
        Map<String, List<ValuePlace>> places = new LinkedHashMap<>();
        long unfiltered = addUnfiltered(sql, among, places);
        long filters = 0;
        try (Cursor<? extends Record> cursor =
                sql.select(
                                SESSION.ID,
                                VALUE_FILTER.FIRST_ORDINAL,
                                VALUE_FILTER.LAST_ORDINAL,
                                VALUE_FILTER.BITS)
                        .from(SESSION)
                        .join(VALUE_FILTER)
                        .on(VALUE_FILTER.SESSION_KEY.eq(SESSION.KEY))
                        .where(among)
                        .fetchSize(FETCHED_AT_ONCE)
                        .fetchLazy()) {
            for (Record row : cursor) {
                filters++;
                byte[] bits = row.get(VALUE_FILTER.BITS);
                if (wanted.stream().anyMatch(set -> ValueFilter.mayHoldAll(bits, set))) {
                    places.computeIfAbsent(row.get(SESSION.ID), id -> new ArrayList<>())
                            .add(
                                    new ValuePlace(
                                            row.get(VALUE_FILTER.FIRST_ORDINAL),
                                            row.get(VALUE_FILTER.LAST_ORDINAL)));
                }
            }
        }
        return new Found(newestFirst(places), filters, unfiltered);
    }

    private static long addUnfiltered(
            DSLContext sql, Condition among, Map<String, List<ValuePlace>> places) {
        long unfiltered = 0;
        for (Record row :
                sql.select(SESSION.ID, SESSION.VALUES_TO)
                        .from(SESSION)
                        .where(among)
                        .and(SESSION.VALUES_TO.lt(SESSION.STATEMENTS).or(SESSION.ENDED_AT.isNull()))
                        .fetch()) {
            long known = Math.max(0, row.get(SESSION.VALUES_TO));
            unfiltered += row.get(SESSION.VALUES_TO) < 0 ? 1 : 0;
            places.computeIfAbsent(row.get(SESSION.ID), id -> new ArrayList<>())
                    .add(new ValuePlace(known + 1, Long.MAX_VALUE));
        }
        return unfiltered;
    }

    /// Ids of sessions begin with their time.
    private static Map<String, List<ValuePlace>> newestFirst(Map<String, List<ValuePlace>> places) {
        Map<String, List<ValuePlace>> sorted = new LinkedHashMap<>();
        places.keySet().stream()
                .sorted(java.util.Comparator.reverseOrder())
                .forEach(id -> sorted.put(id, merged(places.getOrDefault(id, List.of()))));
        return sorted;
    }

    private static List<ValuePlace> merged(List<ValuePlace> places) {
        List<ValuePlace> merged = new ArrayList<>();
        for (ValuePlace place :
                places.stream()
                        .sorted(java.util.Comparator.comparingLong(ValuePlace::firstOrdinal))
                        .toList()) {
            ValuePlace last = merged.isEmpty() ? null : merged.getLast();
            if (last != null && place.firstOrdinal() <= last.lastOrdinal()) {
                merged.set(
                        merged.size() - 1,
                        new ValuePlace(
                                last.firstOrdinal(),
                                Math.max(last.lastOrdinal(), place.lastOrdinal())));
            } else {
                merged.add(place);
            }
        }
        return merged;
    }

    /// Writes what is new about a session's values.
    static void write(DSLContext sql, long session, SessionValues values) {
        for (SessionValues.Filter filter : values.filters()) {
            sql.insertInto(VALUE_FILTER)
                    .set(VALUE_FILTER.SESSION_KEY, session)
                    .set(VALUE_FILTER.FIRST_ORDINAL, filter.firstOrdinal())
                    .set(VALUE_FILTER.PART, filter.part())
                    .set(VALUE_FILTER.LAST_ORDINAL, filter.lastOrdinal())
                    .set(VALUE_FILTER.BITS, filter.bits())
                    .execute();
        }
    }

    /// Takes the filters of a session out.
    static void remove(DSLContext sql, long session) {
        sql.deleteFrom(VALUE_FILTER).where(VALUE_FILTER.SESSION_KEY.eq(session)).execute();
    }

    /// Takes all filters out.
    static void clear(DSLContext sql) {
        sql.deleteFrom(VALUE_FILTER).execute();
    }

    /// What was found.
    ///
    /// @param places     by session, in order and without overlaps
    /// @param filters    how many filters were asked
    /// @param unfiltered sessions among them that have no filters at all
    public record Found(Map<String, List<ValuePlace>> places, long filters, long unfiltered) {}
}
