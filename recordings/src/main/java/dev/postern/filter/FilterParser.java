package dev.postern.filter;

import dev.postern.filter.FilterKey.Form;
import dev.postern.filter.FilterTerm.Comparison;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// Reads one filter; see [Filter#parse]. Not thread-safe.
final class FilterParser {

    private static final String OR = "OR";
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,15}");
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(us|ms|s|m|h)");
    private static final Pattern FINGERPRINT = Pattern.compile("[0-9a-f]{16}");
    private static final Map<String, Long> MICROS =
            Map.of("us", 1L, "ms", 1_000L, "s", 1_000_000L, "m", 60_000_000L, "h", 3_600_000_000L);
    private static final Pattern SIZE =
            Pattern.compile("([0-9]{1,6})(kb|mb|gb|tb)|([0-9]{1,15})b?");
    private static final Map<String, Long> BYTES =
            Map.of("kb", 1L << 10, "mb", 1L << 20, "gb", 1L << 30, "tb", 1L << 40);
    private static final int NEAR = 2;

    private final String input;
    private int at;

    FilterParser(String input) {
        this.input = input;
    }

    Filter parse() throws FilterException {
        if (input.length() > Filter.MAX_CHARS) {
            throw new FilterException(
                    Filter.MAX_CHARS,
                    "The filter has "
                            + input.length()
                            + " characters, the limit is "
                            + Filter.MAX_CHARS
                            + ".",
                    "Shorten it.");
        }
        List<Filter.Clause> clauses = new ArrayList<>();
        List<FilterTerm> terms = new ArrayList<>();
        int orAt = -1;
        skipSpace();
        while (at < input.length()) {
            if (isOr()) {
                if (terms.isEmpty() || orAt >= 0) {
                    throw new FilterException(
                            at,
                            "`OR` has nothing before it.",
                            "Write one term on each side, or \"OR\" in quotes for the word.");
                }
                orAt = at;
                at += OR.length();
            } else {
                FilterTerm term = term();
                if (orAt < 0 && !terms.isEmpty()) {
                    clauses.add(new Filter.Clause(terms));
                    terms = new ArrayList<>();
                }
                terms.add(term);
                orAt = -1;
            }
            skipSpace();
        }
        if (orAt >= 0) {
            throw new FilterException(
                    orAt,
                    "`OR` has nothing behind it.",
                    "Write one term on each side, or \"OR\" in quotes for the word.");
        }
        if (!terms.isEmpty()) {
            clauses.add(new Filter.Clause(terms));
        }
        return new Filter(clauses);
    }

    private boolean isOr() {
        return input.startsWith(OR, at)
                && (at + OR.length() == input.length() || input.charAt(at + OR.length()) == ' ');
    }

    private FilterTerm term() throws FilterException {
        int start = at;
        boolean negated =
                input.charAt(at) == '-' && at + 1 < input.length() && input.charAt(at + 1) != ' ';
        if (negated) {
            at++;
        }
        int keyAt = at;
        while (at < input.length() && Character.isLetter(input.charAt(at))) {
            at++;
        }
        if (at == keyAt || at == input.length() || input.charAt(at) != ':') {
            at = keyAt;
            String text = value();
            if (text.isBlank()) {
                throw new FilterException(
                        keyAt, "There is no text to look for.", "Write a word between the quotes.");
            }
            return new FilterTerm(FilterKey.TEXT, Comparison.IS, text, negated, start);
        }
        FilterKey key = key(keyAt, input.substring(keyAt, at));
        at++;
        return keyed(key, negated, start);
    }

    private static FilterKey key(int keyAt, String written) throws FilterException {
        String word = written.toLowerCase(Locale.ROOT);
        if (word.equals("col")) {
            return FilterKey.COLUMN;
        }
        FilterKey nearest = null;
        int least = NEAR + 1;
        for (FilterKey key : FilterKey.values()) {
            int distance = distance(word, key.word());
            if (distance == 0) {
                return key;
            }
            if (distance < least && distance < key.word().length()) {
                least = distance;
                nearest = key;
            }
        }
        throw new FilterException(
                keyAt,
                "`" + word + ":` is not a filter key.",
                (nearest == null
                                ? "Known keys: " + FilterKey.all() + "."
                                : "Did you mean " + nearest.word() + ":?")
                        + " To search for the text itself, put it in quotes.");
    }

    private FilterTerm keyed(FilterKey key, boolean negated, int start) throws FilterException {
        int valueAt = at;
        Comparison comparison = comparison(key);
        boolean quoted = at < input.length() && input.charAt(at) == '"';
        String value = at < input.length() && input.charAt(at) != ' ' ? value() : "";
        if (value.isEmpty()) {
            throw new FilterException(
                    valueAt,
                    "`" + key.word() + ":` has no value.",
                    "Write " + key.word() + ":VALUE without a space.");
        }
        if (key.form() == Form.TEXT
                && comparison == Comparison.IS
                && value.endsWith("*")
                && !quoted) {
            comparison = Comparison.BEGINS_WITH;
            value = value.substring(0, value.length() - 1);
        }
        return new FilterTerm(
                key, comparison, checked(key, comparison, value, valueAt), negated, start);
    }

    private Comparison comparison(FilterKey key) throws FilterException {
        int signAt = at;
        String sign = sign();
        Comparison comparison =
                switch (sign) {
                    case ">" -> Comparison.MORE_THAN;
                    case ">=" -> Comparison.AT_LEAST;
                    case "<" -> Comparison.LESS_THAN;
                    case "<=" -> Comparison.AT_MOST;
                    case "~" -> Comparison.MATCHES;
                    default -> Comparison.IS;
                };
        boolean measured = key.isMeasured();
        boolean fits =
                switch (comparison) {
                    case IS, BEGINS_WITH -> true;
                    case MATCHES -> key.form() == Form.TEXT;
                    case AT_LEAST, AT_MOST, MORE_THAN, LESS_THAN -> measured;
                };
        if (!fits) {
            throw new FilterException(
                    signAt,
                    "`" + sign + "` does not go with `" + key.word() + ":`.",
                    measured || comparison != Comparison.MATCHES
                            ? "Sizes are compared with rows: dur: length: returned: and bytes:."
                            : "Regular expressions go with user: group: target: db: role: app:"
                                    + " ticket: verb: and error:.");
        }
        return comparison;
    }

    private String sign() {
        String sign = "";
        while (at < input.length() && sign.length() < 2 && "<>=~".indexOf(input.charAt(at)) >= 0) {
            if (sign.equals("~") || (!sign.isEmpty() && input.charAt(at) != '=')) {
                break;
            }
            sign += input.charAt(at++);
        }
        return sign;
    }

    private static String checked(FilterKey key, Comparison comparison, String value, int valueAt)
            throws FilterException {
        String lower = value.toLowerCase(Locale.ROOT);
        if (key == FilterKey.FP && !FINGERPRINT.matcher(lower).matches()) {
            throw wrong(key, value, valueAt, "Write the 16 hexadecimal digits of a fingerprint.");
        }
        return switch (key.form()) {
            case TEXT -> comparison == Comparison.MATCHES ? expression(value, valueAt) : value;
            case PHRASE -> key == FilterKey.FP ? lower : value;
            case WORD -> {
                if (!key.words().contains(lower)) {
                    throw wrong(key, value, valueAt, "Write " + choices(key) + ".");
                }
                yield lower;
            }
            case NUMBER -> {
                if (!NUMBER.matcher(value).matches()) {
                    throw wrong(
                            key, value, valueAt, "Write a number, as in " + key.word() + ":>1000.");
                }
                yield value;
            }
            case DURATION -> duration(key, lower, valueAt);
            case SIZE -> size(key, lower, valueAt);
            case TIME -> {
                if (TimeStretch.read(value, Instant.EPOCH).isEmpty()) {
                    throw wrong(key, value, valueAt, times(key));
                }
                yield lower;
            }
        };
    }

    private static String duration(FilterKey key, String value, int valueAt)
            throws FilterException {
        Matcher matcher = DURATION.matcher(value);
        Long unit = matcher.matches() ? MICROS.get(matcher.group(2)) : null;
        if (unit == null) {
            throw wrong(
                    key,
                    value,
                    valueAt,
                    "Write a number with us, ms, s, m or h, as in " + key.word() + ":>2s.");
        }
        return Long.toString(Math.multiplyExact(Long.parseLong(matcher.group(1)), unit));
    }

    private static String size(FilterKey key, String value, int valueAt) throws FilterException {
        Matcher matcher = SIZE.matcher(value);
        if (!matcher.matches()) {
            throw wrong(
                    key,
                    value,
                    valueAt,
                    "Write a number, perhaps with kb, mb, gb or tb, as in "
                            + key.word()
                            + ":>10mb.");
        }
        Long unit = BYTES.get(String.valueOf(matcher.group(2)));
        return unit == null
                ? matcher.group(3)
                : Long.toString(Long.parseLong(matcher.group(1)) * unit);
    }

    private static String times(FilterKey key) {
        String word = key.word() + ":";
        return "Write "
                + word
                + "today, "
                + word
                + "yesterday, a day of UTC as in "
                + word
                + "2026-11-21, "
                + word
                + "2026-11-21T01:20:03Z, or "
                + word
                + "-2h for two hours ago.";
    }

    private static String expression(String value, int valueAt) throws FilterException {
        try {
            return Pattern.compile(value).pattern();
        } catch (PatternSyntaxException e) {
            throw new FilterException(
                    valueAt + 1 + Math.max(0, e.getIndex()),
                    "The regular expression is wrong: " + e.getDescription() + ".",
                    "Put a backslash before a sign that stands for itself.");
        }
    }

    private static String choices(FilterKey key) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < key.words().size(); i++) {
            boolean last = i == key.words().size() - 1;
            text.append(i == 0 ? "" : last ? " or " : ", ");
            text.append(key.word()).append(':').append(key.words().get(i));
        }
        return text.toString();
    }

    private static FilterException wrong(FilterKey key, String value, int at, String hint) {
        return new FilterException(at, "`" + key.word() + ":" + value + "` is not known.", hint);
    }

    /// A word, or what stands between quotes; inside them `\"` is a quote and `\\` a backslash.
    private String value() throws FilterException {
        if (input.charAt(at) != '"') {
            int from = at;
            while (at < input.length() && input.charAt(at) != ' ') {
                at++;
            }
            return input.substring(from, at);
        }
        int quoteAt = at++;
        StringBuilder text = new StringBuilder();
        while (at < input.length() && input.charAt(at) != '"') {
            if (input.charAt(at) == '\\' && at + 1 < input.length()) {
                at++;
            }
            text.append(input.charAt(at++));
        }
        if (at == input.length()) {
            throw new FilterException(
                    quoteAt,
                    "The quote that begins here never ends.",
                    "Close it: " + input.substring(quoteAt) + "\"");
        }
        at++;
        return text.toString();
    }

    private void skipSpace() {
        while (at < input.length() && input.charAt(at) == ' ') {
            at++;
        }
    }

    /// How many letters have to be added, taken away or changed to make `b` of `a`.
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
