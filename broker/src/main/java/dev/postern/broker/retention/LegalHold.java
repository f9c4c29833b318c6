package dev.postern.broker.retention;

import dev.postern.broker.store.sql.DeedColumns;
import dev.postern.broker.store.sql.HoldRow;

import org.jspecify.annotations.Nullable;

import java.util.Locale;

/// An order to keep recordings, whatever retention rules and erasures say.
///
/// @param subject the id of the session or person, or the name of the target
/// @param lifted  null while it holds
public record LegalHold(
        String id, Scope scope, String subject, Deed placed, @Nullable Deed lifted) {

    static LegalHold of(HoldRow row) {
        DeedColumns lifted = row.lifted();
        return new LegalHold(
                row.id(),
                Scope.valueOf(row.scope().toUpperCase(Locale.ROOT)),
                row.subject(),
                Deed.of(row.placed()),
                lifted == null ? null : Deed.of(lifted));
    }

    /// What the subject is.
    public enum Scope {
        SESSION,
        PERSON,
        TARGET;

        /// The word of the API and the table.
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
