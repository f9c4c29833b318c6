package dev.postern.broker.retention;

import dev.postern.broker.audit.Actor;
import dev.postern.broker.identity.Person;
import dev.postern.broker.store.sql.DeedColumns;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/// Who did something, when and why.
public record Deed(Instant at, Actor by, String reason) {

    private static final int LONGEST_REASON = 1000;

    static Deed of(Person person, Instant at, String reason) throws RetentionException {
        String stripped = reason.strip();
        if (stripped.isEmpty() || stripped.length() > LONGEST_REASON) {
            throw new RetentionException(
                    RetentionException.Kind.BAD_INPUT,
                    "A reason of 1 to "
                            + LONGEST_REASON
                            + " characters is needed, got "
                            + stripped.length()
                            + ".",
                    "Say why: it is kept, and others decide by it.");
        }
        return new Deed(
                at.truncatedTo(ChronoUnit.MICROS),
                new Actor(person.id(), person.name(), person.email()),
                stripped);
    }

    static Deed of(DeedColumns columns) {
        return new Deed(
                Instant.EPOCH.plus(columns.at(), ChronoUnit.MICROS),
                new Actor(columns.byId(), columns.byName(), columns.byEmail()),
                columns.reason());
    }

    DeedColumns columns() {
        return new DeedColumns(micros(at), by.id(), by.name(), by.email(), reason);
    }

    static long micros(Instant at) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, at);
    }

    /// Whether `person` is the one who did it, by identity or by a second account with the same address.
    boolean isBy(Person person) {
        String email = person.email().toLowerCase(Locale.ROOT);
        return person.id().equals(by.id())
                || (!email.isBlank() && email.equals(by.email().toLowerCase(Locale.ROOT)));
    }
}
