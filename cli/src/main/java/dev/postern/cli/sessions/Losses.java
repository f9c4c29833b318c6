package dev.postern.cli.sessions;

import dev.postern.cli.api.Answer;
import dev.postern.cli.console.Times;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/// What a recording lacks, in sentences: where, why, when and how much.
final class Losses {

    private static final List<String> UNITS = List.of("B", "kB", "MB", "GB", "TB");
    private static final List<String> SAME = List.of("after", "before", "cause");
    private static final int UNIT = 1_024;
    private static final int WHOLE_FROM = 100;

    private Losses() {}

    /// A sentence or two a gap, in the order of the recording, and one about those that the API does not tell; empty if
    /// nothing is lacking.
    ///
    /// @param session as the API has it
    static List<String> of(Map<String, @Nullable Object> session, Times times) {
        List<String> losses = new ArrayList<>();
        List<Map<String, @Nullable Object>> gaps = Answer.objects(session, "gaps");
        for (Map<String, @Nullable Object> gap : places(gaps)) {
            losses.add(
                    place(gap)
                            + ": "
                            + Answer.text(gap, "cause")
                            + ", "
                            + times.saidExact(Answer.text(gap, "from"))
                            + (gap.get("to") == null
                                    ? ""
                                    : " to " + times.saidExact(Answer.text(gap, "to")))
                            + ". "
                            + size(gap));
        }
        long all = Answer.number(counted(session), "count");
        int told = gaps.size();
        if (told > 0 && all > told) {
            losses.add(
                    "And %s; all of them lack %s."
                            .formatted(
                                    plural(all - told, "more place", "more places"),
                                    amount(
                                            Answer.number(counted(session), "messages"),
                                            Answer.number(counted(session), "bytes"))));
        }
        return losses;
    }

    /// The gaps, those between the same two messages and of one cause as one: a journal that is almost full takes a piece
    /// now and then.
    private static List<Map<String, @Nullable Object>> places(
            List<Map<String, @Nullable Object>> gaps) {
        List<Map<String, @Nullable Object>> places = new ArrayList<>();
        for (Map<String, @Nullable Object> gap : gaps) {
            Map<String, @Nullable Object> last = places.isEmpty() ? Map.of() : places.getLast();
            if (SAME.stream().allMatch(name -> Objects.equals(last.get(name), gap.get(name)))) {
                Map<String, @Nullable Object> both = new LinkedHashMap<>(last);
                both.put("to", gap.get("to"));
                for (String name : List.of("messages", "bytes")) {
                    both.put(
                            name,
                            last.get(name) == null || gap.get(name) == null
                                    ? null
                                    : Answer.number(last, name) + Answer.number(gap, name));
                }
                places.set(places.size() - 1, both);
            } else {
                places.add(gap);
            }
        }
        return places;
    }

    private static Map<String, @Nullable Object> counted(Map<String, @Nullable Object> session) {
        return Answer.object(Answer.object(session, "sealedVerdict"), "gaps");
    }

    private static String place(Map<String, @Nullable Object> gap) {
        String after = number(Answer.number(gap, "after"));
        if (gap.get("before") == null) {
            return "After message " + after;
        }
        String before = number(Answer.number(gap, "before"));
        return Answer.number(gap, "after") == 0
                ? "Before message " + before
                : "Between messages " + after + " and " + before;
    }

    private static String size(Map<String, @Nullable Object> gap) {
        boolean isCounted = gap.get("messages") != null;
        boolean isMeasured = gap.get("bytes") != null;
        if (!isCounted && !isMeasured) {
            return "How much was lost is unknown.";
        }
        if (!isCounted) {
            return "Lost: "
                    + bytes(Answer.number(gap, "bytes"))
                    + "; of how many messages is unknown.";
        }
        long messages = Answer.number(gap, "messages");
        if (messages == 0 && isMeasured) {
            return "Lost: " + bytes(Answer.number(gap, "bytes")) + " of a message.";
        }
        return "Lost: "
                + (isMeasured
                        ? amount(messages, Answer.number(gap, "bytes"))
                        : messages(messages) + ", size unknown")
                + ".";
    }

    private static String amount(long messages, long bytes) {
        return messages(messages) + ", " + bytes(bytes);
    }

    private static String messages(long messages) {
        return plural(messages, "message", "messages");
    }

    private static String plural(long count, String one, String several) {
        return number(count) + " " + (count == 1 ? one : several);
    }

    private static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /// Bytes as `312 B`, `41.0 kB` or `128 MB`; a unit has 1,024 of the one before.
    private static String bytes(long value) {
        double scaled = value;
        int unit = 0;
        while (scaled >= UNIT && unit < UNITS.size() - 1) {
            scaled /= UNIT;
            unit++;
        }
        String digits = unit == 0 || scaled >= WHOLE_FROM ? "%.0f %s" : "%.1f %s";
        return String.format(Locale.ROOT, digits, scaled, UNITS.get(unit));
    }
}
