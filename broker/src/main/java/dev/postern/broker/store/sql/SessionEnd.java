package dev.postern.broker.store.sql;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// Why sessions end, as filters tell it: many reasons, few causes.
enum SessionEnd {
    /// Its client ended it, or vanished.
    CLIENT("client-terminated", "client-disconnected"),
    /// A person had it ended, placed a lock, or revoked its grant.
    PERSON("terminated", "locked", "grant-revoked"),
    /// A limit of its target or role was reached.
    LIMIT("session-limit", "idle", "idle-in-transaction", "statement-limit"),
    /// Its grant or its certificate reached its end.
    EXPIRY("grant-ended", "certificate-expired"),
    /// The target ended it, was lost, or did not let it in.
    TARGET("target-ended", "target-lost", "target-unreachable", "target-refused"),
    /// The broker stopped, or could not go on: every other reason.
    BROKER;

    @SuppressWarnings("ImmutableEnumChecker") // List.of
    private final List<String> reasons;

    SessionEnd(String... reasons) {
        this.reasons = List.of(reasons);
    }

    /// As filters say it.
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The cause with this word.
    static SessionEnd named(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    /// The reasons in recordings; of [#BROKER] none, since it has those that nothing else has.
    List<String> reasons() {
        return reasons;
    }

    /// The reasons of all causes but [#BROKER].
    static List<String> known() {
        return Arrays.stream(values()).flatMap(end -> end.reasons.stream()).toList();
    }

    /// The cause of a reason; null while the session runs.
    static @Nullable SessionEnd of(@Nullable String reason) {
        if (reason == null) {
            return null;
        }
        for (SessionEnd end : values()) {
            if (end.reasons.contains(reason)) {
                return end;
            }
        }
        return BROKER;
    }
}
