package dev.postern.cli.console;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Times of the API as people read them: in UTC with a `Z`, or in the zone of a terminal, which [#legend] names.
///
/// An hour that a clock shows twice has its offset from UTC behind each time. Not thread-safe.
public final class Times {

    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);
    private static final DateTimeFormatter OFFSET = DateTimeFormatter.ofPattern("xxx", Locale.ROOT);
    private static final Pattern RFC_3339 =
            Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]+)?Z");
    private static final Pattern FIELD =
            Pattern.compile("(.*\\.)?(at|since|decideBy|notBefore|nextFrom|[a-zA-Z]+At)");

    private final ZoneId zone;
    private final boolean isLocal;
    private final TreeSet<ZoneOffset> shown = new TreeSet<>();

    /// @param zone of the terminal, or UTC
    public Times(ZoneId zone) {
        this.zone = zone;
        this.isLocal = !zone.normalized().equals(ZoneOffset.UTC);
    }

    /// In UTC.
    public static Times utc() {
        return new Times(ZoneOffset.UTC);
    }

    /// The zone that `TZ` names, with or without a colon in front, else that of this machine.
    public static ZoneId zone(Map<String, String> environment) {
        String named = Variable.TZ.in(environment);
        String name = named.startsWith(":") ? named.substring(1) : named;
        if (name.isEmpty()) {
            return ZoneId.systemDefault();
        }
        try {
            return ZoneId.of(name);
        } catch (DateTimeException notByName) {
            // The JDK reads the POSIX forms of TZ, such as CET-1CEST, by itself.
            return ZoneId.systemDefault();
        }
    }

    /// Whether times are in another zone than UTC.
    public boolean isLocal() {
        return isLocal;
    }

    /// A time to the second, under a heading: `2026-11-21 01:20:03Z`, or `2026-11-21 02:20:03` where [#legend] says the
    /// zone. What is no time of the API is left as it is.
    public String column(String rfc3339) {
        if (isLocal && RFC_3339.matcher(rfc3339).matches()) {
            return local(Instant.parse(rfc3339));
        }
        return utc(rfc3339);
    }

    /// As [#column]; in UTC the API's own text, to the microsecond.
    public String exact(String rfc3339) {
        return isLocal ? column(rfc3339) : rfc3339;
    }

    /// A time within a sentence, which says its offset itself: `2026-11-21 01:20:03Z`, or `2026-11-21 02:20:03 +01:00`.
    public String said(String rfc3339) {
        if (isLocal && RFC_3339.matcher(rfc3339).matches()) {
            return said(Instant.parse(rfc3339));
        }
        return utc(rfc3339);
    }

    /// As the other [#said]; in UTC the API's own text.
    public String saidExact(String rfc3339) {
        return isLocal ? said(rfc3339) : rfc3339;
    }

    /// A time within a sentence; in UTC as RFC 3339 has it.
    public String said(Instant time) {
        return isLocal
                ? SECONDS.format(time.atZone(zone)) + " " + OFFSET.format(time.atZone(zone))
                : time.toString();
    }

    /// The time of day with its zone: `01:20:03 UTC`, or `02:20:03 +01:00`.
    public String timeOfDay(Instant time) {
        return isLocal ? said(time).substring(11) : time.toString().substring(11, 19) + " UTC";
    }

    /// A cell of a table that has the API's fields for columns: a time as [#exact], everything else as it is.
    ///
    /// @param field the JSON name
    public String cell(String field, String value) {
        return FIELD.matcher(field).matches() ? exact(value) : value;
    }

    /// The line that says the zone of the times shown since the last one, with a line feed; empty if there were none, or
    /// all in UTC.
    public String legend() {
        if (shown.isEmpty()) {
            return "";
        }
        String offsets =
                shown.descendingSet().stream()
                        .map(OFFSET::format)
                        .collect(Collectors.joining(" and "));
        shown.clear();
        return "Times are those of " + zone.getId() + " (" + offsets + ").\n";
    }

    /// As [#legend], above times that are still to come.
    public String heading() {
        return isLocal ? "Times are those of " + zone.getId() + ".\n" : "";
    }

    private String local(Instant time) {
        ZoneOffset offset = zone.getRules().getOffset(time);
        LocalDateTime there = LocalDateTime.ofInstant(time, offset);
        shown.add(offset);
        boolean isTwice = zone.getRules().getValidOffsets(there).size() > 1;
        return SECONDS.format(there) + (isTwice ? " " + OFFSET.format(offset) : "");
    }

    private static String utc(String rfc3339) {
        return RFC_3339.matcher(rfc3339).matches()
                ? rfc3339.substring(0, 19).replace('T', ' ') + "Z"
                : rfc3339;
    }
}
