package dev.postern.cli.system;

import java.util.ArrayList;
import java.util.List;

/// What a client says and waits for after its login.
///
/// @param name    says what is tried
/// @param version protocol version of the login
/// @param steps   sent one after the other, each once the answer to the one before is there
record Conversation(String name, int version, List<Step> steps) {

    static final int PROTOCOL_3_0 = 0x0003_0000;
    static final int PROTOCOL_3_2 = 0x0003_0002;

    Conversation {
        steps = List.copyOf(steps);
    }

    /// Bytes to send, then the types of message and how many of them to wait for.
    record Step(byte[] bytes, String until, int count) {}

    static Conversation of(String name, Step... steps) {
        return new Conversation(name, PROTOCOL_3_0, List.of(steps));
    }

    /// Simple queries, one after the other.
    static Conversation simple(String name, String... queries) {
        List<Step> steps = new ArrayList<>();
        for (String query : queries) {
            steps.add(ready(Messages.start().query(query), 1));
        }
        return new Conversation(name, PROTOCOL_3_0, steps);
    }

    /// Messages that are answered by `count` ReadyForQuery.
    static Step ready(Messages messages, int count) {
        return new Step(messages.bytes(), "Z", count);
    }

    /// Messages whose answer is over with the first message of one of `types`.
    static Step until(Messages messages, String types) {
        return new Step(messages.bytes(), types, 1);
    }

    Conversation over(int protocol) {
        return new Conversation(name + (protocol == PROTOCOL_3_2 ? " (3.2)" : ""), protocol, steps);
    }

    @Override
    public String toString() {
        return name;
    }
}
