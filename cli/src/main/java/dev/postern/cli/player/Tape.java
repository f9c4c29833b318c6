package dev.postern.cli.player;

import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What is known of a session so far: immutable, grows as answers come.
///
/// @param total   statements of the session
/// @param first   ordinal of the first statement that is played, from 1
/// @param last    ordinal of the last, at most `total`
/// @param only    the statements that are shown, ascending; null for all
/// @param pages   statements by the number of their page, from 0
/// @param outline null until it came
/// @param result  of the statement that was looked at last
record Tape(
        Session session,
        int total,
        int first,
        int last,
        @Nullable List<Integer> only,
        Map<Integer, List<Statement>> pages,
        @Nullable Outline outline,
        @Nullable Result result) {

    /// Statements a page.
    static final int PAGE = 200;

    private static final int MOST_PAGES = 40;
    private static final int MOST_FOLDED = 2_000;

    static Tape of(Session session, int total) {
        return new Tape(session, total, 1, total, null, Map.of(), null, null);
    }

    static int page(int ordinal) {
        return (ordinal - 1) / PAGE;
    }

    Tape between(int from, int to) {
        return new Tape(
                session,
                total,
                Math.max(1, from),
                Math.min(total, to),
                only,
                pages,
                outline,
                result);
    }

    Tape withOnly(List<Integer> ordinals) {
        return new Tape(session, total, first, last, List.copyOf(ordinals), pages, outline, result);
    }

    Tape withOutline(Outline came) {
        return new Tape(session, total, first, last, only, pages, came, result);
    }

    Tape withResult(@Nullable Result came) {
        return new Tape(session, total, first, last, only, pages, outline, came);
    }

    /// As it is once the session has gone on.
    Tape grown(Session now, int statements) {
        return new Tape(
                now,
                statements,
                first,
                last == total ? statements : last,
                only,
                pages,
                outline,
                result);
    }

    /// With a page of statements; the pages farthest from it go when there are too many.
    Tape withPage(int number, List<Statement> statements) {
        Map<Integer, List<Statement>> more = new HashMap<>(pages);
        more.put(number, List.copyOf(statements));
        while (more.size() > MOST_PAGES) {
            more.remove(
                    Collections.max(
                            more.keySet(),
                            (a, b) -> Integer.compare(Math.abs(a - number), Math.abs(b - number))));
        }
        return new Tape(session, total, first, last, only, Map.copyOf(more), outline, result);
    }

    /// The statement, or null if its page did not come yet.
    @Nullable Statement statement(int ordinal) {
        List<Statement> page = pages.get(page(ordinal));
        int at = (ordinal - 1) % PAGE;
        return page == null || ordinal < 1 || at >= page.size() ? null : page.get(at);
    }

    Outline places() {
        return outline == null ? Outline.NONE : outline;
    }

    /// How many statements are played.
    int size() {
        return only == null ? Math.max(0, last - first + 1) : within(only).size();
    }

    private List<Integer> within(List<Integer> ordinals) {
        return ordinals.stream().filter(o -> o >= first && o <= last).toList();
    }

    /// The ordinal at a place of what is played, from 0; 0 if there is nothing.
    int at(int place) {
        int size = size();
        if (size == 0) {
            return 0;
        }
        int valid = Math.clamp(place, 0, size - 1);
        return only == null ? first + valid : within(only).get(valid);
    }

    int firstShown() {
        return at(0);
    }

    int lastShown() {
        return at(Integer.MAX_VALUE);
    }

    /// The statement behind (1) or before (-1) one; the same if there is none.
    ///
    /// @param folds whether what a tool asked on its own is passed over
    int beside(int ordinal, int direction, boolean folds) {
        int candidate = ordinal;
        for (int passed = 0; passed < MOST_FOLDED; passed++) {
            int next = step(candidate, direction);
            if (next == candidate) {
                return ordinal;
            }
            candidate = next;
            Statement statement = statement(candidate);
            if (!folds || statement == null || !statement.isNoise()) {
                return candidate;
            }
        }
        return candidate;
    }

    private int step(int ordinal, int direction) {
        if (only == null) {
            int next = ordinal + direction;
            return next < first || next > last ? ordinal : next;
        }
        return jump(only, ordinal, direction);
    }

    /// The nearest of `ordinals` behind (1) or before (-1) a statement that is played; the same if there is none.
    int jump(List<Integer> ordinals, int ordinal, int direction) {
        int found = Collections.binarySearch(ordinals, ordinal);
        int at =
                direction > 0
                        ? found < 0 ? -found - 1 : found + 1
                        : (found < 0 ? -found - 1 : found) - 1;
        while (at >= 0 && at < ordinals.size()) {
            int there = ordinals.get(at);
            if (there >= first
                    && there <= last
                    && (only == null || Collections.binarySearch(only, there) >= 0)) {
                return there;
            }
            at += direction;
        }
        return ordinal;
    }
}
