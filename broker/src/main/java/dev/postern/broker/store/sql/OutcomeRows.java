package dev.postern.broker.store.sql;

import static dev.postern.broker.store.sql.tables.index.tables.SessionOutcome.SESSION_OUTCOME;

import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// What the index knows of reviews, so that filters find sessions by them; the truth is in the state.
public final class OutcomeRows {

    private final IndexStore store;

    OutcomeRows(IndexStore store) {
        this.store = store;
    }

    /// Notes the outcome of a session's review; null if none stands.
    public void put(String session, @Nullable String outcome) {
        store.write((sql, writer) -> {
            put(sql, session, outcome);
            return true;
        });
    }

    /// Notes the outcomes of all reviews that stand, by session.
    ///
    /// @return how many sessions the index knew otherwise
    public int putAll(Map<String, String> outcomes) {
        return store.write((sql, writer) -> {
            Map<String, String> known =
                    sql.selectFrom(SESSION_OUTCOME)
                            .fetchMap(SESSION_OUTCOME.SESSION_ID, SESSION_OUTCOME.OUTCOME);
            Set<String> sessions = new HashSet<>(known.keySet());
            sessions.addAll(outcomes.keySet());
            sessions.removeIf(id -> Objects.equals(known.get(id), outcomes.get(id)));
            sessions.forEach(session -> put(sql, session, outcomes.get(session)));
            return sessions.size();
        });
    }

    private static void put(DSLContext sql, String session, @Nullable String outcome) {
        sql.deleteFrom(SESSION_OUTCOME).where(SESSION_OUTCOME.SESSION_ID.eq(session)).execute();
        if (outcome != null) {
            sql.insertInto(SESSION_OUTCOME)
                    .set(SESSION_OUTCOME.SESSION_ID, session)
                    .set(SESSION_OUTCOME.OUTCOME, outcome)
                    .execute();
        }
    }
}
