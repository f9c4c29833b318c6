package dev.postern.cli.console;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Durations as people type and read them: `90s`, `15m`, `1h`, `1h30m`, `2d`.
public final class HumanDuration {

    private static final Pattern FORM =
            Pattern.compile(
                    "(?:([0-9]{1,6})d)?(?:([0-9]{1,6})h)?(?:([0-9]{1,6})m)?(?:([0-9]{1,6})s)?",
                    Pattern.CASE_INSENSITIVE);

    private HumanDuration() {}

    /// The duration that an option was given.
    ///
    /// @param option the option's name, for the refusal
    /// @throws CliException exit code 2 if it is none, or zero
    public static Duration parse(String option, String text) throws CliException {
        Matcher matcher = FORM.matcher(text);
        Duration duration =
                matcher.matches()
                        ? Duration.ofDays(number(matcher.group(1)))
                                .plusHours(number(matcher.group(2)))
                                .plusMinutes(number(matcher.group(3)))
                                .plusSeconds(number(matcher.group(4)))
                        : Duration.ZERO;
        if (duration.isZero()) {
            throw CliException.usage(
                    option + " \"" + text + "\" is no duration",
                    "Give a number and a unit: 90s, 15m, 1h or 2d.");
        }
        return duration;
    }

    /// `duration` in its two largest units: `2d 4h`, `1h 5m`, `40s`; `0s` if nothing is left of it.
    public static String text(Duration duration) {
        List<String> parts = new ArrayList<>();
        if (duration.isPositive()) {
            add(parts, duration.toDaysPart(), "d");
            add(parts, duration.toHoursPart(), "h");
            add(parts, duration.toMinutesPart(), "m");
            add(parts, duration.toSecondsPart(), "s");
        }
        return parts.isEmpty()
                ? "0s"
                : String.join(" ", parts.subList(0, Math.min(2, parts.size())));
    }

    private static void add(List<String> parts, long count, String unit) {
        if (count > 0) {
            parts.add(count + unit);
        }
    }

    private static long number(@Nullable String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }
}
