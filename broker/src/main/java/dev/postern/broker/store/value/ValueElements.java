package dev.postern.broker.store.value;

import dev.postern.broker.store.chunk.Tokenizer;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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
    private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]+(?:\\.[0-9]+)?");
    private static final Pattern ATOM =
            Pattern.compile(
                    "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
                            + "|[0-9]{4,6}-[0-9]{2}-[0-9]{2}(?:[ t][0-9:.+z-]{5,24})?"
                            + "|[0-9]{2}:[0-9]{2}(?::[0-9.]+)?(?:[+-][0-9:]+)?");
    private static final Pattern PHONE = Pattern.compile("\\+?\\(?[0-9][0-9 ()./-]{5,24}[0-9]");
    private static final Pattern IBAN =
            Pattern.compile("(?<![a-z0-9])[a-z]{2}[0-9]{2}(?: ?[a-z0-9]){11,30}");

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
            phones(text, digits -> phone(digits, sink));
            return;
        }
        if (isAtom(text)) {
            sink.element(Kind.ATOM, text);
            return;
        }
        words(text, sink);
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
        String before = null;
        int from = 0;
        for (int i = 0; i <= text.length(); i++) {
            if (i < text.length() && isWord(text.charAt(i))) {
                continue;
            }
            if (i > from) {
                String word = text.substring(from, i);
                sink.element(Kind.WORD, word);
                if (before != null) {
                    sink.element(Kind.PAIR, before + '\0' + word);
                }
                before = word;
            }
            from = i + 1;
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

    /// The canonical form of a number without spaces around it; null if it is none.
    static @Nullable String number(String text) {
        char first = text.charAt(0);
        boolean mayBe =
                text.length() <= LONGEST_NUMBER
                        && (isDigit(first) || first == '-' || first == '+')
                        && NUMBER.matcher(text).matches();
        return mayBe ? new BigDecimal(text).stripTrailingZeros().toPlainString() : null;
    }

    /// Whether a normal text is a date, a time or a UUID.
    static boolean isAtom(String text) {
        return text.length() <= LONGEST_ATOM
                && text.length() >= 5
                && (text.indexOf('-') > 0 || text.indexOf(':') > 0)
                && ATOM.matcher(text).matches();
    }

    /// The digits of everything in a text that looks like a telephone number, without the zeros they begin with.
    static void phones(String text, Consumer<String> each) {
        Matcher matcher = PHONE.matcher(text);
        while (matcher.find()) {
            String digits = matcher.group().replaceAll("[^0-9]", "").replaceFirst("^0+", "");
            if (digits.length() >= PHONE_DIGITS && digits.length() <= MOST_PHONE_DIGITS) {
                each.accept(digits);
            }
        }
    }

    /// The IBANs in a normal text, without spaces: those whose check digits are right.
    static void ibans(String text, Consumer<String> each) {
        Matcher matcher = IBAN.matcher(text);
        int from = 0;
        while (matcher.find(from)) {
            from = matcher.start() + 1;
            int end = matcher.start();
            StringBuilder letters = new StringBuilder();
            while (end < matcher.end() && letters.length() < LONGEST_IBAN) {
                char c = text.charAt(end++);
                if (c != ' ') {
                    letters.append(c);
                }
                boolean ends = end == text.length() || !isWord(text.charAt(end));
                if (c != ' ' && ends && isIban(letters)) {
                    each.accept(letters.toString());
                }
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
        return c == '_' || Character.isLetterOrDigit(c);
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
