package dev.postern.broker.store.value;

/// Telephone numbers in normal texts, however they are grouped.
final class PhoneNumbers {

    /// By so many digits, its last, a number is found.
    static final int LAST_DIGITS = 7;

    private static final int FEWEST_DIGITS = 7;
    private static final int MOST_DIGITS = 15;
    private static final int MOST_CHARS = 26;

    /// The characters of ASCII of which numbers are made.
    private static final boolean[] PART = parts();

    private PhoneNumbers() {}

    private static boolean[] parts() {
        boolean[] part = new boolean[0x80];
        for (char c = 0; c < part.length; c++) {
            part[c] = ValueElements.isDigit(c) || " ()./-".indexOf(c) >= 0;
        }
        return part;
    }

    private static boolean isPart(char c) {
        return c < 0x80 && PART[c];
    }

    /// Where in a text something looks like a telephone number: 7 to 26 digits, spaces, `(`, `)`, `.`, `/` and `-`, a digit
    /// first and last, with 7 to 15 digits behind the zeros it begins with.
    static void find(NormalText text, ValueElements.Places each) {
        int length = text.length();
        int at = 0;
        while (at + FEWEST_DIGITS <= length) {
            // A run that is long enough and begins here or behind holds the character that is
            // looked
            // at.
            int probe = at + FEWEST_DIGITS - 1;
            if (!isPart(text.charAt(probe))) {
                at = probe + 1;
                continue;
            }
            int from = probe;
            while (from > at && isPart(text.charAt(from - 1))) {
                from--;
            }
            at = probe + 1;
            while (at < length && isPart(text.charAt(at))) {
                at++;
            }
            findIn(text, from, at, each);
        }
    }

    /// The same, in a run of characters of which telephone numbers are made.
    private static void findIn(NormalText text, int from, int to, ValueElements.Places each) {
        int at = from;
        while (at + FEWEST_DIGITS <= to) {
            if (!ValueElements.isDigit(text.charAt(at))) {
                at++;
                continue;
            }
            int end = Math.min(at + MOST_CHARS, to);
            while (end > at && !ValueElements.isDigit(text.charAt(end - 1))) {
                end--;
            }
            if (end - at < FEWEST_DIGITS) {
                at++;
                continue;
            }
            int digits = countDigits(text, at, end);
            if (digits >= FEWEST_DIGITS && digits <= MOST_DIGITS) {
                each.found(at, end);
            }
            at = end;
        }
    }

    /// How many digits there are from `from` to `to`, without the zeros they begin with.
    private static int countDigits(NormalText text, int from, int to) {
        int digits = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            digits += ValueElements.isDigit(c) && (c != '0' || digits > 0) ? 1 : 0;
        }
        return digits;
    }

    /// Where the last [#LAST_DIGITS] digits before `to` begin, of which there are as many.
    static int lastDigits(NormalText text, int to) {
        int from = to;
        for (int left = LAST_DIGITS; left > 0; left--) {
            from--;
            while (!ValueElements.isDigit(text.charAt(from))) {
                from--;
            }
        }
        return from;
    }

    /// The digits from `from` to `to`.
    static String digits(NormalText text, int from, int to) {
        StringBuilder digits = new StringBuilder(to - from);
        for (int i = from; i < to; i++) {
            if (ValueElements.isDigit(text.charAt(i))) {
                digits.append(text.charAt(i));
            }
        }
        return digits.toString();
    }

    /// The digits from `from` to `to`, without the zeros they begin with.
    static String significant(NormalText text, int from, int to) {
        String digits = digits(text, from, to);
        return digits.substring(digits.length() - countDigits(text, from, to));
    }
}
