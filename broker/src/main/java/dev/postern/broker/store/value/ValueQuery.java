package dev.postern.broker.store.value;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;

/// A value that is looked for: the tokens that find where it may be, and the comparison that tells where it is.
public final class ValueQuery {

    /// The longest value that can be looked for, in characters.
    public static final int MAX_CHARS = 1_000;

    private static final Pattern EMAIL = Pattern.compile("[^@\\s]+@[^@\\s]+\\.[^@\\s]+");

    private final Form form;
    private final boolean whole;
    private final String normal;

    private ValueQuery(Form form, boolean whole, String normal) {
        this.form = form;
        this.whole = whole;
        this.normal = normal;
    }

    /// How values are compared.
    public enum Form {
        /// Letter by letter, upper and lower case alike.
        TEXT,
        /// As TEXT, where an e-mail address begins and ends.
        EMAIL,
        /// By its digits, with or without the country's.
        PHONE,
        /// By letters and digits, however they are grouped.
        IBAN,
        /// By what it amounts to: `7` is `7.00`.
        NUMBER
    }

    /// A value.
    ///
    /// @param form  null: an IBAN or e-mail address if it looks like one, else TEXT
    /// @param whole whether a TEXT must be the whole value, not words in it
    /// @throws ValueException if nothing can be found by it
    public static ValueQuery of(String value, @Nullable Form form, boolean whole)
            throws ValueException {
        if (value.length() > MAX_CHARS) {
            throw new ValueException(
                    "The value has "
                            + value.length()
                            + " characters; one of up to "
                            + MAX_CHARS
                            + " can be looked for.",
                    "Look for a part of it.");
        }
        String normal = ValueElements.normal(value);
        if (normal.isEmpty()) {
            throw new ValueException("The value is empty.", "Give the value to look for.");
        }
        Form chosen = form == null ? guess(normal) : form;
        return new ValueQuery(chosen, whole, normal(chosen, normal));
    }

    private static Form guess(String normal) {
        if (iban(normal) != null) {
            return Form.IBAN;
        }
        return EMAIL.matcher(normal).matches() ? Form.EMAIL : Form.TEXT;
    }

    private static String normal(Form form, String normal) throws ValueException {
        return switch (form) {
            case TEXT -> {
                if (normal.chars().noneMatch(c -> ValueElements.isWord((char) c))) {
                    throw new ValueException(
                            "The value has no letter and no digit, so that nothing can be found by"
                                    + " it.",
                            "Give a value with a word in it.");
                }
                yield normal;
            }
            case EMAIL -> {
                if (!EMAIL.matcher(normal).matches()) {
                    throw not("e-mail address", "name@example.com");
                }
                yield normal;
            }
            case PHONE -> {
                List<String> digits = new ArrayList<>();
                NormalText text = NormalText.as(normal);
                PhoneNumbers.find(
                        text, (from, to) -> digits.add(PhoneNumbers.significant(text, from, to)));
                if (digits.size() != 1) {
                    throw not("telephone number of 7 to 15 digits", "+49 151 23456789");
                }
                yield digits.getFirst();
            }
            case IBAN -> {
                String iban = iban(normal);
                if (iban == null) {
                    throw not("IBAN with right check digits", "DE89 3704 0044 0532 0130 00");
                }
                yield iban;
            }
            case NUMBER -> {
                String number = ValueElements.number(NormalText.as(normal));
                if (number == null) {
                    throw not("number", "1234.50, with a point and without separators");
                }
                yield number;
            }
        };
    }

    private static ValueException not(String what, String example) {
        return new ValueException("The value is no " + what + ".", "Write it as " + example + ".");
    }

    private static @Nullable String iban(String normal) {
        String letters = normal.replace(" ", "");
        List<String> found = new ArrayList<>();
        ValueElements.ibans(NormalText.as(letters), found::add);
        return found.contains(letters) ? letters : null;
    }

    /// How it is compared.
    public Form form() {
        return form;
    }

    /// The value as it is compared.
    public String normal() {
        return normal;
    }

    /// Sets of tokens: wherever the value is, all tokens of at least one set are.
    public List<long[]> tokens(ValueTokenizer tokenizer) {
        return switch (form) {
            case PHONE ->
                    List.of(
                            one(
                                    tokenizer,
                                    ValueElements.Kind.PHONE,
                                    normal.substring(normal.length() - PhoneNumbers.LAST_DIGITS)));
            case IBAN -> List.of(one(tokenizer, ValueElements.Kind.IBAN, normal));
            case NUMBER ->
                    List.of(
                            one(tokenizer, ValueElements.Kind.NUMBER, normal),
                            one(tokenizer, ValueElements.Kind.WORD, normal));
            case EMAIL -> List.of(tokenizer.words(normal));
            case TEXT -> texts(tokenizer);
        };
    }

    private List<long[]> texts(ValueTokenizer tokenizer) {
        List<long[]> sets = new ArrayList<>();
        sets.add(tokenizer.words(normal));
        NormalText text = NormalText.as(normal);
        String number = ValueElements.number(text);
        if (number != null) {
            sets.add(one(tokenizer, ValueElements.Kind.NUMBER, number));
        } else if (ValueElements.isAtom(text)) {
            sets.add(one(tokenizer, ValueElements.Kind.ATOM, normal));
        }
        return sets;
    }

    private static long[] one(ValueTokenizer tokenizer, ValueElements.Kind kind, String normal) {
        return new long[] {tokenizer.token(kind, normal)};
    }

    /// Whether `value` is what is looked for, or holds it.
    public boolean matches(String value) {
        String normalValue = ValueElements.normal(value);
        if (normalValue.isEmpty()) {
            return false;
        }
        return switch (form) {
            case TEXT ->
                    normalValue.equals(normal)
                            || (!whole && holds(normalValue, false) && isText(normalValue));
            case EMAIL -> holds(normalValue, true);
            case PHONE -> isPhoneIn(NormalText.as(normalValue));
            case IBAN -> isIbanIn(NormalText.as(normalValue));
            case NUMBER -> normal.equals(ValueElements.number(NormalText.as(normalValue)));
        };
    }

    /// Whether a normal text is no number, date, time or UUID, which are found whole.
    private static boolean isText(String normal) {
        NormalText text = NormalText.as(normal);
        return ValueElements.number(text) == null && !ValueElements.isAtom(text);
    }

    private boolean isPhoneIn(NormalText text) {
        AtomicBoolean found = new AtomicBoolean();
        PhoneNumbers.find(
                text,
                (from, to) -> {
                    String digits = PhoneNumbers.significant(text, from, to);
                    if (digits.endsWith(normal) || normal.endsWith(digits)) {
                        found.set(true);
                    }
                });
        return found.get();
    }

    private boolean isIbanIn(NormalText text) {
        AtomicBoolean found = new AtomicBoolean();
        ValueElements.ibans(
                text,
                iban -> {
                    if (iban.equals(normal)) {
                        found.set(true);
                    }
                });
        return found.get();
    }

    /// Whether `text` holds the value as words, not as a part of longer ones.
    private boolean holds(String text, boolean mail) {
        int at = text.indexOf(normal);
        while (at >= 0) {
            int end = at + normal.length();
            boolean begins = at == 0 || !goesOn(text, at - 1, normal.charAt(0), mail);
            boolean ends =
                    end == text.length()
                            || !goesOn(text, end, normal.charAt(normal.length() - 1), false);
            boolean longerDomain =
                    mail
                            && end + 1 < text.length()
                            && (text.charAt(end) == '.' || text.charAt(end) == '-')
                            && ValueElements.isWord(text.charAt(end + 1));
            if (begins && ends && !longerDomain) {
                return true;
            }
            at = text.indexOf(normal, at + 1);
        }
        return false;
    }

    private static boolean goesOn(String text, int at, char edge, boolean mail) {
        char c = text.charAt(at);
        return (ValueElements.isWord(edge) && ValueElements.isWord(c))
                || (mail && "._%+-".indexOf(c) >= 0);
    }

    @Override
    public String toString() {
        return "ValueQuery[" + form + "]";
    }
}
