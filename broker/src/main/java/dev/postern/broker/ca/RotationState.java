package dev.postern.broker.ca;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.StringReader;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/// Where an authority is in being replaced: which one signs, which others are accepted, and which are no more.
///
/// ```
///            start                next                 next
///   STEADY --------> ANNOUNCED --------> SWITCHED --------------> STEADY, with the new one alone
///                        |                   |
///                        | rollback          | rollback
///                        +--> WITHDRAWN <----+
///                                 | next
///                                 +--> STEADY, with the old one alone
/// ```
///
/// Between two steady states both are accepted: certificates of the old one work until the step that ends it.
///
/// @param since    when the phase began
/// @param nextFrom from when `next` refuses nobody a certificate that is in force
/// @param signing  the stem of the files of the one that signs
/// @param other    the other one that is accepted, null if there is none
/// @param retired  those that are not accepted any more, the oldest first
public record RotationState(
        Phase phase,
        Instant since,
        Instant nextFrom,
        String signing,
        @Nullable String other,
        List<Retired> retired) {

    /// How far a rotation is.
    public enum Phase {
        /// One alone signs and is accepted.
        STEADY,
        /// A new one is accepted; the old one signs.
        ANNOUNCED,
        /// The new one signs; the old one is accepted.
        SWITCHED,
        /// The old one signs again; the new one is accepted and will be given up.
        WITHDRAWN
    }

    /// One that is not accepted any more.
    ///
    /// @param at since when
    public record Retired(String file, Instant at) {}

    public RotationState {
        retired = List.copyOf(retired);
        if ((phase == Phase.STEADY) != (other == null)) {
            throw new IllegalArgumentException(phase + " with " + other);
        }
    }

    /// What an authority begins as.
    static RotationState first(String file) {
        return new RotationState(Phase.STEADY, Instant.EPOCH, Instant.EPOCH, file, null, List.of());
    }

    RotationState announced(String next, Instant now, Duration overlap) {
        return new RotationState(Phase.ANNOUNCED, now, now.plus(overlap), signing, next, retired);
    }

    RotationState switched(Instant now, Duration overlap) {
        return swapped(Phase.SWITCHED, now, overlap);
    }

    /// @param overlap zero if the new one never signed
    RotationState withdrawn(Instant now, Duration overlap) {
        return phase == Phase.ANNOUNCED
                ? new RotationState(Phase.WITHDRAWN, now, now, signing, other, retired)
                : swapped(Phase.WITHDRAWN, now, overlap);
    }

    private RotationState swapped(Phase to, Instant now, Duration overlap) {
        if (other == null) {
            throw new IllegalStateException("there is nothing to change to");
        }
        return new RotationState(to, now, now.plus(overlap), other, signing, retired);
    }

    RotationState finished(Instant now) {
        List<Retired> longer = new ArrayList<>(retired);
        if (other != null) {
            longer.add(new Retired(other, now));
        }
        return new RotationState(Phase.STEADY, now, now, signing, null, longer);
    }

    /// The stem of the files of the next one ever made.
    String following(String stem) {
        int used = 1 + retired.size() + (other == null ? 0 : 1);
        return stem + "-" + (used + 1);
    }

    String toText() {
        StringBuilder text = new StringBuilder();
        line(text, "phase", phase.name());
        line(text, "since", since.toString());
        line(text, "next-from", nextFrom.toString());
        line(text, "signing", signing);
        line(text, "other", other == null ? "" : other);
        for (int i = 0; i < retired.size(); i++) {
            line(text, "retired." + i, retired.get(i).file() + " " + retired.get(i).at());
        }
        return text.toString();
    }

    private static void line(StringBuilder text, String key, String value) {
        text.append(key).append('=').append(value).append('\n');
    }

    /// @throws IOException if `text` is not what [#toText] makes
    static RotationState parse(String text) throws IOException {
        Properties lines = new Properties();
        try {
            lines.load(new StringReader(text));
            List<Retired> retired = new ArrayList<>();
            for (int i = 0; lines.containsKey("retired." + i); i++) {
                String[] words = lines.getProperty("retired." + i).split(" ", 2);
                retired.add(new Retired(words[0], Instant.parse(words[1])));
            }
            String other = value(lines, "other");
            return new RotationState(
                    Phase.valueOf(value(lines, "phase")),
                    Instant.parse(value(lines, "since")),
                    Instant.parse(value(lines, "next-from")),
                    value(lines, "signing"),
                    other.isEmpty() ? null : other,
                    retired);
        } catch (IllegalArgumentException | DateTimeException | ArrayIndexOutOfBoundsException e) {
            throw new IOException("it holds no state of a rotation: " + e.getMessage(), e);
        }
    }

    private static String value(Properties lines, String key) throws IOException {
        String value = lines.getProperty(key);
        if (value == null) {
            throw new IOException("it has no line " + key);
        }
        return value;
    }
}
