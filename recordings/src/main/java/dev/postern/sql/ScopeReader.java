package dev.postern.sql;

import dev.postern.sql.AccessScope.Entry;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// Reads one entry of a scope. Not thread-safe.
final class ScopeReader {

    private static final int MAX_NAME_BYTES = 63;
    private static final int SHOWN_CHARS = 80;
    private static final String FORMS =
            "Write read:TABLE or write:TABLE, as in read:orders, read:public.orders, read:public.*"
                    + " or write:*.";

    private final String entry;
    private int at;

    ScopeReader(String text) {
        this.entry = text.strip();
    }

    /// A name as SQL writes it: without quotes where PostgreSQL reads it as itself then.
    static String quoted(String name) {
        boolean isPlain = !name.isEmpty() && isStart(name.charAt(0));
        for (int i = 0; i < name.length() && isPlain; i++) {
            char c = name.charAt(i);
            isPlain = isPart(c) && !(c >= 'A' && c <= 'Z');
        }
        return isPlain ? name : "\"" + name.replace("\"", "\"\"") + "\"";
    }

    Entry read() throws ScopeException {
        if (entry.isEmpty()) {
            throw wrong(0, "it is empty", FORMS);
        }
        if (entry.length() > AccessScope.MAX_CHARS) {
            throw wrong(
                    AccessScope.MAX_CHARS,
                    "it has "
                            + entry.length()
                            + " characters, at most "
                            + AccessScope.MAX_CHARS
                            + " fit",
                    FORMS);
        }
        checkSigns();
        boolean changes = changes();
        if (isAll()) {
            return end(new Entry(changes, null, null));
        }
        String first = name();
        if (at == entry.length() || entry.charAt(at) != '.') {
            return end(new Entry(changes, null, first));
        }
        at++;
        if (isAll()) {
            return end(new Entry(changes, first, null));
        }
        Entry read = new Entry(changes, first, name());
        if (at < entry.length() && entry.charAt(at) == '.') {
            throw wrong(
                    at,
                    "a name has two parts at most",
                    "Write SCHEMA.TABLE; the database of a request is chosen by itself"
                            + " (--database).");
        }
        return end(read);
    }

    /// Who decides must see what is asked for: signs that cannot be seen, or that turn the text around, are none of a name.
    private void checkSigns() throws ScopeException {
        int sign;
        for (int i = 0; i < entry.length(); i += Character.charCount(sign)) {
            sign = entry.codePointAt(i);
            if (isHidden(sign)) {
                throw wrong(
                        i,
                        String.format(Locale.ROOT, "U+%04X is a sign that cannot be seen", sign),
                        "Leave it out; a table with such a name is covered by SCHEMA.*.");
            }
        }
    }

    private static boolean isHidden(int sign) {
        return switch (Character.getType(sign)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED,
                    Character.PRIVATE_USE,
                    Character.SURROGATE ->
                    true;
            case Character.SPACE_SEPARATOR -> sign != ' ';
            default -> false;
        };
    }

    private boolean changes() throws ScopeException {
        int colon = entry.indexOf(':');
        String word = colon < 0 ? "" : folded(entry.substring(0, colon));
        if (!word.equals("read") && !word.equals("write")) {
            throw wrong(0, "it begins with neither read: nor write:", FORMS);
        }
        at = colon + 1;
        return word.equals("write");
    }

    private boolean isAll() {
        if (at < entry.length() && entry.charAt(at) == '*') {
            at++;
            return true;
        }
        return false;
    }

    private String name() throws ScopeException {
        int start = at;
        if (at == entry.length()) {
            throw wrong(at, "the name of a table is missing", FORMS);
        }
        String name = entry.charAt(at) == '"' ? quotedName() : plainName();
        if (name.getBytes(StandardCharsets.UTF_8).length > MAX_NAME_BYTES) {
            throw wrong(
                    start,
                    "a name of PostgreSQL has at most " + MAX_NAME_BYTES + " bytes",
                    "Write the name as \\d shows it.");
        }
        return name;
    }

    private String plainName() throws ScopeException {
        int start = at;
        if (!isStart(entry.charAt(at))) {
            throw wrong(
                    at,
                    "no name begins with "
                            + shown(entry.substring(at, entry.offsetByCodePoints(at, 1))),
                    "Write a name that is not plain letters, digits and _ in double quotes, as in"
                            + " read:public.\"Order Lines\".");
        }
        while (at < entry.length() && isPart(entry.charAt(at))) {
            at++;
        }
        return folded(entry.substring(start, at));
    }

    private String quotedName() throws ScopeException {
        int start = at++;
        StringBuilder name = new StringBuilder();
        while (at < entry.length()) {
            char c = entry.charAt(at++);
            if (c != '"') {
                name.append(c);
            } else if (at < entry.length() && entry.charAt(at) == '"') {
                name.append('"');
                at++;
            } else if (name.isEmpty()) {
                throw wrong(start, "nothing stands between the quotes", FORMS);
            } else if (name.indexOf(".") >= 0) {
                throw wrong(
                        start,
                        "a name with a full stop in it cannot be told from SCHEMA.TABLE",
                        "Ask for all tables instead: read:* or write:*.");
            } else {
                return name.toString();
            }
        }
        throw wrong(
                start,
                "the quote that begins here never ends",
                "Close it; a quote within a name is written twice.");
    }

    private Entry end(Entry read) throws ScopeException {
        if (at < entry.length()) {
            throw wrong(
                    at,
                    shown(entry.substring(at, entry.offsetByCodePoints(at, 1)))
                            + " stands behind the name",
                    entry.charAt(at) == ','
                            ? "Write each table as an entry of its own."
                            : "Write a name that is not plain letters, digits and _ in double"
                                    + " quotes, as in read:public.\"Order Lines\".");
        }
        return read;
    }

    private ScopeException wrong(int position, String what, String hint) {
        return new ScopeException(
                "The scope "
                        + shown(entry)
                        + " is wrong at character "
                        + (position + 1)
                        + ": "
                        + what
                        + ".",
                hint);
    }

    private static String shown(String text) {
        StringBuilder shown = new StringBuilder("`");
        text.codePoints()
                .limit(SHOWN_CHARS)
                .map(sign -> isHidden(sign) ? 0xFFFD : sign)
                .forEach(shown::appendCodePoint);
        boolean isCut = text.codePointCount(0, text.length()) > SHOWN_CHARS;
        return shown.append(isCut ? "…`" : "`").toString();
    }

    /// As PostgreSQL folds a name without quotes: the letters of ASCII alone.
    private static String folded(String name) {
        StringBuilder folded = new StringBuilder(name);
        for (int i = 0; i < folded.length(); i++) {
            char c = folded.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                folded.setCharAt(i, (char) (c + ('a' - 'A')));
            }
        }
        return folded.toString();
    }

    private static boolean isStart(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80;
    }

    private static boolean isPart(char c) {
        return isStart(c) || (c >= '0' && c <= '9') || c == '$';
    }
}
