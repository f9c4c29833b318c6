package dev.postern.broker.review;

import dev.postern.broker.store.sql.ReviewRow;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// That somebody looked at a session and came to a result.
///
/// @param checklist what was answered to the questions of the rule that took the session; empty if it had none
/// @param takenBack null as long as it stands
public record Review(
        String id,
        String session,
        Outcome outcome,
        List<Checklist.Answer> checklist,
        Signature reviewed,
        @Nullable Signature takenBack) {

    public Review {
        checklist = List.copyOf(checklist);
    }

    /// What somebody came to.
    ///
    /// @param checklist the answers to all questions that there are
    public record Finding(Outcome outcome, List<Checklist.Answer> checklist) {
        public Finding {
            checklist = List.copyOf(checklist);
        }

        /// An outcome of a session that no questions are asked about.
        public static Finding of(Outcome outcome) {
            return new Finding(outcome, List.of());
        }
    }

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
                Checklist.read(row.checklist()),
                Signature.of(row.reviewed()),
                row.takenBack() == null ? null : Signature.of(row.takenBack()));
    }
}
