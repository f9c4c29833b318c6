package dev.postern.broker.store.sql;

/// A row of `outbox`: one event for one receiver.
///
/// @param eventKey names the event; with the receiver it is the key
/// @param body     a JSON object
/// @param madeAt   microseconds since 1970
/// @param attempts how often it was tried
public record OutboxRow(
        String eventKey, String receiver, String event, String body, long madeAt, long attempts) {}
