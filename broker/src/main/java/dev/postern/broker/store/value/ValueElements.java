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

    private static final int SHORTEST_IBAN = 15;
    private static final int LONGEST_IBAN = 34;
    private static final int LONGEST_NUMBER = 80;
    private static final int LONGEST_ATOM = 40;
    private static final int SHORTEST_ATOM = 5;
    private static final String DATE_TIME_CHARS = ":.+z-";
    private static final String SECONDS_CHARS = ".";
    private static final String OFFSET_CHARS = ":";
    private static final int UUID_CHARS = 36;

    /// The characters of ASCII of which words are made.
    private static final boolean[] WORD = wordCharacters();

    private ValueElements() {}

    /// What an element is.
    enum Kind {
        WORD('w'),
        ATOM('a'),
        NUMBER('n'),
        PHONE('t'),
        IBAN('i');

        private final byte mark;

        Kind(char mark) {
            this.mark = (byte) mark;
        }

        /// Keeps the tokens of one kind apart from those of another, and from those of pairs of words.
        byte mark() {
            return mark;
        }
    }

    /// Is told of the elements of a text.
    interface Sink {

        /// An element that stands in the text as it is.
        void element(Kind kind, int from, int to);

        void element(Kind kind, String normal);

        /// The text's words, and the pairs of neighbours among them, are elements too; see [#eachWord].
        void words();
    }

    /// Is told where in a text something is.
    @FunctionalInterface
    interface Places {
        void found(int from, int to);
    }

    /// Tells `sink` the elements of a value.
    static void of(NormalText text, Sink sink) {
        int length = text.length();
        if (length == 0) {
            return;
        }
        String number = null;
        if (length <= LONGEST_NUMBER && skipDigits(text, 0) == length) {
            sink.element(Kind.WORD, 0, length);
            number = text.charAt(0) == '0' && length > 1 ? number(text) : "";
        } else {
            number = number(text);
        }
        if (number != null) {
            if (!number.isEmpty()) {
                sink.element(Kind.NUMBER, number);
            }
            PhoneNumbers.find(text, (from, to) -> phone(text, to, sink));
        } else if (isAtom(text)) {
            sink.element(Kind.ATOM, 0, length);
        } else {
            sink.words();
            PhoneNumbers.find(text, (from, to) -> phone(text, to, sink));
            ibans(text, iban -> sink.element(Kind.IBAN, iban));
        }
    }

    /// Tells `each` where the words of a text are, in order.
    static void eachWord(NormalText text, Places each) {
        int length = text.length();
        int at = 0;
        while (at < length) {
            if (!isWord(text.charAt(at))) {
                at++;
                continue;
            }
            int from = at;
            while (at < length && isWord(text.charAt(at))) {
                at++;
            }
            each.found(from, at);
        }
    }

    private static void phone(NormalText text, int to, Sink sink) {
        int from = PhoneNumbers.lastDigits(text, to);
        if (to - from == PhoneNumbers.LAST_DIGITS) {
            sink.element(Kind.PHONE, from, to);
        } else {
            sink.element(Kind.PHONE, PhoneNumbers.digits(text, from, to));
        }
    }

    /// `value` without spaces around it, in lower case; only its beginning if it is very long.
    static String normal(String value) {
        int most = NormalText.MAX_CHARS;
        return Tokenizer.fold((value.length() > most ? value.substring(0, most) : value).strip());
    }

    /// The canonical form of a number without spaces around it: a minus if it is below zero, no zeros that say nothing. Null
    /// if it is no number: digits, perhaps with a sign and a point between digits.
    static @Nullable String number(NormalText text) {
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

    private static int skipDigits(NormalText text, int from) {
        int at = from;
        while (at < text.length() && isDigit(text.charAt(at))) {
            at++;
        }
        return at;
    }

    /// Whether a normal text is a date, a time or a UUID: `8-4-4-4-12` hexadecimal digits; `yyyy-mm-dd`, perhaps with a time
    /// behind a space or `t`; `hh:mm`, perhaps with seconds and an offset.
    static boolean isAtom(NormalText text) {
        int length = text.length();
        if (length < SHORTEST_ATOM || length > LONGEST_ATOM) {
            return false;
        }
        return isUuid(text) || (isDigit(text.charAt(0)) && (isDate(text) || isTime(text)));
    }

    private static boolean isUuid(NormalText text) {
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

    private static boolean isDate(NormalText text) {
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

    private static boolean isTime(NormalText text) {
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
    private static int skip(NormalText text, int from, String others) {
        int at = from;
        while (at < text.length()
                && (isDigit(text.charAt(at)) || others.indexOf(text.charAt(at)) >= 0)) {
            at++;
        }
        return at;
    }

    /// The IBANs in a normal text, without spaces: those whose check digits are right. One begins where a word does: two
    /// letters, two digits, then 11 to 30 letters and digits, perhaps with a space before each.
    static void ibans(NormalText text, Consumer<String> each) {
        int last = text.length() - SHORTEST_IBAN;
        int start = 0;
        while (start <= last) {
            if (!isDigit(text.charAt(start + 3))) {
                // It is no second digit here, and no first one where the next begins.
                start += 2;
                continue;
            }
            if (isDigit(text.charAt(start + 2))
                    && isLetter(text.charAt(start))
                    && isLetter(text.charAt(start + 1))
                    && (start == 0 || !isLetterOrDigit(text.charAt(start - 1)))) {
                ibansAt(text, start, each);
            }
            start++;
        }
    }

    private static void ibansAt(NormalText text, int start, Consumer<String> each) {
        StringBuilder letters = new StringBuilder(LONGEST_IBAN);
        letters.append(text.substring(start, start + 4));
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

    private static boolean[] wordCharacters() {
        boolean[] word = new boolean[0x80];
        for (char c = 0; c < word.length; c++) {
            word[c] = isLetterOrDigit(c) || (c >= 'A' && c <= 'Z') || c == '_';
        }
        return word;
    }

    static boolean isWord(char c) {
        return c < 0x80 ? WORD[c] : Character.isLetterOrDigit(c);
    }

    static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isLetter(char c) {
        return c >= 'a' && c <= 'z';
    }

    private static boolean isLetterOrDigit(char c) {
        return isLetter(c) || isDigit(c);
    }
}
