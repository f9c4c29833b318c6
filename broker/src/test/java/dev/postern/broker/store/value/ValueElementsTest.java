package dev.postern.broker.store.value;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Compares what is found in values with what regular expressions say, over values made at random of the characters that
/// matter.
class ValueElementsTest {

    private static final int VALUES = 200_000;
    private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]+(?:\\.[0-9]+)?");
    private static final Pattern ATOM =
            Pattern.compile(
                    "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
                            + "|[0-9]{4,6}-[0-9]{2}-[0-9]{2}(?:[ t][0-9:.+z-]{5,24})?"
                            + "|[0-9]{2}:[0-9]{2}(?::[0-9.]+)?(?:[+-][0-9:]+)?");
    private static final Pattern PHONE = Pattern.compile("\\+?\\(?[0-9][0-9 ()./-]{5,24}[0-9]");
    private static final Pattern IBAN_AT =
            Pattern.compile("(?<![a-z0-9])[a-z]{2}[0-9]{2}(?: ?[a-z0-9]){11,30}");

    private final Random random = new Random(11);

    @Test
    void numbersAreThoseOfTheirExpressionInTheirShortestForm() {
        List<String> values = values("0012.+-", 1, 9);
        values.addAll(values("0012.+-", 76, 84));
        int found = 0;
        for (String value : values) {
            String expected =
                    value.length() <= 80 && NUMBER.matcher(value).matches()
                            ? new BigDecimal(value).stripTrailingZeros().toPlainString()
                            : null;
            assertEquals(expected, ValueElements.number(NormalText.as(value)), value);
            found += expected == null ? 0 : 1;
        }
        assertSome(found);
    }

    @Test
    void atomsAreThoseOfTheirExpression() {
        List<String> values = values("0129:-. t+z", 5, 14);
        for (String atom :
                List.of(
                        "2026-11-22 14:03:19.5+00",
                        "120260-01-02t10:00z",
                        "10:59:59.1-03:30",
                        "00000000-0000-0000-0000-00000000000a")) {
            for (int i = 0; i < VALUES / 10; i++) {
                values.add(changed(atom, "0129:-. t+zaf"));
            }
        }
        int found = 0;
        for (String value : values) {
            boolean expected = value.length() <= 40 && ATOM.matcher(value).matches();
            assertEquals(expected, ValueElements.isAtom(NormalText.as(value)), value);
            found += expected ? 1 : 0;
        }
        assertSome(found);
    }

    @Test
    void telephoneNumbersAreThoseOfTheirExpression() {
        int found = 0;
        for (String value : values("0012345 ()./-+x", 5, 60)) {
            List<String> expected = new ArrayList<>();
            Matcher matcher = PHONE.matcher(value);
            while (matcher.find()) {
                String digits = matcher.group().replaceAll("[^0-9]", "").replaceFirst("^0+", "");
                if (digits.length() >= 7 && digits.length() <= 15) {
                    expected.add(digits);
                }
            }
            List<String> actual = new ArrayList<>();
            NormalText text = NormalText.as(value);
            PhoneNumbers.find(
                    text, (from, to) -> actual.add(PhoneNumbers.significant(text, from, to)));
            assertEquals(expected, actual, value);
            found += expected.size();
        }
        assertSome(found);
    }

    @Test
    void ibansAreThoseOfTheirExpressionWithRightCheckDigits() {
        int found = 0;
        for (int i = 0; i < VALUES; i++) {
            String value =
                    text("a1 .", 0, 4)
                            + changed("de89 3704 0044 0532 0130 00", "a1 -")
                            + text("a1 .", 0, 4);
            List<String> actual = new ArrayList<>();
            ValueElements.ibans(NormalText.as(value), actual::add);
            assertEquals(ibans(value), actual, value);
            found += actual.size();
        }
        assertSome(found);
    }

    private static List<String> ibans(String value) {
        List<String> found = new ArrayList<>();
        Matcher matcher = IBAN_AT.matcher(value);
        int from = 0;
        while (matcher.find(from)) {
            from = matcher.start() + 1;
            for (int end = matcher.start() + 15; end <= matcher.end(); end++) {
                String letters = value.substring(matcher.start(), end).replace(" ", "");
                boolean ends =
                        value.charAt(end - 1) != ' '
                                && (end == value.length()
                                        || !ValueElements.isWord(value.charAt(end)));
                if (ends && isChecked(letters)) {
                    found.add(letters);
                }
            }
        }
        return found;
    }

    private static boolean isChecked(String iban) {
        StringBuilder number = new StringBuilder();
        for (char c : (iban.substring(4) + iban.substring(0, 4)).toCharArray()) {
            number.append(Character.digit(c, 36));
        }
        return iban.length() >= 15
                && new BigInteger(number.toString())
                        .mod(BigInteger.valueOf(97))
                        .equals(BigInteger.ONE);
    }

    private List<String> values(String characters, int shortest, int longest) {
        List<String> values = new ArrayList<>(VALUES);
        for (int i = 0; i < VALUES; i++) {
            values.add(text(characters, shortest, longest));
        }
        return values;
    }

    private String text(String characters, int shortest, int longest) {
        int length = random.nextInt(shortest, longest + 1);
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(characters.charAt(random.nextInt(characters.length())));
        }
        return text.toString();
    }

    /// `value` with none or one of its characters changed, doubled or left out.
    private String changed(String value, String characters) {
        StringBuilder text = new StringBuilder(value);
        int at = random.nextInt(value.length());
        char c = characters.charAt(random.nextInt(characters.length()));
        switch (random.nextInt(4)) {
            case 0 -> text.setCharAt(at, c);
            case 1 -> text.insert(at, c);
            case 2 -> text.deleteCharAt(at);
            default -> {}
        }
        return text.toString();
    }

    private static void assertSome(int found) {
        assertTrue(found > VALUES / 1_000, "only " + found + " were found at all");
    }
}
