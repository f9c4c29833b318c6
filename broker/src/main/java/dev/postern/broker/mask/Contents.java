package dev.postern.broker.mask;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Finds in a text what gives itself away by its form: e-mail addresses, IBANs and card numbers with a right check digit,
/// US social security numbers, tokens, private keys, hashes of passwords, passwords in addresses.
///
/// Sources: RFC 7519 (tokens), RFC 7468 (PEM), ISO 13616 (IBAN), ISO/IEC 7812 (cards), the vendors' own prefixes of keys.
final class Contents {

    private static final int MIN_CARD = 13;
    private static final int MAX_CARD = 19;
    private static final int MIN_IBAN = 15;
    private static final int MAX_IBAN = 34;

    private static final Pattern EMAIL =
            Pattern.compile(
                    "[\\p{L}\\p{N}._%+~-]{1,256}+@(?:[\\p{L}\\p{N}-]{1,63}+\\.){1,8}\\p{L}{2,24}+");
    private static final Pattern SSN =
            Pattern.compile("(?<![0-9A-Za-z-])\\d{3}-\\d{2}-\\d{4}(?![0-9A-Za-z-])");
    private static final Pattern JWT =
            Pattern.compile("eyJ[A-Za-z0-9_-]{5,}+\\.[A-Za-z0-9_-]{5,}+(?:\\.[A-Za-z0-9_-]*+)?+");
    private static final Pattern PEM = Pattern.compile("-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY");
    private static final Pattern PEM_END = Pattern.compile("-----END [A-Z0-9 ]{0,60}-----");
    private static final Pattern KEY =
            Pattern.compile(
                    "(?<![A-Za-z0-9])(?:(?:AKIA|ASIA)[0-9A-Z]{16}"
                            + "|gh[pousr]_[A-Za-z0-9]{20,}+"
                            + "|github_pat_\\w{20,}+"
                            + "|(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{10,}+"
                            + "|sk-[A-Za-z0-9_-]{20,}+"
                            + "|xox[abeprs]-[A-Za-z0-9-]{10,}+"
                            + "|glpat-[A-Za-z0-9_-]{20,}+"
                            + "|AIza[0-9A-Za-z_-]{35}"
                            + "|md5[0-9a-f]{32}(?![0-9a-f])"
                            + "|SCRAM-SHA-256\\$[A-Za-z0-9+/=:$]++"
                            + ")|\\$2[abxy]\\$\\d\\d\\$[./A-Za-z0-9]{53}"
                            + "|\\$argon2(?:id|i|d)\\$[A-Za-z0-9+/=,$]++"
                            + "|\\$[156y]\\$[./A-Za-z0-9=$]{20,}+");
    private static final Pattern ADDRESS =
            Pattern.compile("://[^\\s/:@'\"]{0,128}+:([^\\s/@'\"]{1,256}+)@");
    private static final Pattern SETTING =
            Pattern.compile(
                    "(?i)(?:password|passwd|pwd|passphrase|secret|token|api[_-]?key)[\"']?\\s{0,8}(?:=>|=|:)\\s{0,8}(?:'([^']++)|\"([^\"]++)|((?:Bearer"
                        + " |Basic )?+[^\\s\"'&;,)}\\]]++))");

    private static final int SETTING_FORMS = 3;

    private Contents() {}

    /// What was found.
    enum Kind {
        EMAIL,
        NUMBER,
        OTHER
    }

    /// A part of a text.
    record Span(int start, int end, MaskClass maskClass, Kind kind) {}

    /// What is in a text, in the order of the places; spans do not overlap.
    static List<Span> find(String text) {
        List<Span> found = inSql(text);
        if (text.indexOf('=') >= 0 || text.indexOf(':') >= 0) {
            for (int group = 1; group <= SETTING_FORMS; group++) {
                all(SETTING, group, text, MaskClass.SECRET, found);
            }
            Members.find(text, found);
        }
        return merged(found);
    }

    /// What is in a text that is SQL: not what only a setting or a member of a document would be.
    static List<Span> inSql(String text) {
        List<Span> found = new ArrayList<>();
        if (text.indexOf('@') >= 0) {
            emails(text, found);
            all(ADDRESS, 1, text, MaskClass.SECRET, found);
        }
        if (text.contains("eyJ")) {
            all(JWT, 0, text, MaskClass.SECRET, found);
        }
        if (text.contains("-----BEGIN ")) {
            privateKeys(text, found);
        }
        all(KEY, 0, text, MaskClass.SECRET, found);
        numbers(text, found);
        return merged(found);
    }

    private static void all(
            Pattern pattern, int group, String text, MaskClass maskClass, List<Span> found) {
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            if (matcher.start(group) >= 0) {
                found.add(
                        new Span(matcher.start(group), matcher.end(group), maskClass, Kind.OTHER));
            }
        }
    }

    private static void emails(String text, List<Span> found) {
        Matcher matcher = EMAIL.matcher(text);
        while (matcher.find()) {
            found.add(new Span(matcher.start(), matcher.end(), MaskClass.PERSONAL, Kind.EMAIL));
        }
    }

    private static void privateKeys(String text, List<Span> found) {
        Matcher begin = PEM.matcher(text);
        Matcher end = PEM_END.matcher(text);
        int at = 0;
        while (begin.find(at)) {
            at = end.find(begin.end()) ? end.end() : text.length();
            found.add(new Span(begin.start(), at, MaskClass.SECRET, Kind.OTHER));
        }
    }

    /// Cards, IBANs and social security numbers; a text with few digits has none.
    private static void numbers(String text, List<Span> found) {
        int digits = 0;
        for (int i = 0; i < text.length() && digits < 9; i++) {
            digits += isDigit(text.charAt(i)) ? 1 : 0;
        }
        if (digits < 9) {
            return;
        }
        Matcher ssn = SSN.matcher(text);
        while (ssn.find()) {
            found.add(new Span(ssn.start(), ssn.end(), MaskClass.PERSONAL, Kind.OTHER));
        }
        int at = 0;
        while (at < text.length()) {
            boolean isStart = at == 0 || !isAlphanumeric(text.charAt(at - 1));
            int end = isStart ? numberEnd(text, at) : -1;
            if (end > 0) {
                found.add(new Span(at, end, MaskClass.PERSONAL, Kind.NUMBER));
                at = end;
            } else {
                at++;
            }
        }
    }

    private static int numberEnd(String text, int at) {
        char first = text.charAt(at);
        if (first >= '2' && first <= '6') {
            return cardEnd(text, at);
        }
        return isLetter(first)
                        && at + 4 < text.length()
                        && isLetter(text.charAt(at + 1))
                        && isDigit(text.charAt(at + 2))
                        && isDigit(text.charAt(at + 3))
                ? ibanEnd(text, at)
                : -1;
    }

    /// The longest card number that begins at `from`: 13 to 19 digits, single spaces or hyphens between them.
    private static int cardEnd(String text, int from) {
        StringBuilder digits = new StringBuilder(MAX_CARD);
        int end = -1;
        int at = from;
        while (at < text.length() && digits.length() < MAX_CARD) {
            char c = text.charAt(at);
            boolean isGap = (c == ' ' || c == '-') && isDigit(charAt(text, at + 1));
            if (!isDigit(c) && !isGap) {
                break;
            }
            if (isDigit(c)) {
                digits.append(c);
                boolean isWhole = !isAlphanumeric(charAt(text, at + 1));
                if (isWhole && digits.length() >= MIN_CARD && isCard(digits)) {
                    end = at + 1;
                }
            }
            at++;
        }
        return end;
    }

    private static boolean isCard(CharSequence digits) {
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(digits.length() - 1 - i) - '0';
            int twice = digit * 2;
            sum += i % 2 == 0 ? digit : twice > 9 ? twice - 9 : twice;
        }
        int head = Integer.parseInt(digits, 0, 4, 10);
        return sum % 10 == 0 && (digits.charAt(0) != '2' || (head >= 2221 && head <= 2720));
    }

    /// The longest IBAN that begins at `from`: 15 to 34 letters and digits, single spaces between them.
    private static int ibanEnd(String text, int from) {
        StringBuilder iban = new StringBuilder(MAX_IBAN);
        int end = -1;
        int at = from;
        while (at < text.length() && iban.length() < MAX_IBAN) {
            char c = text.charAt(at);
            boolean isGap = c == ' ' && isAlphanumeric(charAt(text, at + 1));
            if (!isAscii(c) && !isGap) {
                break;
            }
            if (isAscii(c)) {
                iban.append(Character.toUpperCase(c));
                boolean isWhole = !isAlphanumeric(charAt(text, at + 1));
                if (isWhole && iban.length() >= MIN_IBAN && isIban(iban)) {
                    end = at + 1;
                }
            }
            at++;
        }
        return end;
    }

    private static boolean isIban(CharSequence iban) {
        int rest = 0;
        for (int i = 0; i < iban.length(); i++) {
            char c = iban.charAt((i + 4) % iban.length());
            rest = isDigit(c) ? (rest * 10 + c - '0') % 97 : (rest * 100 + c - 'A' + 10) % 97;
        }
        return rest == 1;
    }

    /// The spans in their order; those that overlap as one, of the stronger class.
    static List<Span> merged(List<Span> spans) {
        List<Span> sorted = new ArrayList<>(spans);
        sorted.removeIf(span -> span.start() >= span.end());
        sorted.sort(Comparator.comparingInt(Span::start).thenComparingInt(Span::end));
        List<Span> merged = new ArrayList<>();
        for (Span span : sorted) {
            Span last = merged.isEmpty() ? null : merged.getLast();
            if (last == null || span.start() >= last.end()) {
                merged.add(span);
            } else {
                boolean isSame = last.start() == span.start() && last.end() == span.end();
                merged.set(
                        merged.size() - 1,
                        new Span(
                                last.start(),
                                Math.max(last.end(), span.end()),
                                last.maskClass().or(span.maskClass()),
                                isSame && last.kind() == span.kind() ? last.kind() : Kind.OTHER));
            }
        }
        return merged;
    }

    private static char charAt(String text, int at) {
        return at < text.length() ? text.charAt(at) : ' ';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isLetter(char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    }

    private static boolean isAscii(char c) {
        return isDigit(c) || isLetter(c);
    }

    private static boolean isAlphanumeric(char c) {
        return Character.isLetterOrDigit(c);
    }
}
