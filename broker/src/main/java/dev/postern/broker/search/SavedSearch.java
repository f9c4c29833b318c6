package dev.postern.broker.search;

import dev.postern.broker.audit.Actor;
import dev.postern.broker.store.sql.SavedSearchRow;
import dev.postern.broker.store.sql.SignatureColumns;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Optional;

/// A filter under a name. It grants nothing: whoever opens it finds what their own rights let them see.
///
/// @param filter  in the grammar of [dev.postern.filter.Filter], understood when it was saved
/// @param shared  whether everybody who is signed in may read it, or its owner alone
/// @param savedAt to the microsecond, as `changedAt`
public record SavedSearch(
        String id,
        String name,
        Kind kind,
        String filter,
        boolean shared,
        Actor owner,
        Instant savedAt,
        Instant changedAt) {

    /// What a filter is of.
    public enum Kind {
        SESSIONS("sessions"),
        STATEMENTS("statements");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        /// The stable word.
        public String word() {
            return word;
        }

        /// The kind of this word, if it is one.
        public static Optional<Kind> of(String word) {
            return Arrays.stream(values()).filter(one -> one.word.equals(word)).findFirst();
        }
    }

    static SavedSearch of(SavedSearchRow row) {
        SignatureColumns saved = row.saved();
        return new SavedSearch(
                row.id(),
                row.name(),
                Kind.of(row.kind())
                        .orElseThrow(() ->
                                new IllegalStateException(
                                        "a saved search has the unknown kind " + row.kind())),
                row.filter(),
                row.shared(),
                new Actor(saved.byId(), saved.byName(), saved.byEmail()),
                time(saved.at()),
                time(row.changedAt()));
    }

    SavedSearchRow row() {
        return new SavedSearchRow(
                id,
                name,
                kind.word(),
                filter,
                shared,
                new SignatureColumns(micros(savedAt), owner.id(), owner.name(), owner.email()),
                micros(changedAt));
    }

    private static Instant time(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    private static long micros(Instant time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }
}
