package dev.postern.broker.notify;

import java.io.IOException;

/// Brings a message to a receiver, once.
@FunctionalInterface
interface Sending {

    /// Brings it; returns when the receiver has said that it has it. Blocks, with limits of its own.
    ///
    /// @throws IOException if it did not arrive, with a sentence that says why and no secret
    void send(NotifyConfig.Receiver receiver, Message message) throws IOException;
}
