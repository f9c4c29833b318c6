package dev.postern.broker.index;

import dev.postern.broker.store.sql.IndexQuery.Criterion;
import dev.postern.broker.store.sql.IndexQuery.Kind;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Reads the filter grammar: words separated by spaces, all of which must hold.
///
/// `key:value` looks at one property, a bare word or `"quoted phrase"` at the SQL and the error texts, and a `-` in
/// front negates. Quotes may stand around any value; inside them `\"` is a quote and `\\` a backslash.
public final class Filter {

    /// The longest filter, in characters.
    public static final int MAX_CHARS = 2_000;

    private static final Map<String, Kind> KEYS =
            Map.of(
                    "user", Kind.USER,
                    "target", Kind.TARGET,
                    "db", Kind.DATABASE,
                    "role", Kind.ROLE,
                    "app", Kind.APPLICATION,
                    "state", Kind.STATE,
                    "text", Kind.TEXT);
    private static final List<String> STATES = List.of("live", "ended", "recovered");
    private static final String KNOWN_KEYS = "user: target: db: role: app: state: has: text:";

    private final String input;
    private final List<Criterion> criteria = new ArrayList<>();
    private int at;

    private Filter(String input) {
        this.input = input;
    }

    /// The criteria that `input` asks for; none for a blank one.
    public static List<Criterion> parse(String input) throws FilterException {
        if (input.length() > MAX_CHARS) {
            throw new FilterException(
                    MAX_CHARS,
                    "The filter has "
                            + input.length()
                            + " characters, the limit is "
                            + MAX_CHARS
                            + ".",
                    "Shorten it.");
        }
        Filter filter = new Filter(input);
        filter.skipSpace();
        while (filter.at < input.length()) {
            filter.term();
            filter.skipSpace();
        }
        return List.copyOf(filter.criteria);
    }

    private void term() throws FilterException {
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
            add(Kind.TEXT, value(start), negated);
            return;
        }
        String key = input.substring(keyAt, at).toLowerCase(Locale.ROOT);
        at++;
        int valueAt = at;
        String value = at < input.length() ? value(start) : "";
        if (value.isEmpty()) {
            throw new FilterException(
                    valueAt,
                    "`" + key + ":` has no value.",
                    "Write " + key + ":VALUE without a space.");
        }
        keyed(key, keyAt, value, valueAt, negated);
    }

    private void keyed(String key, int keyAt, String value, int valueAt, boolean negated)
            throws FilterException {
        if (key.equals("has")) {
            switch (value.toLowerCase(Locale.ROOT)) {
                case "error" -> add(Kind.HAS_ERROR, "", negated);
                case "write" -> add(Kind.HAS_WRITE, "", negated);
                default ->
                        throw new FilterException(
                                valueAt,
                                "`has:" + value + "` is not known.",
                                "Write has:error or has:write.");
            }
            return;
        }
        Kind kind = KEYS.get(key);
        if (kind == null) {
            throw new FilterException(
                    keyAt,
                    "`" + key + ":` is not a filter key.",
                    "Known keys: "
                            + KNOWN_KEYS
                            + ". To search for the text itself, put it in quotes.");
        }
        if (kind == Kind.STATE && !STATES.contains(value.toLowerCase(Locale.ROOT))) {
            throw new FilterException(
                    valueAt,
                    "`state:" + value + "` is not known.",
                    "Write state:live, state:ended or state:recovered.");
        }
        add(kind, value, negated);
    }

    private void add(Kind kind, String value, boolean negated) {
        if (kind != Kind.TEXT || !value.isBlank()) {
            criteria.add(new Criterion(kind, value, negated));
        }
    }

    private String value(int termAt) throws FilterException {
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
                    "Close it: " + input.substring(termAt) + "\"");
        }
        at++;
        return text.toString();
    }

    private void skipSpace() {
        while (at < input.length() && input.charAt(at) == ' ') {
            at++;
        }
    }
}
