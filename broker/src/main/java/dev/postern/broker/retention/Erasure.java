package dev.postern.broker.retention;

import dev.postern.broker.store.sql.DeedColumns;
import dev.postern.broker.store.sql.ErasureRow;
import dev.postern.broker.store.sql.SessionRow;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/// The wish to erase the content of one recorded session, and what became of it.
///
/// @param legalBasis the law or contract that asks for it
/// @param decided    who confirmed or rejected it; null while it is pending
/// @param finishedAt when the content was gone; null until then
public record Erasure(
        String id,
        Subject subject,
        String legalBasis,
        State state,
        Deed asked,
        @Nullable Deed decided,
        @Nullable Instant finishedAt) {

    static Erasure of(ErasureRow row) {
        DeedColumns decided = row.deeds().decided();
        Long finished = row.finishedAt();
        ErasureRow.Subject subject = row.subject();
        return new Erasure(
                row.id(),
                new Subject(
                        subject.session(),
                        subject.target(),
                        subject.personId(),
                        subject.personName(),
                        Instant.EPOCH.plus(subject.startedAt(), ChronoUnit.MICROS)),
                row.legalBasis(),
                State.valueOf(row.state().toUpperCase(Locale.ROOT)),
                Deed.of(row.deeds().asked()),
                decided == null ? null : Deed.of(decided),
                finished == null ? null : Instant.EPOCH.plus(finished, ChronoUnit.MICROS));
    }

    Erasure confirmed(Deed decision) {
        return new Erasure(id, subject, legalBasis, State.CONFIRMED, asked, decision, null);
    }

    ErasureRow row() {
        return new ErasureRow(
                id,
                new ErasureRow.Subject(
                        subject.session(),
                        subject.target(),
                        subject.personId(),
                        subject.personName(),
                        Deed.micros(subject.startedAt())),
                legalBasis,
                state.word(),
                new ErasureRow.Deeds(asked.columns(), decided == null ? null : decided.columns()),
                finishedAt == null ? null : Deed.micros(finishedAt));
    }

    /// What is kept of the session: its identity, not its content.
    public record Subject(
            String session, String target, String personId, String personName, Instant startedAt) {

        /// The session of a row of the index.
        public static Subject of(SessionRow row) {
            return new Subject(
                    row.id(),
                    row.where().target(),
                    row.who().personId(),
                    row.who().name(),
                    Instant.EPOCH.plus(row.lifetime().startedAt(), ChronoUnit.MICROS));
        }
    }

    /// How far it is. A confirmed erasure that was cut short by a crash is done at the next start.
    public enum State {
        PENDING,
        REJECTED,
        CONFIRMED,
        DONE;

        /// The word of the API and the table.
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
