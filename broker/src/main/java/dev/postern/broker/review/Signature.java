package dev.postern.broker.review;

import dev.postern.broker.audit.Actor;
import dev.postern.broker.identity.Person;
import dev.postern.broker.store.sql.SignatureColumns;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// Who did something and when, to the microsecond.
public record Signature(Instant at, Actor by) {

    static Signature of(Person person, Instant at) {
        return new Signature(
                at.truncatedTo(ChronoUnit.MICROS),
                new Actor(person.id(), person.name(), person.email()));
    }

    static Signature of(SignatureColumns columns) {
        return new Signature(
                Instant.EPOCH.plus(columns.at(), ChronoUnit.MICROS),
                new Actor(columns.byId(), columns.byName(), columns.byEmail()));
    }

    SignatureColumns columns() {
        return new SignatureColumns(
                ChronoUnit.MICROS.between(Instant.EPOCH, at), by.id(), by.name(), by.email());
    }
}
