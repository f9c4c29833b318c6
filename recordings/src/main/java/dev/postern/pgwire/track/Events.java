package dev.postern.pgwire.track;

import dev.postern.event.SessionEvent;

import java.util.function.Consumer;

/// Where events go, and the message that causes them now.
final class Events {
    private final Consumer<SessionEvent> consumer;

    /// Number of the message being handled; 0 for none.
    long message;

    long micros;

    Events(Consumer<SessionEvent> consumer) {
        this.consumer = consumer;
    }

    void emit(SessionEvent event) {
        consumer.accept(event);
    }
}
