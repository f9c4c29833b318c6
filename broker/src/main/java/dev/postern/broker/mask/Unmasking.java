package dev.postern.broker.mask;

import dev.postern.broker.audit.Actor;
import dev.postern.broker.identity.Person;
import dev.postern.broker.store.sql.DeedColumns;
import dev.postern.broker.store.sql.UnmaskingRow;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/// The wish of one person to see masked values of a session, and what became of it. It shows them to that person alone.
///
/// @param wish    what is to be shown
/// @param endsAt  when the values are masked again; null unless it was granted
/// @param decided who approved or rejected it; null if nobody has, or nobody needs to
public record Unmasking(
        String id,
        Subject subject,
        Wish wish,
        State state,
        @Nullable Instant endsAt,
        Deed asked,
        @Nullable Deed decided) {

    /// What became of it.
    public enum State {
        /// A second person has not decided.
        PENDING,
        REJECTED,
        GRANTED;

        /// The word of rows and the API.
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// The session.
    ///
    /// @param personId whose session it is
    public record Subject(String session, String target, String personId) {}

    /// What is to be shown.
    ///
    /// @param isRestrictedToo whether values of the class `restricted` are
    public record Wish(Scope scope, boolean isRestrictedToo, Duration lasts) {}

    /// Who did something, when and why.
    public record Deed(Instant at, Actor by, String reason) {

        /// Whether `person` did it, by identity or by a second account with the same address.
        boolean isBy(Person person) {
            String email = person.email().toLowerCase(Locale.ROOT);
            return person.id().equals(by.id())
                    || (!email.isBlank() && email.equals(by.email().toLowerCase(Locale.ROOT)));
        }

        private static Deed of(DeedColumns columns) {
            return new Deed(
                    time(columns.at()),
                    new Actor(columns.byId(), columns.byName(), columns.byEmail()),
                    columns.reason());
        }

        DeedColumns columns() {
            return new DeedColumns(micros(at), by.id(), by.name(), by.email(), reason);
        }
    }

    /// Whether the values are shown at `now`.
    public boolean isInForce(Instant now) {
        Instant end = endsAt;
        return state == State.GRANTED && end != null && now.isBefore(end);
    }

    Allowance.Revealed revealed() {
        return new Allowance.Revealed(wish.scope(), wish.isRestrictedToo());
    }

    static Unmasking of(UnmaskingRow row) {
        Long ends = row.endsAt();
        DeedColumns decided = row.deeds().decided();
        State state = State.valueOf(row.state().toUpperCase(Locale.ROOT));
        return new Unmasking(
                row.id(),
                new Subject(
                        row.subject().session(), row.subject().target(), row.subject().personId()),
                new Wish(
                        Scope.of(row.wish().scope(), row.wish().subject())
                                .orElseThrow(() ->
                                        new IllegalStateException(
                                                "unmasking " + row.id() + " has no scope")),
                        row.wish().strongest().equals(MaskClass.RESTRICTED.word()),
                        Duration.of(row.wish().lasts(), ChronoUnit.MICROS)),
                state,
                ends == null || state != State.GRANTED ? null : time(ends),
                Deed.of(row.deeds().asked()),
                decided == null ? null : Deed.of(decided));
    }

    UnmaskingRow row() {
        Instant end = endsAt;
        return new UnmaskingRow(
                id,
                new UnmaskingRow.Subject(subject.session, subject.target, subject.personId),
                new UnmaskingRow.Wish(
                        wish.scope().kind(),
                        wish.scope().subject(),
                        (wish.isRestrictedToo() ? MaskClass.RESTRICTED : MaskClass.SECRET).word(),
                        wish.lasts().toNanos() / 1_000),
                state.word(),
                end == null ? null : micros(end),
                new UnmaskingRow.Deeds(asked.columns(), null));
    }

    static long micros(Instant at) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, at);
    }

    private static Instant time(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
