package dev.postern.broker.app;

import static dev.postern.broker.app.BrokerConfigReader.number;

import dev.postern.broker.app.ConfigNode.Section;
import dev.postern.broker.target.SessionLimits;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Optional;

/// Reads the `limits` of a target or a role.
final class LimitsReader {

    private static final int MOST_SESSIONS = 1_000_000;

    private LimitsReader() {}

    static SessionLimits read(Optional<ConfigNode> node) throws ConfigException {
        if (node.isEmpty()) {
            return SessionLimits.NONE;
        }
        Section section =
                node.get()
                        .section(
                                "sessions",
                                "sessions-per-person",
                                "idle",
                                "idle-in-transaction",
                                "session",
                                "statement");
        return new SessionLimits(
                count(section, "sessions"),
                count(section, "sessions-per-person"),
                time(section, "idle"),
                time(section, "idle-in-transaction"),
                time(section, "session"),
                time(section, "statement"));
    }

    private static int count(Section section, String key) throws ConfigException {
        Optional<ConfigNode> node = section.optional(key);
        return node.isPresent() ? number(node.get(), 1, MOST_SESSIONS) : 0;
    }

    private static @Nullable Duration time(Section section, String key) throws ConfigException {
        Optional<ConfigNode> node = section.optional(key);
        return node.isPresent() ? node.get().duration() : null;
    }
}
