package dev.postern.cli.console;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/// Finds what somebody who mistyped a word may have meant.
public final class Nearest {

    private static final int FARTHEST = 2;

    private Nearest() {}

    /// The known words that are at most two changes away from `word`, begin with it or are its beginning; nearest first.
    public static List<String> of(String word, Collection<String> known) {
        return known.stream()
                .filter(one ->
                        one.startsWith(word)
                                || word.startsWith(one)
                                || distance(word, one) <= FARTHEST)
                .sorted(Comparator.comparingInt(one -> distance(word, one)))
                .toList();
    }

    /// How many characters must be inserted, deleted or replaced to turn `a` into `b`.
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        Arrays.setAll(row, j -> j);
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = row[j];
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(change, Math.min(above, row[j - 1]) + 1);
                diagonal = above;
            }
        }
        return row[b.length()];
    }
}
