package dev.postern.broker.store.value;

import dev.postern.broker.store.chunk.Tokenizer;

import org.jspecify.annotations.Nullable;

import java.util.function.Consumer;

/// Takes a value apart into what it is found by.
///
/// A text is its words (runs of letters, digits and `_`) and the pairs of neighbours among them, upper and lower case
/// alike. A number is its canonical decimal form; a date, a time or a UUID is one thing, found whole. Telephone numbers
/// and IBANs are found in any text, however they are grouped.
final class ValueElements {

    /// So many characters of a value are looked at.
    static final int MAX_CHARS = 1 << 20;

    /// The last digits of a telephone number, by which it is found.
    static final int PHONE_DIGITS = 7;

    private static final int MOST_PHONE_DIGITS = 15;
    private static final int SHORTEST_IBAN = 15;
    private static final int LONGEST_IBAN = 34;
    private static final int LONGEST_NUMBER = 80;
    private static final int LONGEST_ATOM = 40;
    private static final int MOST_PHONE_CHARS = 26;
    private static final int SHORTEST_ATOM = 5;
    private static final String PHONE_CHARS = " ()./-";
    private static final String DATE_TIME_CHARS = ":.+z-";
    private static final String SECONDS_CHARS = ".";
    private static final String OFFSET_CHARS = ":";
    private static final int UUID_CHARS = 36;

    private ValueElements() {}

    /// What an element is.
    enum Kind {
        WORD('w'),
        PAIR('p'),
        ATOM('a'),
        NUMBER('n'),
        PHONE('t'),
        IBAN('i');

        private final char mark;

        Kind(char mark) {
            this.mark = mark;
        }

        /// Keeps the tokens of one kind apart from those of another.
        char mark() {
            return mark;
        }
    }

    /// Is told of elements.
    @FunctionalInterface
    interface Sink {
        void element(Kind kind, String normal);

        /// A normal text, whose words and pairs are elements too.
        default void text(String normal) {
            words(normal, this);
        }
    }

    /// Is told where the words of a text are.
    @FunctionalInterface
    interface Words {
        void word(int from, int to);
    }

    /// Tells `sink` the elements of a value.
    static void of(String value, Sink sink) {
        String text = normal(value);
        if (text.isEmpty()) {
            return;
        }
        String number = number(text);
        if (number != null) {
            boolean isWord = isDigits(text);
            if (isWord) {
                sink.element(Kind.WORD, text);
            }
            if (!isWord || !number.equals(text)) {
                sink.element(Kind.NUMBER, number);
            }
            if (text.length() >= PHONE_DIGITS) {
                phones(text, digits -> phone(digits, sink));
            }
            return;
        }
        if (isAtom(text)) {
            sink.element(Kind.ATOM, text);
            return;
        }
        sink.text(text);
        int digits = digits(text);
        if (digits >= PHONE_DIGITS) {
            phones(text, found -> phone(found, sink));
        }
        if (digits >= 2 && text.length() >= SHORTEST_IBAN) {
            ibans(text, iban -> sink.element(Kind.IBAN, iban));
        }
    }

    /// Tells `sink` the words of a text and the pairs among them.
    static void words(String text, Sink sink) {
        eachWord(
                text,
                new Words() {
                    private @Nullable String before;

                    @Override
                    public void word(int from, int to) {
                        String word = text.substring(from, to);
                        sink.element(Kind.WORD, word);
                        if (before != null) {
                            sink.element(Kind.PAIR, pair(before, word));
                        }
                        before = word;
                    }
                });
    }

    /// Two words, one behind the other, as one element.
    static String pair(String first, String second) {
        return first + '\0' + second;
    }

    /// Tells `each` where the words of a text are, in order.
    static void eachWord(String text, Words each) {
        int length = text.length();
        int from = 0;
        for (int i = 0; i <= length; i++) {
            if (i == length || !isWord(text.charAt(i))) {
                if (i > from) {
                    each.word(from, i);
                }
                from = i + 1;
            }
        }
    }

    private static void phone(String digits, Sink sink) {
        sink.element(Kind.PHONE, digits.substring(digits.length() - PHONE_DIGITS));
    }

    /// `value` without spaces around it, in lower case; only its beginning if it is very long.
    static String normal(String value) {
        String part = value.length() > MAX_CHARS ? value.substring(0, MAX_CHARS) : value;
        return Tokenizer.fold(part.strip());
    }

    /// The canonical form of a number without spaces around it: a minus if it is below zero, no zeros that say nothing. Null
    /// if it is no number: digits, perhaps with a sign and a point between digits.
    static @Nullable String number(String text) {
        int length = text.length();
        char first = text.charAt(0);
        int from = first == '-' || first == '+' ? 1 : 0;
        if (length > LONGEST_NUMBER || from == length || !isDigit(text.charAt(from))) {
            return null;
        }
        int point = skipDigits(text, from);
        int end = point;
        if (point < length) {
            end = text.charAt(point) == '.' ? skipDigits(text, point + 1) : point;
            if (end < length || end == point + 1) {
                return null;
            }
        }
        while (from < point - 1 && text.charAt(from) == '0') {
            from++;
        }
        while (end > point && (text.charAt(end - 1) == '0' || end - 1 == point)) {
            end--;
        }
        boolean isZero = end == point && point - from == 1 && text.charAt(from) == '0';
        return first == '-' && !isZero
                ? "-" + text.substring(from, end)
                : text.substring(from, end);
    }

    private static int skipDigits(String text, int from) {
        int at = from;
        while (at < text.length() && isDigit(text.charAt(at))) {
            at++;
        }
        return at;
    }

    /// Whether a normal text is a date, a time or a UUID: `8-4-4-4-12` hexadecimal digits; `yyyy-mm-dd`, perhaps with a time
    /// behind a space or `t`; `hh:mm`, perhaps with seconds and an offset.
    static boolean isAtom(String text) {
        int length = text.length();
        if (length < SHORTEST_ATOM || length > LONGEST_ATOM) {
            return false;
        }
        return isUuid(text) || (isDigit(text.charAt(0)) && (isDate(text) || isTime(text)));
    }

    private static boolean isUuid(String text) {
        if (text.length() != UUID_CHARS) {
            return false;
        }
        for (int i = 0; i < UUID_CHARS; i++) {
            char c = text.charAt(i);
            boolean isDash = i == 8 || i == 13 || i == 18 || i == 23;
            if (isDash ? c != '-' : !isDigit(c) && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }

    private static boolean isDate(String text) {
        int year = skipDigits(text, 0);
        int end = year + 6;
        int length = text.length();
        if (year < 4
                || year > 6
                || length < end
                || text.charAt(year) != '-'
                || skipDigits(text, year + 1) != year + 3
                || text.charAt(year + 3) != '-'
                || skipDigits(text, year + 4) < end) {
            return false;
        }
        if (length == end) {
            return true;
        }
        boolean isClock = text.charAt(end) == ' ' || text.charAt(end) == 't';
        int time = length - end - 1;
        return isClock && time >= 5 && time <= 24 && skip(text, end + 1, DATE_TIME_CHARS) == length;
    }

    private static boolean isTime(String text) {
        int length = text.length();
        if (skipDigits(text, 0) != 2 || text.charAt(2) != ':' || skipDigits(text, 3) < 5) {
            return false;
        }
        int at = 5;
        if (at + 1 < length && text.charAt(at) == ':') {
            int seconds = skip(text, at + 1, SECONDS_CHARS);
            at = seconds > at + 1 ? seconds : at;
        }
        if (at + 1 < length && (text.charAt(at) == '+' || text.charAt(at) == '-')) {
            at = skip(text, at + 1, OFFSET_CHARS);
        }
        return at == length;
    }

    /// The end of the run of digits and of `others` that begins at `from`.
    private static int skip(String text, int from, String others) {
        int at = from;
        while (at < text.length()
                && (isDigit(text.charAt(at)) || others.indexOf(text.charAt(at)) >= 0)) {
            at++;
        }
        return at;
    }

    /// The digits of everything in a text that looks like a telephone number, without the zeros they begin with: 7 to 26
    /// digits, spaces, `(`, `)`, `.`, `/` and `-`, a digit first and last.
    static void phones(String text, Consumer<String> each) {
        int length = text.length();
        int at = 0;
        while (at < length) {
            if (!isDigit(text.charAt(at))) {
                at++;
                continue;
            }
            int end = Math.min(at + MOST_PHONE_CHARS, skip(text, at, PHONE_CHARS));
            while (end > at && !isDigit(text.charAt(end - 1))) {
                end--;
            }
            if (end - at < PHONE_DIGITS) {
                at++;
                continue;
            }
            String digits = digitsOf(text, at, end);
            if (digits.length() >= PHONE_DIGITS && digits.length() <= MOST_PHONE_DIGITS) {
                each.accept(digits);
            }
            at = end;
        }
    }

    /// The digits from `from` to `to`, without the zeros they begin with.
    private static String digitsOf(String text, int from, int to) {
        StringBuilder digits = new StringBuilder(to - from);
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (isDigit(c) && (c != '0' || !digits.isEmpty())) {
                digits.append(c);
            }
        }
        return digits.toString();
    }

    /// The IBANs in a normal text, without spaces: those whose check digits are right. One begins where a word does: two
    /// letters, two digits, then 11 to 30 letters and digits, perhaps with a space before each.
    static void ibans(String text, Consumer<String> each) {
        int last = text.length() - SHORTEST_IBAN;
        for (int start = 0; start <= last; start++) {
            if (isDigit(text.charAt(start + 2))
                    && isDigit(text.charAt(start + 3))
                    && isLetter(text.charAt(start))
                    && isLetter(text.charAt(start + 1))
                    && (start == 0 || !isLetterOrDigit(text.charAt(start - 1)))) {
                ibansAt(text, start, each);
            }
        }
    }

    private static void ibansAt(String text, int start, Consumer<String> each) {
        StringBuilder letters = new StringBuilder(LONGEST_IBAN).append(text, start, start + 4);
        int at = start + 4;
        int length = text.length();
        while (letters.length() < LONGEST_IBAN) {
            if (at + 1 < length && text.charAt(at) == ' ') {
                at++;
            }
            if (at == length || !isLetterOrDigit(text.charAt(at))) {
                return;
            }
            letters.append(text.charAt(at++));
            boolean ends = at == length || !isWord(text.charAt(at));
            if (ends && isIban(letters)) {
                each.accept(letters.toString());
            }
        }
    }

    /// ISO 13616: the number that letters and digits make, the first four last, is 1 modulo 97.
    private static boolean isIban(CharSequence text) {
        if (text.length() < SHORTEST_IBAN) {
            return false;
        }
        int rest = 0;
        for (int i = 0; i < text.length(); i++) {
            int value = Character.digit(text.charAt((i + 4) % text.length()), 36);
            rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
        }
        return rest == 1;
    }

    private static int digits(String text) {
        int digits = 0;
        for (int i = 0; i < text.length(); i++) {
            digits += isDigit(text.charAt(i)) ? 1 : 0;
        }
        return digits;
    }

    static boolean isDigits(String text) {
        return !text.isEmpty() && digits(text) == text.length();
    }

    static boolean isWord(char c) {
        return c < 0x80
                ? isLetterOrDigit(c) || (c >= 'A' && c <= 'Z') || c == '_'
                : Character.isLetterOrDigit(c);
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isLetter(char c) {
        return c >= 'a' && c <= 'z';
    }

    private static boolean isLetterOrDigit(char c) {
        return isLetter(c) || isDigit(c);
    }
}
