package dev.postern.broker.review;

import dev.postern.broker.store.sql.ReviewRow;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.Optional;

/// That somebody looked at a session and came to a result.
///
/// @param takenBack null as long as it stands
public record Review(
        String id,
        String session,
        Outcome outcome,
        Signature reviewed,
        @Nullable Signature takenBack) {

    /// To what result.
    public enum Outcome {
        OK("ok"),
        FOLLOW_UP("follow-up"),
        INCIDENT("incident");

        private final String word;

        Outcome(String word) {
            this.word = word;
        }

        /// The stable word.
        public String word() {
            return word;
        }

        /// The outcome of this word, if it is one.
        public static Optional<Outcome> of(String word) {
            return Arrays.stream(values()).filter(one -> one.word.equals(word)).findFirst();
        }
    }

    static Review of(ReviewRow row) {
        return new Review(
                row.id(),
                row.session(),
                Outcome.of(row.outcome())
                        .orElseThrow(() ->
                                new IllegalStateException(
                                        "a review has the unknown outcome " + row.outcome())),
                Signature.of(row.reviewed()),
                row.takenBack() == null ? null : Signature.of(row.takenBack()));
    }
}
