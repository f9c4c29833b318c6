package dev.postern.broker.store.sql;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// Which sessions or statements are looked for: all criteria must hold.
///
/// @param person only sessions of the person with this id; null for everybody's
/// @param from   earliest start of the session, microseconds since 1970, or null
/// @param to     latest start of the session, or null
public record IndexQuery(
        List<Criterion> criteria, @Nullable String person, @Nullable Long from, @Nullable Long to) {

    public IndexQuery {
        criteria = List.copyOf(criteria);
    }

    /// One condition.
    ///
    /// @param value   what to compare with; a trailing `*` means "begins with"
    /// @param negated whether it must not hold
    public record Criterion(Kind kind, String value, boolean negated) {}

    /// What a criterion looks at.
    public enum Kind {
        /// The person's name or e-mail contains it.
        USER,
        TARGET,
        DATABASE,
        ROLE,
        APPLICATION,
        STATE,
        /// A statement failed.
        HAS_ERROR,
        /// A statement wrote.
        HAS_WRITE,
        /// The SQL or the error of a statement contains it.
        TEXT
    }

    /// Where a page begins: behind the row with this start and id.
    public record Place(long startedAt, String id) {}
}
