package dev.postern.broker.retention;

import dev.postern.broker.target.Target;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;

/// How long the recordings of some targets are kept.
///
/// @param targets names of targets; `*` is any
/// @param labels  `name=value`; a target must have all of them
/// @param keep    from the end of a session
public record RetentionRule(List<String> targets, List<String> labels, Duration keep) {

    private static final String ANY = "*";

    public RetentionRule {
        targets = List.copyOf(targets);
        labels = List.copyOf(labels);
    }

    /// Whether a rule is about a target.
    enum Coverage {
        COVERED,
        NOT_COVERED,
        /// It asks for labels, and the target is no more.
        UNKNOWN
    }

    /// @param target what is in force by that name, null if nothing is
    Coverage coverage(String name, @Nullable Target target) {
        if (!targets.contains(ANY) && !targets.contains(name)) {
            return Coverage.NOT_COVERED;
        }
        if (labels.isEmpty()) {
            return Coverage.COVERED;
        }
        if (target == null) {
            return Coverage.UNKNOWN;
        }
        return hasLabels(target) ? Coverage.COVERED : Coverage.NOT_COVERED;
    }

    private boolean hasLabels(Target target) {
        return labels.stream()
                .allMatch(label -> {
                    int equals = label.indexOf('=');
                    return label.substring(equals + 1)
                            .equals(target.labels().get(label.substring(0, equals)));
                });
    }

    /// The rule in words, for tombstones and the audit trail: `keep 90 days of orders`.
    public String words() {
        long days = keep.toDays();
        return "keep "
                + (Duration.ofDays(days).equals(keep) ? days + " days" : keep.toString())
                + " of "
                + String.join(", ", targets)
                + (labels.isEmpty() ? "" : " with " + String.join(", ", labels));
    }
}
