package dev.postern.position;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads the text of a position, once.
final class PositionParser {

    private static final int LONGEST = 2_000;
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,15}");
    private static final Pattern RANGE = Pattern.compile("([0-9]{1,15})-([0-9]{1,15})");
    private static final Pattern OFFSET = Pattern.compile("\\+?([0-9]{1,9}(?:\\.[0-9]{1,20})?)s?");
    private static final Set<String> PLACES = Set.of("q", "m", "t", "sel", "r", "c");
    private static final Set<String> VIEWS = Set.of("pane", "off", "cmp");
    private static final String FORMS =
            "Write q=41, m=1207, t=+92.4s, sel=41-47 or q=41&r=15&c=email.";

    /// What `encodeURIComponent` of browsers leaves as it is, besides letters and digits.
    private static final String PLAIN = "-_.!~*'()";

    private final String text;
    private final Map<String, Part> parts = new HashMap<>();

    PositionParser(String text) {
        this.text = text;
    }

    /// A value and where it begins.
    private record Part(String value, int at) {}

    Position position() throws PositionException {
        if (text.length() > LONGEST) {
            throw new PositionException(
                    LONGEST, "a position has at most " + LONGEST + " characters", FORMS);
        }
        split();
        Long message = number("m", "a message", "m=1207");
        Long row = number("r", "a row", "q=41&r=15");
        Long statement = number("q", "a statement", "q=41");
        Position range = range();
        Position time = time();
        Part column = parts.get("c");
        String name = column == null ? null : decoded(column);
        if (message != null) {
            return new Position.Message(message);
        }
        Long of = statement != null ? statement : firstOf(range);
        if (column != null && row == null) {
            throw new PositionException(
                    column.at() - 2, "the column has no row", "Write q=41&r=15&c=email.");
        }
        if (row != null) {
            if (of == null) {
                throw new PositionException(
                        at("r") - 2, "the row has no statement", "Write q=41&r=" + row + ".");
            }
            return new Position.Cell(of, row, name);
        }
        if (statement != null) {
            return new Position.Statement(statement);
        }
        Position found = range != null ? range : time;
        if (found == null) {
            throw new PositionException(0, "there is no position", FORMS);
        }
        return found;
    }

    private void split() throws PositionException {
        int at = 0;
        for (String part : text.split("&", -1)) {
            int equals = part.indexOf('=');
            String name = equals < 0 ? part : part.substring(0, equals);
            if (!PLACES.contains(name) && !VIEWS.contains(name)) {
                throw new PositionException(
                        at,
                        part.isEmpty()
                                ? "something is missing here"
                                : "\"" + name + "\" is no part of a position",
                        FORMS);
            }
            if (equals < 0 || equals == part.length() - 1) {
                throw new PositionException(
                        at + part.length(), "\"" + name + "\" has no value", FORMS);
            }
            Part value = new Part(part.substring(equals + 1), at + equals + 1);
            if (parts.put(name, value) != null) {
                throw new PositionException(at, "\"" + name + "\" is there twice", FORMS);
            }
            at += part.length() + 1;
        }
    }

    private int at(String name) {
        Part part = parts.get(name);
        return part == null ? 0 : part.at();
    }

    private @Nullable Long number(String name, String what, String example)
            throws PositionException {
        Part part = parts.get(name);
        if (part == null) {
            return null;
        }
        long number = NUMBER.matcher(part.value()).matches() ? Long.parseLong(part.value()) : 0;
        if (number == 0) {
            throw new PositionException(
                    part.at(),
                    "\"" + part.value() + "\" is no number of " + what + "; they count from 1",
                    "Write " + example + ".");
        }
        return number;
    }

    private @Nullable Position range() throws PositionException {
        Part part = parts.get("sel");
        if (part == null) {
            return null;
        }
        Matcher matcher = RANGE.matcher(part.value());
        if (matcher.matches()) {
            long one = Long.parseLong(matcher.group(1));
            long other = Long.parseLong(matcher.group(2));
            if (one > 0 && other > 0) {
                return one == other
                        ? new Position.Statement(one)
                        : new Position.Range(Math.min(one, other), Math.max(one, other));
            }
        }
        throw new PositionException(
                part.at(),
                "\"" + part.value() + "\" is no range of statements; they count from 1",
                "Write sel=41-47.");
    }

    private static @Nullable Long firstOf(@Nullable Position range) {
        return switch (range) {
            case Position.Range(long from, _) -> from;
            case Position.Statement(long ordinal) -> ordinal;
            case null, default -> null;
        };
    }

    private @Nullable Position time() throws PositionException {
        Part part = parts.get("t");
        if (part == null) {
            return null;
        }
        Matcher matcher = OFFSET.matcher(part.value());
        if (matcher.matches()) {
            return new Position.Time(
                    new BigDecimal(matcher.group(1))
                            .movePointRight(6)
                            .setScale(0, RoundingMode.DOWN)
                            .longValueExact());
        }
        try {
            return new Position.Clock(Instant.parse(part.value()));
        } catch (DateTimeException e) {
            throw new PositionException(
                    part.at(),
                    "\"" + part.value() + "\" is no time",
                    "Write seconds since the session began, t=+92.4s, or a time in UTC,"
                            + " t=2026-11-21T01:20:03.123Z.");
        }
    }

    private static String decoded(Part part) throws PositionException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        String value = part.value();
        for (int i = 0; i < value.length(); ) {
            int point = value.codePointAt(i);
            if (point != '%') {
                bytes.writeBytes(Character.toString(point).getBytes(StandardCharsets.UTF_8));
                i += Character.charCount(point);
                continue;
            }
            int high = i + 2 < value.length() ? Character.digit(value.charAt(i + 1), 16) : -1;
            int low = high < 0 ? -1 : Character.digit(value.charAt(i + 2), 16);
            if (low < 0) {
                throw badEscape(part.at() + i);
            }
            bytes.write(high * 16 + low);
            i += 3;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw badEscape(part.at());
        }
    }

    private static PositionException badEscape(int at) {
        return new PositionException(
                at,
                "what stands here is no character",
                "Write % as %25, & as %26, and other characters as they are.");
    }

    /// A column's name as it stands in a link.
    static String encoded(String name) {
        StringBuilder made = new StringBuilder();
        for (byte each : name.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (each & 0xff);
            boolean isPlain =
                    (c >= 'a' && c <= 'z')
                            || (c >= 'A' && c <= 'Z')
                            || (c >= '0' && c <= '9')
                            || PLAIN.indexOf(c) >= 0;
            if (isPlain) {
                made.append(c);
            } else {
                made.append('%')
                        .append(Character.toUpperCase(Character.forDigit(c >> 4, 16)))
                        .append(Character.toUpperCase(Character.forDigit(c & 15, 16)));
            }
        }
        return made.toString();
    }
}
