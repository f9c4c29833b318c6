package dev.postern.broker.store.sql;

import static dev.postern.broker.store.sql.tables.index.Tables.SESSION;

import org.jooq.Condition;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

import java.util.Set;

/// Which sessions somebody may see: their own, and everybody's on some targets.
///
/// @param person  the id of the person whose own they are; null for everybody's sessions on all targets
/// @param targets names of targets, compared byte by byte
public record Sight(@Nullable String person, Set<String> targets) {

    /// Every session.
    public static final Sight ALL = new Sight(null, Set.of());

    public Sight {
        targets = Set.copyOf(targets);
    }

    /// On rows of `session`.
    Condition condition() {
        if (person == null) {
            return DSL.noCondition();
        }
        Condition own = SESSION.PERSON_ID.eq(person);
        return targets.isEmpty() ? own : own.or(SESSION.TARGET.in(targets));
    }
}
