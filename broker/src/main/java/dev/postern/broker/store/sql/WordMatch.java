package dev.postern.broker.store.sql;

import dev.postern.broker.store.sql.IndexQuery.Comparison;
import dev.postern.broker.store.sql.IndexQuery.Criterion;

import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// Compares a word, such as the name of an application, with what is looked for.
final class WordMatch {

    private static final int MAX_STEPS = 200_000;

    private WordMatch() {}

    /// @param contained whether it is enough that the word holds the value
    static Predicate<String> of(Criterion criterion, boolean contained) {
        String value = criterion.value().toLowerCase(Locale.ROOT);
        if (criterion.comparison() == Comparison.MATCHES) {
            Pattern pattern =
                    Pattern.compile(
                            criterion.value(), Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
            return word -> pattern.matcher(new Bounded(word)).find();
        }
        if (criterion.comparison() == Comparison.BEGINS_WITH) {
            return word -> word.toLowerCase(Locale.ROOT).startsWith(value);
        }
        return contained
                ? word -> word.toLowerCase(Locale.ROOT).contains(value)
                : word -> word.toLowerCase(Locale.ROOT).equals(value);
    }

    /// A text of which so many characters may be looked at: some regular expressions would never end.
    private static final class Bounded implements CharSequence {

        private final CharSequence text;
        private int steps;

        Bounded(CharSequence text) {
            this.text = text;
        }

        @Override
        public char charAt(int index) {
            if (++steps > MAX_STEPS) {
                throw new StoreException(
                        StoreException.Kind.OVERLOADED,
                        "the regular expression takes too long; write a simpler one");
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }
}
