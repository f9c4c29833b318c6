package dev.postern.broker.policy;

import org.jspecify.annotations.Nullable;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Times of the week at a place, such as `mon-fri 08:00-18:00 Europe/Berlin`.
public final class Hours {

    private static final List<String> DAYS =
            List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");
    private static final Pattern FORM =
            Pattern.compile(
                    "(?:([a-z]{3})(?:-([a-z]{3}))? )?(\\d{2}:\\d{2})-(\\d{2}:\\d{2})(?: (\\S+))?");

    private final Set<DayOfWeek> days;
    private final LocalTime from;
    private final LocalTime to;
    private final ZoneId zone;
    private final String text;

    private Hours(Set<DayOfWeek> days, LocalTime from, LocalTime to, ZoneId zone, String text) {
        this.days = days;
        this.from = from;
        this.to = to;
        this.zone = zone;
        this.text = text;
    }

    /// Reads `[DAY[-DAY]] HH:MM-HH:MM [ZONE]`; without a zone it is UTC. `to` is the first minute outside; one that is
    /// not after `from` is of the next day.
    ///
    /// @throws RuntimeException if it is something else
    public static Hours parse(String text) {
        Matcher matcher = FORM.matcher(text.toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new IllegalArgumentException(text);
        }
        String zone = matcher.group(5);
        return new Hours(
                days(matcher.group(1), matcher.group(2)),
                LocalTime.parse(matcher.group(3)),
                LocalTime.parse(matcher.group(4)),
                zone == null
                        ? ZoneId.of("UTC")
                        : ZoneId.of(text.substring(text.length() - zone.length())),
                text);
    }

    boolean contain(Instant instant) {
        ZonedDateTime there = instant.atZone(zone);
        LocalTime time = there.toLocalTime();
        if (from.isBefore(to)) {
            return days.contains(there.getDayOfWeek()) && !time.isBefore(from) && time.isBefore(to);
        }
        return (days.contains(there.getDayOfWeek()) && !time.isBefore(from))
                || (days.contains(there.getDayOfWeek().minus(1)) && time.isBefore(to));
    }

    private static Set<DayOfWeek> days(@Nullable String first, @Nullable String last) {
        if (first == null) {
            return EnumSet.allOf(DayOfWeek.class);
        }
        int from = DAYS.indexOf(first);
        int to = last == null ? from : DAYS.indexOf(last);
        if (from < 0 || to < 0) {
            throw new IllegalArgumentException(first + "-" + last);
        }
        Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        for (int day = from; ; day = (day + 1) % DAYS.size()) {
            days.add(DayOfWeek.of(day + 1));
            if (day == to) {
                return days;
            }
        }
    }

    @Override
    public String toString() {
        return text;
    }
}
