package dev.postern.event;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// Something that was done to a session, or that it was told about its time, while it ran; statements are not acts.
///
/// @param micros since the recording was opened
/// @param by     the person who did it, or null
/// @param reason that they gave, or empty
/// @param text   what else there is to say, in a sentence that needs no more words, or empty
public record SessionAct(Kind kind, long micros, @Nullable By by, String reason, String text) {

    /// A person.
    public record By(String id, String name, String email) {}

    /// What was done.
    public enum Kind {
        /// It was let in by an access request.
        ACCESS,
        /// From here on new statements wait.
        HELD,
        /// What waited goes on.
        RESUMED,
        /// A person had the statement cancelled.
        CANCELLED,
        /// Its client asked to cancel the statement.
        CLIENT_CANCELLED,
        /// What waited was never sent.
        WITHDRAWN,
        /// It may last longer.
        EXTENDED,
        /// It was told that its end is near.
        ENDS_SOON,
        /// A limit was reached.
        LIMIT,
        /// A person had it ended.
        END_ORDERED,
        /// The broker ended it.
        ENDED;

        /// The kind that [#word] says; [#ENDED], of which the text says all, for one that is not known.
        public static Kind named(String word) {
            for (Kind kind : values()) {
                if (kind.word().equals(word)) {
                    return kind;
                }
            }
            return ENDED;
        }

        /// As the API, the index and JSON lines say it: `client-cancelled`.
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /// The act in one line: `held by Ada Admin: what is this for?`.
    public String words() {
        String who = by == null ? "" : " by " + by.name();
        String why = reason.isEmpty() ? "" : ": " + reason;
        return switch (kind) {
            case HELD -> "held" + who + why;
            case RESUMED -> "let go on" + who + why;
            case CANCELLED -> "statement cancelled" + who + why;
            case END_ORDERED -> "ended" + who + why;
            case EXTENDED -> text + (by == null ? "" : ", made longer" + who + why);
            case ACCESS, CLIENT_CANCELLED, WITHDRAWN, ENDS_SOON, LIMIT, ENDED -> text;
        };
    }

    /// `kind`, `words`, and `by` {`id`, `name`, `email`} and `reason` where there are any.
    public Map<String, Object> members() {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("kind", kind.word());
        members.put("words", words());
        if (by != null) {
            Map<String, Object> person = new LinkedHashMap<>();
            person.put("id", by.id());
            person.put("name", by.name());
            person.put("email", by.email());
            members.put("by", person);
        }
        if (!reason.isEmpty()) {
            members.put("reason", reason);
        }
        return members;
    }
}
