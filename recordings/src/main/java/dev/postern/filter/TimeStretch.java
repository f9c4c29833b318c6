package dev.postern.filter;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// A time as people write it, wherever Postern asks for one: a day of UTC, or a moment.
///
/// @param from its first microsecond
/// @param to   its last one, which is the first again if it is a moment
public record TimeStretch(Instant from, Instant to) {

    /// What may be written, for messages.
    public static final String FORMS =
            "today, yesterday, a day such as 2026-11-21, 2026-11-21T01:20:03Z, or -2h for two hours"
                    + " ago";

    private static final Pattern AGO = Pattern.compile("-?((?:[0-9]{1,6}[dhms])+)");
    private static final Pattern PART = Pattern.compile("([0-9]+)([dhms])");

    /// The time that is written.
    ///
    /// @param now what words are relative to
    /// @return empty if it is none
    public static Optional<TimeStretch> read(String text, Instant now) {
        String word = text.toLowerCase(Locale.ROOT);
        LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        try {
            if (word.equals("today")) {
                return Optional.of(day(today));
            }
            if (word.equals("yesterday")) {
                return Optional.of(day(today.minusDays(1)));
            }
            if (AGO.matcher(word).matches()) {
                return Optional.of(moment(now.minus(duration(word))));
            }
            return Optional.of(
                    word.indexOf('t') < 0
                            ? day(LocalDate.parse(word))
                            : moment(
                                    OffsetDateTime.parse(word.toUpperCase(Locale.ROOT))
                                            .toInstant()));
        } catch (DateTimeException | ArithmeticException noTime) {
            return Optional.empty();
        }
    }

    private static TimeStretch day(LocalDate day) {
        Instant begin = day.atStartOfDay(ZoneOffset.UTC).toInstant();
        Instant next = day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        return new TimeStretch(begin, next.minus(1, ChronoUnit.MICROS));
    }

    private static TimeStretch moment(Instant moment) {
        return new TimeStretch(moment, moment);
    }

    private static Duration duration(String word) {
        return PART.matcher(word)
                .results()
                .map(TimeStretch::part)
                .reduce(Duration.ZERO, Duration::plus);
    }

    private static Duration part(MatchResult part) {
        long number = Long.parseLong(part.group(1));
        return switch (part.group(2)) {
            case "d" -> Duration.ofDays(number);
            case "h" -> Duration.ofHours(number);
            case "m" -> Duration.ofMinutes(number);
            default -> Duration.ofSeconds(number);
        };
    }
}
