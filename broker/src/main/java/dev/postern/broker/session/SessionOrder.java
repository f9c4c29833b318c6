package dev.postern.broker.session;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/// What a person tells a running session to do.
///
/// @param by     who
/// @param reason why; the client reads it
/// @param at     when
public record SessionOrder(Kind kind, By by, String reason, Instant at) {

    /// What is to be done.
    public enum Kind {
        /// The statement that runs is cancelled; one that is held is withdrawn. The session goes on.
        CANCEL,
        /// What runs goes on, but no new statement reaches the target.
        HOLD,
        /// What was held goes on.
        RESUME,
        /// It is about to be ended: the order is only recorded, [LiveSession#end] ends it.
        END
    }

    /// What became of an order.
    public enum Outcome {
        DONE,
        NOTHING_RUNS,
        HELD_ALREADY,
        NOT_HELD,
        /// The session has not begun to relay, or has ended.
        NOT_RELAYING
    }

    /// The person who gives an order.
    public record By(String id, String name, String email) {}

    /// As a fact of a recording: `by` {`id`, `name`, `email`}, `reason`, `at`.
    public Map<String, Object> facts() {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("by", Map.of("id", by.id(), "name", by.name(), "email", by.email()));
        facts.put("reason", reason);
        facts.put("at", at.toString());
        return facts;
    }
}
